// Each way in which data ends, against an adversary who kept every byte ever stored and has today's
// root keys. ARCHITECTURE.md, "How data is locked".
#include <gtest/gtest.h>

#include "custody/upkeep/holdings.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {
namespace {

struct Order {
  SubjectId person;
  RecordId record;
};

Order completed_order(Shop& shop, std::string_view day = "2024-03-05") {
  SubjectId const person = shop.person();
  std::string const when(day);
  auto const added =
      shop.add(person, "order",
               {{"name", "canary-name"}, {"phone", "canary-phone"}, {"lines", "canary-lines"}},
               {{"placed", when.c_str()}, {"completed", when.c_str()}});
  return {person, added.record};
}

TEST(Adversary, ReadsWhatIsStillHeld) {
  Shop shop("2024-03-05");
  completed_order(shop);
  shop.at("2024-06-01");
  auto const adversary = shop.adversary();
  EXPECT_TRUE(adversary.can_read("canary-name"));
  EXPECT_TRUE(adversary.can_read("canary-phone"));
}

TEST(ErasureByKey, ATermPastItsHorizonIsDeadInEveryCopy) {
  Shop shop("2024-03-05");
  auto const order = completed_order(shop);
  shop.at("2026-12-31");
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "phone"), "canary-phone");
  EXPECT_TRUE(shop.adversary().can_read("canary-phone"));
  shop.clock_at("2027-01-01");
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "phone"),
            "denied.lapsed");  // before any tick
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_TRUE(shop.adversary().can_read("canary-name"));
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "canary-name");
  shop.at("2032-01-01");
  EXPECT_FALSE(shop.adversary().can_read("canary-name"));
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "gone");
}

TEST(ErasureByKey, NothingAtAllIsLeftOfAPersonWhenTheLastTermIsOver) {
  Shop shop("2024-03-05");
  auto const order = completed_order(shop);
  shop.at("2032-01-01");
  shop.at("2032-01-02");  // the tick after the one whose reclaiming doomed the person key
  EXPECT_FALSE(shop.vault().has_subject(order.person));
  EXPECT_FALSE(shop.adversary().knows_facts_of(order.person));
  EXPECT_TRUE(shop.adversary().values().empty());
}

TEST(ErasureByKey, AnErasedPersonKeepsOnlyWhatTheLawKeeps) {
  Shop shop("2024-03-05");
  auto const order = completed_order(shop);
  shop.vault().erase(order.person);
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "name"), "denied.ended");
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "canary-name");
  shop.tick();
  auto const adversary = shop.adversary();
  EXPECT_FALSE(adversary.can_read("canary-phone"));
  EXPECT_TRUE(adversary.can_read("canary-name"));
  EXPECT_TRUE(adversary.can_read("canary-lines"));
}

TEST(ErasureByKey, APersonWithNothingTheLawKeepsIsGoneAltogether) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person("customer 7");
  shop.add(person, "account", {{"email", "canary@example.com"}}, {{"registered", "2024-03-05"}});
  shop.vault().erase(person);
  EXPECT_FALSE(shop.vault().has_subject(person));
  EXPECT_EQ(shop.vault().find_subject("customer 7"), std::nullopt);
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary@example.com"));
  EXPECT_FALSE(shop.adversary().knows_facts_of(person));
}

TEST(ErasureByKey, AnObjectionEndsOnePurposeAndNoOther) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const enquiry =
      shop.add(person, "enquiry", {{"email", "canary-enquiry"}}, {{"received", "2024-03-05"}});
  auto const account =
      shop.add(person, "account", {{"email", "canary-account"}}, {{"registered", "2024-03-05"}});
  shop.vault().object(person, "support");
  EXPECT_NE(shop.read(person, enquiry.record, "support", "email"), "canary-enquiry");
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-enquiry"));
  EXPECT_TRUE(shop.adversary().can_read("canary-account"));
  EXPECT_EQ(shop.read(person, account.record, "account", "email"), "canary-account");
}

TEST(ErasureByKey, WithdrawnConsentIsNotRevivedByConsentGivenAnew) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  shop.vault().give_consent(person, "newsletter");
  auto const first =
      shop.add(person, "subscription", {{"email", "canary-first"}}, {{"subscribed", "2024-03-05"}});
  EXPECT_EQ(shop.read(person, first.record, "newsletter", "email"), "canary-first");
  shop.vault().withdraw_consent(person, "newsletter");
  shop.vault().give_consent(person, "newsletter");
  auto const second = shop.add(person, "subscription", {{"email", "canary-second"}},
                               {{"subscribed", "2024-03-06"}});
  EXPECT_EQ(shop.read(person, first.record, "newsletter", "email"), "gone");
  EXPECT_EQ(shop.read(person, second.record, "newsletter", "email"), "canary-second");
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-first"));
  EXPECT_TRUE(shop.adversary().can_read("canary-second"));
}

TEST(ErasureByKey, WithoutADateDataIsHeldAndGetsItsTermWhenTheClockStarts) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const order = shop.add(person, "order",
                              {{"name", "canary-name"}, {"phone", "canary-phone"}, {"lines", "l"}},
                              {{"placed", "2024-03-05"}});
  shop.at("2033-01-01");
  EXPECT_EQ(shop.read(person, order.record, "contract", "phone"), "canary-phone");
  shop.event(person, order.record, "completed", "2033-01-01");
  shop.at("2035-12-31");
  EXPECT_EQ(shop.read(person, order.record, "contract", "phone"), "canary-phone");
  shop.at("2036-01-01");
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_TRUE(shop.adversary().can_read("canary-name"));
}

TEST(ErasureByKey, AnUntilHoldsUntilItsEventAndTheTermThatFollows) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const enquiry =
      shop.add(person, "enquiry", {{"email", "canary@example.com"}}, {{"received", "2024-03-05"}});
  shop.at("2026-03-05");
  EXPECT_EQ(shop.read(person, enquiry.record, "support", "email"), "canary@example.com");
  shop.event(person, enquiry.record, "closed", "2026-03-05");
  shop.at("2026-04-04");
  EXPECT_EQ(shop.read(person, enquiry.record, "support", "email"), "canary@example.com");
  shop.at("2026-04-05");
  EXPECT_FALSE(shop.adversary().can_read("canary@example.com"));
}

TEST(ErasureByKey, ALegalHoldKeepsWhatIsHeldAndRevivesNothing) {
  Shop shop("2024-03-05");
  auto const order = completed_order(shop);
  shop.at("2027-01-01");  // the phone is gone
  shop.vault().hold(order.person, order.record, "case 1", *parse_day("2033-01-01"));
  shop.at("2033-06-01");
  EXPECT_TRUE(shop.adversary().can_read("canary-name"));
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "denied.lapsed");
  shop.vault().release_hold(order.person, order.record);
  shop.at("2033-06-02");
  EXPECT_FALSE(shop.adversary().can_read("canary-name"));
}

TEST(ErasureByKey, ARestrictionKeepsForStorageOnly) {
  Shop shop("2024-03-05");
  auto const order = completed_order(shop);
  shop.vault().restrict(order.person);
  shop.at("2027-01-01");
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "phone"), "denied.restricted");
  EXPECT_TRUE(shop.adversary().can_read("canary-phone"));
  shop.vault().lift_restriction(order.person);
  shop.at("2027-01-02");
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "canary-name");
}

TEST(ErasureByKey, AClockOfTheSubjectMovesForEveryRecordAtOnce) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const account = shop.add(person, "account", {{"email", "canary@example.com"}},
                                {{"registered", "2024-03-05"}});
  shop.at("2027-06-01");
  shop.add(person, "order", {{"name", "n"}, {"phone", "p"}, {"lines", "l"}},
           {{"completed", "2027-06-01"}});
  shop.at("2030-12-31");
  EXPECT_EQ(shop.read(person, account.record, "account", "email"), "canary@example.com");
  shop.at("2031-01-01");
  EXPECT_EQ(shop.read(person, account.record, "account", "email"), "gone");
  EXPECT_FALSE(shop.adversary().can_read("canary@example.com"));
}

TEST(ErasureByKey, AClockThatMovesTooLateRevivesNothing) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  shop.add(person, "order", {{"name", "n"}, {"phone", "p"}, {"lines", "l"}},
           {{"completed", "2024-03-05"}});
  auto const account = shop.add(person, "account", {{"email", "canary@example.com"}},
                                {{"registered", "2024-03-05"}});
  shop.clock_at("2028-01-01");  // the account ended yesterday; no tick has run
  shop.add(person, "order", {{"name", "n"}, {"phone", "p"}, {"lines", "l"}},
           {{"completed", "2028-01-01"}});
  EXPECT_EQ(shop.read(person, account.record, "account", "email"), "gone");
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary@example.com"));
}

TEST(ErasureByKey, AReplacedValueDiesAtTheNextTick) {
  Shop shop("2024-03-05");
  auto const order = completed_order(shop);
  shop.vault().replace_fields(shop.owner(), order.person, order.record,
                              {{"phone", PersonalText("canary-new")}});
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "phone"), "canary-new");
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "name"), "canary-name");
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_TRUE(shop.adversary().can_read("canary-new"));
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "canary-name");
}

TEST(ErasureByKey, ARemovedValueDiesAtTheNextTick) {
  Shop shop("2024-03-05");
  auto const order = completed_order(shop);
  shop.vault().replace_fields(shop.owner(), order.person, order.record, {{"phone", std::nullopt}});
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "phone"), "gone");
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "name"), "canary-name");
}

TEST(ErasureByKey, ADatedWriteTooLateIsRefused) {
  Shop shop("2024-03-05");
  shop.at("2032-01-01");
  SubjectId const person = shop.person();
  EXPECT_THROW(shop.add(person, "order", {{"name", "late"}}, {{"completed", "2024-03-05"}}),
               Failure);
}

std::string enquiries_by_the_latest() {
  return replaced(shop_policy(), "until enquiry closed, or 30 days after enquiry closed",
                  "30 days after latest enquiry received");
}

TEST(ErasureByKey, ARecordThatStartsALapsedClockAnewIsKeptAndRevivesNothing) {
  Shop shop("2024-03-05", enquiries_by_the_latest());
  SubjectId const person = shop.person();
  auto const first =
      shop.add(person, "enquiry", {{"email", "canary-first"}}, {{"received", "2024-03-05"}});
  shop.clock_at("2024-06-01");  // the first has lapsed; no tick has run
  auto const second =
      shop.add(person, "enquiry", {{"email", "canary-second"}}, {{"received", "2024-06-01"}});
  EXPECT_EQ(shop.read(person, second.record, "support", "email"), "canary-second");
  EXPECT_EQ(shop.read(person, first.record, "support", "email"), "gone");
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-first"));
  EXPECT_TRUE(shop.adversary().can_read("canary-second"));
}

TEST(ErasureByKey, AClockThatStartsTooLateRevivesNothing) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const account = shop.add(person, "account", {{"email", "canary@example.com"}},
                                {{"registered", "2024-03-05"}});
  shop.clock_at("2028-01-01");
  shop.tick();  // the account's key is destroyed; its bytes are still there
  shop.add(person, "order", {{"name", "n"}}, {{"completed", "2028-01-01"}});
  EXPECT_EQ(shop.read(person, account.record, "account", "email"), "gone");
  EXPECT_EQ(custody::upkeep::holdings(shop.vault()).records, 1U);
}

TEST(ErasureByKey, AHoldKeepsNoPurposeAliveUntilItsClockMoves) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const account = shop.add(person, "account", {{"email", "canary@example.com"}},
                                {{"registered", "2024-03-05"}});
  shop.vault().hold(person, account.record, "case 1", *parse_day("2033-01-01"));
  shop.at("2028-01-01");
  shop.add(person, "order", {{"name", "n"}}, {{"completed", "2028-01-01"}});
  EXPECT_EQ(shop.read(person, account.record, "account", "email"), "denied.ended");
  shop.vault().release_hold(person, account.record);
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary@example.com"));
}

TEST(ErasureByKey, AClockThatHasRunOutStaysSoWhenAnotherMoves) {
  Shop shop("2024-03-05", enquiries_by_the_latest());
  SubjectId const person = shop.person();
  shop.add(person, "order", {{"name", "n"}}, {{"completed", "2024-03-05"}});
  shop.add(person, "enquiry", {{"email", "canary-enquiry"}}, {{"received", "2024-03-05"}});
  auto const account =
      shop.add(person, "account", {{"email", "canary-account"}}, {{"registered", "2024-03-05"}});
  shop.clock_at("2024-06-01");
  shop.tick();  // the enquiry's key is destroyed; its bytes are still there
  shop.add(person, "order", {{"name", "n"}}, {{"completed", "2024-06-01"}});

  shop.vault().replace_fields(shop.owner(), person, account.record,
                              {{"email", PersonalText("canary-corrected")}});
  EXPECT_EQ(shop.read(person, account.record, "account", "email"), "canary-corrected");
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-enquiry"));
}

}  // namespace
}  // namespace lofte::simulation
