// One version: what holds a record, until when, and under which terms.
#include "promise/retention/rules.hpp"

#include <gtest/gtest.h>

#include "promise/retention/drafts.hpp"

namespace lofte::promise::retention {
namespace {

using namespace std::chrono_literals;
using drafts::after;
using drafts::after_latest;
using drafts::day;
using drafts::Draft;
using drafts::Phrase;
using drafts::Purpose;
using drafts::Story;
using drafts::until_withdrawn;
using policy::Basis;
using policy::Duration;
using policy::Unit;

constexpr Duration one_year{1, Unit::years};
constexpr Duration two_calendar_years{2, Unit::calendar_years};

// A shop whose one purpose holds orders by `keep`.
Draft keeping(Phrase keep, Basis basis = Basis::contract) {
  return {.shapes = {{.name = "order",
                      .fields = {"name", "phone"},
                      .events = {"placed", "completed", "disputed", "settled"}},
                     {.name = "account", .fields = {"name"}, .events = {"registered"}}},
          .purposes = {
              {.name = "contract", .shape = "order", .keep = std::move(keep), .basis = basis}}};
}

std::string to_text(Until const& until) {
  switch (until.kind) {
    case Until::Kind::gone:
      return "gone";
    case Until::Kind::open:
      return "no date yet";
    default:
      return to_string(*until.last);
  }
}

std::string until(Draft const& draft, Story const& story) {
  auto const history = drafts::history(draft);
  Rules const rules(history);
  return to_text(rules.until(drafts::record_of(story, history),
                             rules.view(drafts::subject_of(story), story.version), 0));
}

Holds holds(Rules const& rules, Story const& story) {
  return rules.holds(drafts::record_of(story, rules.history()),
                     rules.view(drafts::subject_of(story), story.version));
}

Story order(std::map<std::string, Day> events) {
  return {.shape = "order", .events = std::move(events)};
}

TEST(Rules, CountFromTheRecordsOwnEvent) {
  auto const draft = keeping({{after(two_calendar_years, "completed")}});
  EXPECT_EQ(until(draft, order({{"completed", day("2024-03-05")}})), "2026-12-31");
}

TEST(Rules, HoldWithNoDateYetWhatNoEventHasStarted) {
  auto const draft = keeping({{after(two_calendar_years, "completed")}});
  EXPECT_EQ(until(draft, order({{"placed", day("2024-03-05")}})), "no date yet");
}

TEST(Rules, LetWhicheverClauseEndsLastCount) {
  auto const draft = keeping({{after(one_year, "placed"), after({30, Unit::days}, "completed")}});
  EXPECT_EQ(until(draft, order({{"placed", day("2024-01-10")}, {"completed", day("2024-02-01")}})),
            "2025-01-10");
  EXPECT_EQ(until(draft, order({{"placed", day("2024-01-10")}, {"completed", day("2025-02-01")}})),
            "2025-03-03");
}

TEST(Rules, IgnoreAClauseThatIsNotStartedWhenAnotherHasADate) {
  auto const draft = keeping({{after(one_year, "placed"), after(two_calendar_years, "completed")}});
  auto const story = order({{"placed", day("2024-01-10")}});
  EXPECT_EQ(until(draft, story), "2025-01-10");
  Rules const rules(drafts::history(draft));
  EXPECT_EQ(holds(rules, story).size(), 1U);
  EXPECT_EQ(holds(rules, order({})).size(), 2U) << "with no date at all, both hold it open";
}

TEST(Rules, HoldUntilAnEventThroughItsDay) {
  auto const draft = keeping({{drafts::until("settled")}});
  EXPECT_EQ(until(draft, order({})), "no date yet");
  EXPECT_EQ(until(draft, order({{"settled", day("2024-05-17")}})), "2024-05-17");
}

TEST(Rules, LetAnUntilClauseOutlastADate) {
  auto const draft = keeping({{after(one_year, "placed"), drafts::until("settled")}});
  EXPECT_EQ(until(draft, order({{"placed", day("2024-01-10")}})), "no date yet");
  EXPECT_EQ(until(draft, order({{"placed", day("2024-01-10")}, {"settled", day("2024-02-01")}})),
            "2025-01-10");
}

TEST(Rules, NeverHoldLaterThanTheCapOnceItsEventHasHappened) {
  auto const draft = keeping({.clauses = {after({10, Unit::years}, "completed")},
                              .cap = drafts::Cap{.duration = one_year, .event = "placed"}});
  EXPECT_EQ(until(draft, order({{"completed", day("2024-06-01")}})), "2034-06-01");
  EXPECT_EQ(until(draft, order({{"placed", day("2024-05-01")}, {"completed", day("2024-06-01")}})),
            "2025-05-01");
}

TEST(Rules, CapAlsoWhatHasNoDateOfItsOwn) {
  auto const draft = keeping({.clauses = {drafts::until("settled")},
                              .cap = drafts::Cap{.duration = one_year, .event = "disputed"}});
  auto const story = order({{"disputed", day("2024-02-29")}});
  EXPECT_EQ(until(draft, story), "2025-02-28");
  Rules const rules(drafts::history(draft));
  auto const held = holds(rules, story);
  ASSERT_EQ(held.size(), 1U);
  Term const cap_alone{.version = 1, .cap_anchor = day("2024-02-29")};
  EXPECT_EQ(held.begin()->term, cap_alone);
}

TEST(Rules, CountFromTheSubjectsLatestEvent) {
  auto const draft = keeping({{after_latest(two_calendar_years, "account", "registered")}});
  EXPECT_EQ(until(draft, order({{"completed", day("2024-01-01")}})), "no date yet");
  Story story = order({});
  story.latest[{"account", "registered"}] = day("2025-07-01");
  EXPECT_EQ(until(draft, story), "2027-12-31");
}

TEST(Rules, ShareTheSubjectsClockUnlessARecordsOwnCapHasASay) {
  Story story = order({{"placed", day("2024-01-10")}});
  story.latest[{"account", "registered"}] = day("2025-07-01");
  Phrase phrase{{after_latest(two_calendar_years, "account", "registered")}};
  EXPECT_TRUE(holds(Rules(drafts::history(keeping(phrase))), story).begin()->by_clock);
  phrase.cap = drafts::Cap{.duration = one_year, .event = "placed"};
  EXPECT_FALSE(holds(Rules(drafts::history(keeping(phrase))), story).begin()->by_clock);
}

TEST(Rules, HoldNothingWithoutTheConsentThatAPurposeRestsOn) {
  auto const draft = keeping({{until_withdrawn()}}, Basis::consent);
  Story story = order({});
  EXPECT_EQ(until(draft, story), "gone");
  EXPECT_EQ(holds(Rules(drafts::history(draft)), story).size(), 0U);
  story.consented = {"contract"};
  EXPECT_EQ(until(draft, story), "no date yet");
}

TEST(Rules, EndAPurposeWhoseConsentIsWithdrawn) {
  auto const history = drafts::history(keeping({{until_withdrawn()}}, Basis::consent));
  Rules const rules(history);
  SubjectFacts subject;
  subject.purposes.push_back(
      {.purpose = name_hash("contract"), .consent = ConsentState::withdrawn, .changed = {}});
  auto const record = drafts::record_of(order({}), history);
  EXPECT_EQ(to_text(rules.until(record, rules.view(subject, 1), 0)), "gone");
}

TEST(Rules, EndWhatIsErasedUnlessTheLawRequiresIt) {
  Story story = order({{"placed", day("2024-01-10")}});
  story.erased = {"contract"};
  EXPECT_EQ(until(keeping({{after(one_year, "placed")}}), story), "gone");
  EXPECT_EQ(until(keeping({{after(one_year, "placed")}}, Basis::legal_obligation), story),
            "2025-01-10");
}

TEST(Rules, EndAPurposeForOneRecordAlone) {
  auto const history = drafts::history(keeping({{after(one_year, "placed")}}));
  Rules const rules(history);
  auto record = drafts::record_of(order({{"placed", day("2024-01-10")}}), history);
  record.ended = 1;
  EXPECT_EQ(rules.footing(record, {}, 0), Footing::ended);
  EXPECT_EQ(rules.holds(record, {}).size(), 0U);
}

TEST(Rules, HoldWhatIsRestricted) {
  auto const history = drafts::history(keeping({{after(one_year, "placed")}}));
  Rules const rules(history);
  SubjectView const restricted{.restricted = true};
  auto const record = drafts::record_of(order({{"placed", day("2024-01-10")}}), history);
  EXPECT_EQ(to_text(rules.until(record, restricted, 0)), "2025-01-10");
}

TEST(Rules, HoldNothingOfAShapeThatNoPurposeNames) {
  auto const history = drafts::history(keeping({{after(one_year, "placed")}}));
  Rules const rules(history);
  auto const record = drafts::record_of({.shape = "account"}, history);
  EXPECT_EQ(rules.until(record, {}, 0).kind, Until::Kind::gone);
  EXPECT_EQ(rules.fields(1, record.shape, 0), 0U);
}

// The day turns at the policy's own midnight, in winter time, in summer time, and on the two days
// a year that are not 24 hours long.
TEST(Rules, TurnAtTheInstantOfLocalMidnight) {
  struct Midnight {
    char const* last;
    char const* first_instant_after;
  };
  for (auto const& [last, first_instant_after] :
       {Midnight{"2026-12-31", "2026-12-31T23:00:00.000Z"},
        Midnight{"2026-06-30", "2026-06-30T22:00:00.000Z"},
        Midnight{"2026-03-28", "2026-03-28T23:00:00.000Z"},     // the short day begins
        Midnight{"2026-03-29", "2026-03-29T22:00:00.000Z"},     // and ends
        Midnight{"2026-10-24", "2026-10-24T22:00:00.000Z"},     // the long day begins
        Midnight{"2026-10-25", "2026-10-25T23:00:00.000Z"}}) {  // and ends
    auto const history = drafts::history(keeping({{after(one_year, "placed")}}));
    Rules const rules(history);
    auto const& zone = *history.current().policy->timezone;
    Day const placed = last_day({-1, Unit::years}, day(last), std::chrono::December / 31);
    auto const held = rules.until(drafts::record_of(order({{"placed", placed}}), history), {}, 0);
    Instant const midnight = zone.start_of(day(last) + std::chrono::days{1});
    EXPECT_EQ(to_string(midnight), first_instant_after);
    EXPECT_TRUE(held.covers(zone.day_of(midnight - 1ms))) << last;
    EXPECT_FALSE(held.covers(zone.day_of(midnight))) << last;
  }
}

}  // namespace
}  // namespace lofte::promise::retention
