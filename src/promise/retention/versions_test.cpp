// Several versions: data keeps the strictest promise since it was collected.
#include <gtest/gtest.h>

#include "promise/retention/drafts.hpp"
#include "promise/retention/rules.hpp"

namespace lofte::promise::retention {
namespace {

using drafts::after;
using drafts::after_latest;
using drafts::day;
using drafts::Draft;
using drafts::Phrase;
using drafts::Published;
using drafts::Story;
using policy::Basis;
using policy::Duration;
using policy::Unit;

constexpr Duration years(int count) {
  return {count, Unit::years};
}

struct Terms {
  Phrase keep;
  Basis basis = Basis::contract;
  std::optional<std::string> law{};
  std::vector<std::string> fields{"name", "phone"};
};

Terms by_law(Phrase keep) {
  return {.keep = std::move(keep), .basis = Basis::legal_obligation, .law = "The Accounting Act"};
}

Draft keeping(Terms const& terms) {
  return {.shapes = {{.name = "order",
                      .fields = {"name", "phone"},
                      .events = {"placed", "shipped", "completed"}},
                     {.name = "account", .fields = {"name"}, .events = {"registered"}}},
          .purposes = {{.name = "contract",
                        .shape = "order",
                        .keep = terms.keep,
                        .basis = terms.basis,
                        .law = terms.law,
                        .fields = terms.fields}}};
}

Draft without_orders() {
  Draft draft = keeping({.keep = {{after(years(1), "placed")}}});
  draft.purposes = {
      {.name = "site", .shape = "account", .keep = {{after(years(1), "registered")}}}};
  return draft;
}

// Versions published on 2020-01-01, 2021-01-01 and so on.
policy::History versions(std::vector<Draft> const& drafts) {
  std::vector<Published> published;
  for (std::size_t i = 0; i < drafts.size(); ++i) {
    published.push_back({.day = std::to_string(2020 + i) + "-01-01", .draft = drafts[i]});
  }
  return drafts::history(published);
}

Story order() {
  return {.shape = "order",
          .events = {{"placed", day("2020-03-01")},
                     {"shipped", day("2020-04-01")},
                     {"completed", day("2020-05-01")}}};
}

std::string until(policy::History const& history, Story const& story) {
  Rules const rules(history);
  auto const until = rules.until(drafts::record_of(story, history),
                                 rules.view(drafts::subject_of(story), story.version), 0);
  return until.kind == Until::Kind::gone ? "gone"
         : until.last                    ? to_string(*until.last)
                                         : "no date yet";
}

Hold only_hold(Rules const& rules, Story const& story) {
  auto const holds = rules.holds(drafts::record_of(story, rules.history()),
                                 rules.view(drafts::subject_of(story), story.version));
  EXPECT_EQ(holds.size(), 1U);
  return *holds.begin();
}

TEST(Versions, ShortenATermAtOnce) {
  auto const history = versions(
      {keeping({{{after(years(3), "completed")}}}), keeping({{{after(years(1), "completed")}}})});
  EXPECT_EQ(until(history, order()), "2021-05-01");
}

TEST(Versions, ShortenTermsWithoutChangingThem) {
  Rules const before(versions({keeping({{{after(years(3), "completed")}}})}));
  Rules const after_it(versions(
      {keeping({{{after(years(3), "completed")}}}), keeping({{{after(years(1), "completed")}}})}));
  Term const term = *only_hold(before, order()).term;
  EXPECT_EQ(only_hold(after_it, order()).term, term);
  EXPECT_EQ(before.horizon(term), day("2023-05-01"));
  EXPECT_EQ(after_it.horizon(term), day("2021-05-01"));
  EXPECT_FALSE(after_it.superseded(term));
}

TEST(Versions, ThatAreNotSettledHaveNoSayButForALawThatAsksForLonger) {
  auto const keep = [](int count) { return Phrase{{after(years(count), "completed")}}; };
  auto const last_by = [](std::vector<Draft> const& drafts, Version settled) {
    Rules const rules(versions(drafts), settled);
    Hold const hold = only_hold(rules, order());
    EXPECT_EQ(rules.horizon(*hold.term), hold.last);
    return to_string(*hold.last);
  };
  Draft const one = keeping(by_law(keep(1)));
  Draft const three = keeping(by_law(keep(3)));
  Draft const from_another_event =
      keeping(by_law({{after(years(3), "placed"), after(years(1), "shipped")}}));
  EXPECT_EQ(last_by({one, three}, 1), "2023-05-01");
  EXPECT_EQ(last_by({one, three, one}, 1), "2023-05-01");
  EXPECT_EQ(last_by({three, one}, 1), "2023-05-01");
  EXPECT_EQ(last_by({three, one}, 2), "2021-05-01");
  EXPECT_EQ(last_by({one, from_another_event}, 1), "2023-03-01");
  EXPECT_EQ(last_by({one, keeping({keep(3)}), three}, 1), "2021-05-01");  // relabelled on the way
  EXPECT_EQ(last_by({keeping({keep(1)}), keeping({keep(3)})}, 1), "2021-05-01");
}

TEST(Versions, NeverLengthenWhatWasCollectedBefore) {
  auto const history = versions(
      {keeping({{{after(years(1), "completed")}}}), keeping({{{after(years(3), "completed")}}})});
  EXPECT_EQ(until(history, order()), "2021-05-01");
  Story later = order();
  later.version = 2;
  EXPECT_EQ(until(history, later), "2023-05-01");
}

TEST(Versions, RememberTheStrictestOfThemAll) {
  auto const history = versions({keeping({{{after(years(5), "completed")}}}),
                                 keeping({{{after(years(2), "completed")}}}),
                                 keeping({{{after(years(4), "completed")}}})});
  EXPECT_EQ(until(history, order()), "2022-05-01");
}

TEST(Versions, FollowTheLawBothWays) {
  EXPECT_EQ(until(versions({keeping(by_law({{after(years(7), "completed")}})),
                            keeping(by_law({{after(years(10), "completed")}}))}),
                  order()),
            "2030-05-01");
  EXPECT_EQ(until(versions({keeping(by_law({{after(years(7), "completed")}})),
                            keeping(by_law({{after(years(5), "completed")}}))}),
                  order()),
            "2025-05-01");
}

TEST(Versions, DontFollowALawThatIsNotCited) {
  Terms uncited = by_law({{after(years(10), "completed")}});
  uncited.law.reset();
  EXPECT_EQ(until(versions({keeping(by_law({{after(years(7), "completed")}})), keeping(uncited)}),
                  order()),
            "2027-05-01");
}

TEST(Versions, DontLengthenAPurposeRelabelledAsLegalObligation) {
  EXPECT_EQ(until(versions({keeping({{{after(years(2), "completed")}}}),
                            keeping(by_law({{after(years(7), "completed")}}))}),
                  order()),
            "2022-05-01");
}

TEST(Versions, DontForgetAPromiseMadeBetweenTwoLegalObligations) {
  EXPECT_EQ(until(versions({keeping(by_law({{after(years(7), "completed")}})),
                            keeping({{{after(years(1), "completed")}}}),
                            keeping(by_law({{after(years(7), "completed")}}))}),
                  order()),
            "2021-05-01");
}

TEST(Versions, EndAPurposeThatIsNoLongerThereTheDayBefore) {
  auto const history = versions({keeping({{{after(years(5), "completed")}}}), without_orders()});
  EXPECT_EQ(until(history, order()), "2020-12-31");
  EXPECT_EQ(until(history, {.shape = "order"}), "2020-12-31") << "also what had no date yet";
}

TEST(Versions, EndBeforeTheDayOfPublicationInThePolicysTimeZone) {
  auto history = versions({keeping({{{after(years(5), "completed")}}}), without_orders()});
  // Half past eleven in the evening in London is already the next day in Stockholm.
  history.editions[1].published =
      Instant{day("2021-01-01").time_since_epoch() + std::chrono::minutes{23 * 60 + 30}};
  EXPECT_EQ(until(history, order()), "2021-01-01");
}

TEST(Versions, NeedConsentAsSoonAsOneRestsOnIt) {
  Terms const asking{.keep = {{after(years(5), "completed")}}, .basis = Basis::consent};
  auto const history = versions({keeping({{{after(years(5), "completed")}}}), keeping(asking)});
  EXPECT_EQ(until(history, order()), "gone");
  Story story = order();
  story.consented = {"contract"};
  EXPECT_EQ(until(history, story), "2025-05-01");
}

TEST(Versions, LetErasureEndWhatTheLawNoLongerRequires) {
  auto const history = versions({keeping(by_law({{after(years(7), "completed")}})),
                                 keeping({{{after(years(7), "completed")}}})});
  Story story = order();
  story.erased = {"contract"};
  EXPECT_EQ(until(history, story), "gone");
}

TEST(Versions, TakeAFieldFromAPurposeAndNeverGiveOneToOldData) {
  Terms const all{.keep = {{after(years(1), "placed")}}};
  Terms const name{.keep = {{after(years(1), "placed")}}, .fields = {"name"}};
  EXPECT_EQ(Rules(versions({keeping(all), keeping(name)})).fields(1, 0, 0), FieldSet{0b01});
  Rules const gaining(versions({keeping(name), keeping(all)}));
  EXPECT_EQ(gaining.fields(1, 0, 0), FieldSet{0b01});
  EXPECT_EQ(gaining.fields(2, 0, 0), FieldSet{0b11});
}

// A changed anchor leases again: the new terms have a limit alone, and the old ones may die.
TEST(Versions, HoldToTheEarlierOfTwoAnchors) {
  auto const first = keeping({{{after(years(5), "placed")}}});
  auto const second = keeping({{{after(years(1), "completed")}}});
  Term const old = *only_hold(Rules(versions({first})), order()).term;
  Rules const rules(versions({first, second}));
  EXPECT_TRUE(rules.superseded(old));
  Hold const hold = only_hold(rules, order());
  EXPECT_EQ(hold.last, day("2021-05-01"));
  Term const expected{.version = 2, .limit = day("2021-05-01")};
  EXPECT_EQ(hold.term, expected);
  EXPECT_FALSE(rules.superseded(*hold.term));
}

TEST(Versions, FollowALawThatCountsFromAnotherEvent) {
  auto const first = keeping(by_law({{after(years(7), "placed")}}));
  auto const second = keeping(by_law({{after(years(7), "completed")}}));
  EXPECT_EQ(until(versions({first, second}), order()), "2027-05-01");
  Story open = order();
  open.events.erase("completed");
  EXPECT_EQ(until(versions({first, second}), open), "no date yet");
}

TEST(Versions, CountAnUnknownAnchorFromTheTermsOwn) {
  auto const first = keeping({{{after(years(5), "placed")}}});
  auto const second = keeping({{{after(years(1), "completed"), after(years(2), "shipped")}}});
  Rules const rules(versions({first, second}));
  EXPECT_EQ(rules.horizon({.version = 1, .anchor = day("2020-03-01")}), day("2022-03-01"));
}

TEST(Versions, GiveADateToWhatHadNoneWhenAClauseIsAdded) {
  auto const first = keeping({{{after(years(2), "completed")}}});
  auto const second = keeping({{{after(years(2), "completed"), after(years(1), "placed")}}});
  Story story = order();
  story.events.erase("completed");
  EXPECT_EQ(until(versions({first, second}), story), "2021-03-01");
}

// Clause by clause the earlier of each would leave only two years; each version promised four.
TEST(Versions, CompareWholePhrasesWhenClausesTradePlaces) {
  auto const first = keeping({{{after(years(4), "placed"), after(years(2), "completed")}}});
  auto const second = keeping({{{after(years(2), "placed"), after(years(4), "completed")}}});
  Rules const rules(versions({first, second}));
  EXPECT_EQ(until(rules.history(), order()), "2024-03-01");
  auto const holds = rules.holds(drafts::record_of(order(), rules.history()), {});
  std::optional<Day> longest;
  for (Hold const& hold : holds) {
    longest = std::max(longest, hold.last);
  }
  EXPECT_EQ(longest, day("2024-03-01"));
}

TEST(Versions, FollowALawThatCountsFromOneEventMore) {
  auto const first = keeping(by_law({{after(years(7), "placed")}}));
  auto const second = keeping(by_law({{after(years(7), "placed"), after(years(7), "completed")}}));
  Rules const rules(versions({first, second}));
  EXPECT_EQ(until(rules.history(), order()), "2027-05-01");
  EXPECT_EQ(only_hold(rules, order()).last, day("2027-05-01"));
}

TEST(Versions, AddACap) {
  auto const first = keeping({{{after_latest(years(3), "order", "completed")}}});
  auto const second = keeping({{.clauses = {after_latest(years(3), "order", "completed")},
                                .cap = drafts::Cap{.duration = years(2), .event = "placed"}}});
  Story story = order();
  story.latest[{"order", "completed"}] = day("2020-05-01");
  EXPECT_EQ(until(versions({first, second}), story), "2022-03-01");
  EXPECT_EQ(until(versions({second, first}), story), "2022-03-01") << "a cap that was promised";
  EXPECT_FALSE(only_hold(Rules(versions({first, second})), story).by_clock);
}

TEST(Versions, LeaveALimitAloneWhilePhrasesStayTheSame) {
  auto const first = keeping({{{after(years(5), "placed")}}});
  auto const second = keeping({{{after(years(1), "completed")}}});
  auto const shorter = keeping({{{after({6, Unit::months}, "completed")}}});
  Term const limited = *only_hold(Rules(versions({first, second})), order()).term;
  Rules const same(versions({first, second, second}));
  EXPECT_EQ(only_hold(same, order()).term, limited);
  EXPECT_FALSE(same.superseded(limited));
  Rules const changed(versions({first, second, shorter}));
  EXPECT_TRUE(changed.superseded(limited));
  EXPECT_EQ(only_hold(changed, order()).last, day("2020-11-01"));
}

}  // namespace
}  // namespace lofte::promise::retention
