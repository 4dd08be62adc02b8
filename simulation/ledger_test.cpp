// The ledger, as a shop fills it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "custody/ledger/verify.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {
namespace {

using custody::ledger::Receipt;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;

// Entries about people that are kept open, and public ones.
std::vector<std::string> trail_of(Shop& shop, SubjectId const& subject) {
  shop.ledger().sequence();
  std::vector<std::string> statements;
  for (auto const& noting : shop.vault().trail(subject)) {
    EXPECT_TRUE(noting.index);
    statements.push_back(noting.statement);
  }
  return statements;
}

std::vector<std::string> public_entries(Shop& shop) {
  shop.ledger().sequence();
  std::vector<std::string> entries;
  auto const& log = shop.ledger().log();
  for (std::uint64_t i = 0; i < log.size(); ++i) {
    if (Bytes const entry = log.entry(i); custody::ledger::is_public(entry)) {
      entries.push_back(entry);
    }
  }
  return entries;
}

void expect_whole(Shop& shop) {
  custody::ledger::verify({.source = shop.ledger().log(),
                           .newest = shop.ledger().log().checkpoint(),
                           .key = shop.ledger().verifier(),
                           .seen = {},
                           .progress = {}});
}

auto act(std::string const& name) {
  return HasSubstr("\"act\":\"" + name + "\"");
}

TEST(Ledger, HasEveryActOnAPersonsData) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person();
  auto const order =
      shop.add(anna, "order", {{"name", "Anna"}, {"phone", "1"}, {"lines", "l"}}, {});
  auto const enquiry = shop.add(anna, "enquiry", {{"email", "a@example.org"}}, {});
  shop.event(anna, order.record, "completed", "2024-03-05");
  shop.vault().replace_fields(shop.owner(), anna, order.record, {{"phone", PersonalText("2")}});
  shop.read(anna, order.record, "bookkeeping", "name");
  shop.read(anna, order.record, "bookkeeping", "phone");
  shop.vault().give_consent(anna, "newsletter");
  shop.vault().withdraw_consent(anna, "newsletter");
  shop.vault().object(anna, "support");
  shop.vault().restrict(anna);
  shop.vault().lift_restriction(anna);
  shop.vault().hold(anna, order.record, "a dispute", *parse_day("2025-01-01"));
  shop.vault().release_hold(anna, order.record);
  shop.vault().erase(anna);
  auto const trail = trail_of(shop, anna);
  for (std::string const name : {"subject_created", "collected", "event_added", "rectified",
                                 "consent_given", "consent_withdrawn", "objected", "restricted",
                                 "restriction_lifted", "held", "hold_released", "erased"}) {
    EXPECT_THAT(trail, Contains(act(name))) << name;
  }
  EXPECT_THAT(trail, Contains(AllOf(act("read"), HasSubstr("\"purpose\":\"bookkeeping\""),
                                    HasSubstr("\"fields\":[\"name\"]"))));
  EXPECT_THAT(trail, Contains(AllOf(act("refused"), HasSubstr("denied.field_not_held"))));
  EXPECT_THAT(trail, Not(Contains(HasSubstr("a@example.org"))));
  EXPECT_THAT(trail, Not(Contains(HasSubstr("a dispute"))));
  expect_whole(shop);
}

TEST(Ledger, HasWhatTheShopDidByItself) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person();
  shop.add(anna, "order", {{"name", "Anna"}, {"phone", "1"}, {"lines", "l"}},
           {{"completed", "2024-03-05"}});
  shop.publish(
      replaced(shop_policy(), "until withdrawn", "12 months after subscription subscribed"));
  shop.at("2027-01-01");
  auto const entries = public_entries(shop);
  EXPECT_THAT(entries, Contains(AllOf(act("policy_published"), HasSubstr("\"version\":1"))));
  EXPECT_THAT(entries, Contains(AllOf(act("policy_published"), HasSubstr("\"version\":2"))));
  EXPECT_THAT(entries, Contains(AllOf(act("terms_lapsed"), HasSubstr("contract of order"))));
  EXPECT_THAT(entries, Contains(AllOf(act("tick"), HasSubstr("2026-12-31"))));
  EXPECT_THAT(entries, Contains(AllOf(act("reclaimed"), HasSubstr("\"records_narrowed\":1"))));
  expect_whole(shop);
}

TEST(Ledger, AnErasuresReceiptVerifiesTenYearsLater) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person();
  shop.add(anna, "enquiry", {{"email", "a@example.org"}}, {});
  auto const link = shop.vault().erase(anna);
  EXPECT_FALSE(shop.vault().has_subject(anna));
  shop.ledger().sequence();
  EXPECT_THROW(shop.ledger().receipts().fetch(link), Failure);  // the tick is still to come
  shop.tick();
  shop.ledger().sequence();
  std::string const file = shop.ledger().receipts().fetch(link).text();
  auto const key = shop.ledger().verifier();
  for (int year = 2025; year <= 2034; ++year) {
    shop.at(std::to_string(year) + "-03-05");
  }
  shop.ledger().sequence();
  verify(Receipt::parse(file), key);
  // And the log has only grown since.
  custody::ledger::verify_growth(
      shop.ledger().log(),
      {.older = Receipt::parse(file).checkpoint, .newer = shop.ledger().log().checkpoint()}, key);
}

TEST(Ledger, WhatItSaysOfAPersonEndsWithThePerson) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person();
  shop.add(anna, "enquiry", {{"email", "a@example.org"}}, {});
  shop.vault().erase(anna);
  shop.at("2024-03-06");
  shop.ledger().sequence();
  for (auto const& row : shop.store().contents()) {
    EXPECT_FALSE(row.key.starts_with('P'));
    EXPECT_EQ(row.value.find(to_string(anna.value)), std::string::npos);
  }
  expect_whole(shop);
}

TEST(Ledger, ATickThatWasCutOffBeforeItsEntryIsNotForgotten) {
  Shop shop("2024-03-05");
  SubjectId const anna = shop.person();
  shop.add(anna, "enquiry", {{"email", "a@example.org"}}, {});
  auto const link = shop.vault().erase(anna);
  // The clock, 4096 buckets and the system bucket; then it stops.
  int left = 4098;
  shop.store().on_commit([&](Bucket) {
    return left-- > 0 ? custody::store::Fault::none : custody::store::Fault::before_commit;
  });
  EXPECT_THROW(shop.tick(), Failure);
  shop.store().on_commit({});
  shop.crash();
  shop.tick();
  shop.ledger().sequence();
  verify(shop.ledger().receipts().fetch(link), shop.ledger().verifier());
}

}  // namespace
}  // namespace lofte::simulation
