#include "promise/policy/parse.hpp"

#include <gmock/gmock.h>

#include "base/failure.hpp"
#include "promise/policy/sample.hpp"

namespace lofte::promise::policy {
namespace {

using sample::and_also;
using sample::codes_of;
using sample::parsed;
using sample::with;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(Policy, says_what_its_file_says) {
  Policy const policy = parsed(sample::text());
  EXPECT_EQ(policy.language, "en");
  EXPECT_EQ(policy.version, "1");
  EXPECT_EQ(policy.dated, parse_day("2026-01-01"));
  EXPECT_EQ(policy.timezone->name(), "Europe/Stockholm");
  EXPECT_EQ(policy.controller.get("name"), "The Corner Shop");
  EXPECT_EQ(policy.controller.get("phone"), "");
  EXPECT_TRUE(policy.categories[*policy.find_category("email")].identifies);
  EXPECT_THAT(policy.shapes, SizeIs(2));
  EXPECT_EQ(policy.purposes[*policy.find_purpose("bookkeeping")].law, "The Accounting Act");
  EXPECT_THAT(policy.rights, SizeIs(8));
  EXPECT_EQ(policy.rights.front().in("sv", "en"), "See it");
}

TEST(Policy, things_stand_in_the_order_of_the_file) {
  Policy const policy = parsed(sample::text());
  EXPECT_EQ(policy.shapes[0].name, "order");
  EXPECT_EQ(policy.shapes[0].fields[2].name, "lines");
  EXPECT_EQ(policy.purposes[0].name, "contract");
  EXPECT_EQ(policy.purposes[2].name, "account");
}

TEST(Policy, a_holding_has_the_fields_of_its_categories_and_the_clauses_of_its_phrase) {
  Policy const policy = parsed(sample::text());
  ShapeIndex const order = *policy.find_shape("order");
  ShapeIndex const account = *policy.find_shape("account");
  PurposeIndex const bookkeeping = *policy.find_purpose("bookkeeping");
  Holding const* held = policy.find_holding(bookkeeping, order);
  ASSERT_NE(held, nullptr);
  EXPECT_EQ(held->fields, 0b101U);
  EXPECT_EQ(policy.find_holding(bookkeeping, account), nullptr);

  held = policy.find_holding(*policy.find_purpose("account"), account);
  ASSERT_NE(held, nullptr);
  ASSERT_EQ(held->clause_count, 2);
  Clause const& latest = policy.clauses[held->first_clause];
  EXPECT_EQ(latest.kind, ClauseKind::after_latest);
  EXPECT_EQ(latest.event_shape, order);
  EXPECT_EQ(latest.event, *policy.find_event(order, "completed"));
  EXPECT_EQ(latest.duration, (Duration{.count = 3, .unit = Unit::years}));
  EXPECT_EQ(&policy.holdings[latest.holding], held);
  Clause const& own = policy.clauses[held->first_clause + 1U];
  EXPECT_EQ(own.kind, ClauseKind::after);
  EXPECT_EQ(own.event_shape, account);
}

TEST(Policy, compartments_are_the_fields_that_the_same_purposes_hold) {
  Policy const policy = parsed(sample::text());
  auto const& order = policy.compartments[*policy.find_shape("order")];
  ASSERT_THAT(order, SizeIs(2));
  EXPECT_EQ(order[0].fields, 0b101U);
  EXPECT_EQ(order[0].purposes, 0b011U);
  EXPECT_EQ(order[1].fields, 0b010U);
  EXPECT_EQ(order[1].purposes, 0b001U);
}

TEST(Policy, a_field_that_nobody_holds_is_in_no_compartment) {
  Policy const policy = parsed(with("data = [\"name\", \"email\", \"order_history\"]",
                                    "data = [\"name\", \"order_history\"]"));
  auto const& order = policy.compartments[*policy.find_shape("order")];
  ASSERT_THAT(order, SizeIs(1));
  EXPECT_EQ(order[0].fields, 0b101U);
}

TEST(Policy, data_and_terms_may_differ_from_record_to_record) {
  Policy const policy = parsed(
      and_also("[purpose.support]\ntitle = \"Help\"\nbasis = \"contract\"\n"
               "data = { order = [\"email\"], account = [\"name\", \"email\"] }\n"
               "keep = { order = \"1 year after order placed\", account = \"until withdrawn, at "
               "most 2 years after account registered\" }\n"));
  PurposeIndex const support = *policy.find_purpose("support");
  Holding const* order = policy.find_holding(support, *policy.find_shape("order"));
  Holding const* account = policy.find_holding(support, *policy.find_shape("account"));
  ASSERT_TRUE(order && account);
  EXPECT_EQ(order->fields, 0b010U);
  EXPECT_FALSE(order->cap);
  EXPECT_EQ(account->fields, 0b011U);
  EXPECT_EQ(policy.clauses[account->first_clause].kind, ClauseKind::until_withdrawn);
  ASSERT_TRUE(account->cap);
  EXPECT_EQ(account->cap->duration, (Duration{.count = 2, .unit = Unit::years}));
}

TEST(Policy, a_record_without_a_term_is_not_held) {
  Policy const policy = parsed(with("keep = \"4 years after order completed\"\n", ""));
  Purpose const& contract = policy.purposes[*policy.find_purpose("contract")];
  EXPECT_THAT(contract.holdings, IsEmpty());
  EXPECT_THAT(contract.without_term, ElementsAre(*policy.find_shape("order")));
}

TEST(Policy, a_term_without_an_event_counts_from_the_first_and_by_fiscal_years_for_bookkeeping) {
  Policy const books = parsed(with("7 fiscal years after order completed", "7 years"));
  Holding const* held =
      books.find_holding(*books.find_purpose("bookkeeping"), *books.find_shape("order"));
  EXPECT_TRUE(held->event_assumed);
  Clause const& clause = books.clauses[held->first_clause];
  EXPECT_EQ(clause.duration, (Duration{.count = 7, .unit = Unit::fiscal_years}));
  EXPECT_EQ(clause.event, *books.find_event(*books.find_shape("order"), "placed"));

  Policy const contract = parsed(with("4 years after order completed", "4 years"));
  held = contract.find_holding(*contract.find_purpose("contract"), *contract.find_shape("order"));
  EXPECT_EQ(contract.clauses[held->first_clause].duration,
            (Duration{.count = 4, .unit = Unit::years}));
}

TEST(Policy, a_fiscal_year_may_end_with_february) {
  EXPECT_EQ(parsed(with("12-31", "02-29")).fiscal_year_ends, std::chrono::February / 29);
}

TEST(Policy, a_text_may_be_in_several_languages) {
  Policy const policy =
      parsed(with("language = \"en\"", "language = \"en\"\nlanguages = [\"sv\"]"));
  EXPECT_THAT(policy.languages, ElementsAre("en", "sv"));
  Policy const both = parsed(with("title = \"Deliver\"", "title = { en = \"Deliver\" }"));
  EXPECT_EQ(both.purposes[0].title.in("sv", "en"), "Deliver");
}

TEST(Policy, an_erasure_can_be_undone_for_less_than_a_month) {
  EXPECT_EQ(
      parsed(and_also("[settings]\nerasure_undo_days = 20\n")).settings.at("erasure_undo_days"),
      "20");
  for (char const* wrong : {"21", "-1", "\"seven\"", "true"}) {
    auto const text = and_also("[settings]\nerasure_undo_days = " + std::string(wrong) + "\n");
    EXPECT_FALSE(parse(text, "p").policy) << wrong;
  }
}

TEST(Policy, tells_every_error_in_the_order_of_the_file) {
  std::string text = with("timezone", "timezoen");
  text.replace(text.find("basis = \"contract\""), 18, "basis = \"contact\" ");
  text.replace(text.find("order completed"), 15, "order comleted ");
  Parsed const result = parse(text, "p.toml");
  EXPECT_FALSE(result.policy);
  EXPECT_THAT(codes_of(result.findings),
              ElementsAre("key.missing", "key.unknown", "reference.unknown", "reference.unknown"))
      << sample::told(result.findings);
}

TEST(Policy, an_error_points_at_the_word_and_says_what_was_meant) {
  Parsed const result =
      parse(with("4 years after order completed", "4 years after order compelted"), "p.toml");
  ASSERT_THAT(result.findings, SizeIs(1));
  Finding const& finding = result.findings.front();
  EXPECT_EQ(to_string(finding, "p.toml"),
            "p.toml:35:29: error[reference.unknown]: \"order\" has no event \"compelted\"\n"
            "  to fix it: did you mean \"completed\"?");
}

TEST(Policy, positions_count_characters_not_bytes) {
  Parsed const result =
      parse(with("events = [\"placed\", \"completed\"]", "events = [ \"färdig\", \"BAD\"]"), "p");
  ASSERT_THAT(result.findings, Not(IsEmpty()));
  EXPECT_EQ(result.findings[0].at, (Position{.line = 24, .column = 12}));
  EXPECT_EQ(result.findings[1].at, (Position{.line = 24, .column = 22}));
}

TEST(Policy, a_policy_accepted_before_that_no_longer_reads_is_damage) {
  EXPECT_EQ(parse_accepted(sample::text()).version, "1");
  try {
    parse_accepted(sample::text().substr(0, 100));
    FAIL() << "half a policy was read";
  } catch (Failure const& failure) {
    EXPECT_EQ(failure.kind(), FailureKind::damaged);
    EXPECT_EQ(failure.code(), "policy.damaged");
  }
}

TEST(Policy, no_text_makes_the_parser_throw_or_recurse_without_end) {
  std::string const bytes("\xff\xfe\0[", 4);
  EXPECT_FALSE(parse(bytes, "p").policy);
  EXPECT_FALSE(parse("", "p").policy);
  EXPECT_FALSE(parse(std::string(100'000, '['), "p").policy);
  std::string nested = "a = ";
  for (int i = 0; i < 200; ++i) {
    nested += "{ a = ";
  }
  EXPECT_THAT(codes_of(parse(nested + "1" + std::string(200, '}'), "p").findings),
              ElementsAre("toml.too_deep"));
}

TEST(Policy, many_errors_are_told_up_to_a_limit) {
  std::string text(sample::text());
  for (int i = 0; i < 700; ++i) {
    text.insert(0, "unknown_" + std::to_string(i) + " = 1\n");
  }
  Parsed const result = parse(text, "p");
  ASSERT_THAT(result.findings, SizeIs(501));
  EXPECT_EQ(result.findings.back().code, "limit.errors");
  EXPECT_THAT(result.findings.back().message, HasSubstr("200"));
}

}  // namespace
}  // namespace lofte::promise::policy
