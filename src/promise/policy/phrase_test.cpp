#include "promise/policy/phrase.hpp"

#include <gmock/gmock.h>

namespace lofte::promise::policy {
namespace {

using testing::SizeIs;

Phrase read(std::string_view text) {
  auto const phrase = parse_phrase(text);
  EXPECT_TRUE(phrase) << text;
  return phrase.value_or(Phrase{});
}

struct UnitCase {
  std::string_view text;
  Unit unit;
};

TEST(Phrase, knows_each_unit_in_singular_and_plural) {
  for (UnitCase const& one : {UnitCase{"1 day", Unit::days},
                              {"2 days", Unit::days},
                              {"1 month", Unit::months},
                              {"2 months", Unit::months},
                              {"1 year", Unit::years},
                              {"2 years", Unit::years},
                              {"1 calendar year", Unit::calendar_years},
                              {"2 calendar years", Unit::calendar_years},
                              {"1 fiscal year", Unit::fiscal_years},
                              {"2 fiscal years", Unit::fiscal_years}}) {
    auto const duration = parse_duration(one.text);
    ASSERT_TRUE(duration) << one.text;
    EXPECT_EQ(duration->unit, one.unit);
    EXPECT_EQ(to_string(*duration), one.text);
  }
}

TEST(Phrase, after_an_event_of_the_record) {
  Phrase const phrase = read("2 calendar years after order completed");
  ASSERT_THAT(phrase.clauses, SizeIs(1));
  PhraseClause const& clause = phrase.clauses[0];
  EXPECT_EQ(clause.kind, ClauseKind::after);
  EXPECT_EQ(clause.duration, (Duration{.count = 2, .unit = Unit::calendar_years}));
  EXPECT_EQ(clause.record.text, "order");
  EXPECT_EQ(clause.event.text, "completed");
  EXPECT_EQ(clause.event.offset, 29U);
}

TEST(Phrase, after_the_latest_event_of_the_person) {
  EXPECT_EQ(read("3 years after latest order completed").clauses[0].kind, ClauseKind::after_latest);
}

TEST(Phrase, until_an_event_or_a_withdrawal) {
  Phrase const phrase = read("until order completed, or until withdrawn");
  ASSERT_THAT(phrase.clauses, SizeIs(2));
  EXPECT_EQ(phrase.clauses[0].kind, ClauseKind::until_event);
  EXPECT_EQ(phrase.clauses[0].event.text, "completed");
  EXPECT_EQ(phrase.clauses[1].kind, ClauseKind::until_withdrawn);
  EXPECT_FALSE(phrase.clauses[1].names_event());
}

TEST(Phrase, clauses_with_a_limit_at_the_end) {
  Phrase const phrase = read(
      "1 year after enquiry closed, or until withdrawn, at most 3 years after enquiry received");
  EXPECT_THAT(phrase.clauses, SizeIs(2));
  ASSERT_TRUE(phrase.cap);
  EXPECT_EQ(phrase.cap->duration, (Duration{.count = 3, .unit = Unit::years}));
  EXPECT_EQ(phrase.cap->event.text, "received");
}

TEST(Phrase, a_duration_alone_names_no_event) {
  Phrase const phrase = read("7 years");
  EXPECT_FALSE(phrase.clauses[0].names_event());
}

TEST(Phrase, spaces_and_line_ends_may_be_of_any_number) {
  EXPECT_THAT(read("  1   year after order\n  placed ,or until withdrawn ").clauses, SizeIs(2));
}

TEST(Phrase, every_clause_that_is_wrong_is_told) {
  auto const phrase = parse_phrase("two years after order placed, or 2 eons, or until order");
  ASSERT_FALSE(phrase);
  ASSERT_THAT(phrase.error(), SizeIs(3));
  EXPECT_EQ(phrase.error()[0].code, "phrase.number");
  EXPECT_EQ(phrase.error()[0].offset, 0U);
  EXPECT_EQ(phrase.error()[1].code, "phrase.unit");
  EXPECT_EQ(phrase.error()[1].offset, 35U);
  EXPECT_EQ(phrase.error()[2].code, "phrase.event");
}

TEST(Phrase, offsets_count_characters) {
  auto const phrase = parse_phrase("1 year after beställning lagd nu");
  ASSERT_FALSE(phrase);
  EXPECT_EQ(phrase.error()[0].code, "phrase.trailing");
  EXPECT_EQ(phrase.error()[0].offset, 30U);
}

TEST(Phrase, a_duration_is_nothing_more) {
  for (std::string_view const text : {"", "90", "90 days after order placed", "90 days, or",
                                      "-1 days", "+1 days", "1e3 days", "99999999999 days"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

}  // namespace
}  // namespace lofte::promise::policy
