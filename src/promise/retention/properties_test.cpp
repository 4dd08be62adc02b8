// What is true of every policy and every life of a record. Generators are built, not filtered: all
// that they make is a policy that could be written.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "promise/retention/drafts.hpp"
#include "promise/retention/naive_calendar.hpp"
#include "promise/retention/rules.hpp"

namespace lofte::promise::retention {
namespace {

using drafts::Draft;
using drafts::Phrase;
using drafts::Story;
using policy::Basis;
using policy::Duration;
using policy::Unit;

std::vector<std::string> const events{"placed", "shipped", "completed", "disputed"};

rc::Gen<Duration> durations() {
  auto const units = rc::gen::element(Unit::days, Unit::months, Unit::years, Unit::calendar_years,
                                      Unit::fiscal_years);
  return rc::gen::map(rc::gen::pair(rc::gen::inRange(0, 8), units), [](auto const& drawn) {
    int const count = drawn.second == Unit::days ? drawn.first * 50 : drawn.first;
    return Duration{.count = count, .unit = drawn.second};
  });
}

rc::Gen<std::string> event_names() {
  return rc::gen::elementOf(events);
}

rc::Gen<drafts::Clause> clauses() {
  auto const timed = rc::gen::pair(durations(), event_names());
  return rc::gen::weightedOneOf<drafts::Clause>({
      {5, rc::gen::map(timed, [](auto const& it) { return drafts::after(it.first, it.second); })},
      {2, rc::gen::map(
              timed,
              [](auto const& it) { return drafts::after_latest(it.first, "order", it.second); })},
      {1, rc::gen::map(event_names(), [](auto const& event) { return drafts::until(event); })},
      {1, rc::gen::just(drafts::until_withdrawn())},
  });
}

rc::Gen<Phrase> phrases() {
  auto const caps = rc::gen::map(rc::gen::pair(durations(), event_names()), [](auto const& it) {
    return drafts::Cap{.duration = it.first, .event = it.second};
  });
  auto const several = rc::gen::resize(
      4, rc::gen::nonEmpty(rc::gen::container<std::vector<drafts::Clause>>(clauses())));
  return rc::gen::map(rc::gen::tuple(several, rc::gen::inRange(0, 4), caps), [](auto const& drawn) {
    Phrase phrase{.clauses = std::get<0>(drawn)};
    if (std::get<1>(drawn) == 0) {
      phrase.cap = std::get<2>(drawn);
    }
    return phrase;
  });
}

Draft keeping(Phrase phrase, Basis basis = Basis::contract,
              std::optional<std::string> law = std::nullopt) {
  return {.shapes = {{.name = "order", .fields = {"name"}, .events = events}},
          .purposes = {{.name = "contract",
                        .shape = "order",
                        .keep = std::move(phrase),
                        .basis = basis,
                        .law = std::move(law)}},
          .fiscal_year_ends = std::chrono::April / 30};
}

// Now and then a version without the purpose, by consent, or by a law that it cites.
rc::Gen<Draft> drafts_of_any_kind() {
  return rc::gen::map(rc::gen::pair(phrases(), rc::gen::inRange(0, 12)), [](auto const& drawn) {
    switch (drawn.second) {
      case 0: {
        Draft without = keeping(drawn.first);
        without.purposes.front().name = "site";
        return without;
      }
      case 1:
        return keeping(drawn.first, Basis::consent);
      case 2:
        return keeping(drawn.first, Basis::legal_obligation);
      case 3:
      case 4:
      case 5:
      case 6:
      case 7:
        return keeping(drawn.first, Basis::legal_obligation, "The Accounting Act");
      default:
        return keeping(drawn.first);
    }
  });
}

rc::Gen<policy::History> histories() {
  auto const several = rc::gen::resize(
      5, rc::gen::nonEmpty(rc::gen::container<std::vector<Draft>>(drafts_of_any_kind())));
  return rc::gen::map(several, [](std::vector<Draft> const& drawn) {
    std::vector<drafts::Published> published;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
      published.push_back({.day = std::to_string(2020 + i) + "-01-01", .draft = drawn[i]});
    }
    // The record is one of the first version's, which therefore has the purpose.
    published.front().draft.purposes.front().name = "contract";
    return drafts::history(published);
  });
}

rc::Gen<Day> days() {
  return rc::gen::map(rc::gen::inRange(0, 12 * 365), [](int offset) {
    return drafts::day("2016-01-01") + std::chrono::days{offset};
  });
}

rc::Gen<Story> stories() {
  auto const some_days = rc::gen::container<std::vector<std::pair<int, Day>>>(
      rc::gen::pair(rc::gen::inRange(0, 8), days()));
  return rc::gen::map(
      rc::gen::pair(rc::gen::resize(5, some_days), rc::gen::inRange(0, 8)), [](auto const& drawn) {
        Story story{.shape = "order"};
        for (auto const& [event, day] : drawn.first) {
          auto const& name = events[static_cast<std::size_t>(event) / 2];
          (event % 2 == 0 ? story.events[name] : story.latest[{"order", name}]) = day;
        }
        if (drawn.second > 0) {
          story.consented = {"contract"};
        }
        if (drawn.second == 7) {
          story.erased = {"contract"};
        }
        return story;
      });
}

struct Answer {
  Until until;
  Holds holds;
};

Answer ask(Rules const& rules, Story const& story) {
  auto const record = drafts::record_of(story, rules.history());
  auto const subject = rules.view(drafts::subject_of(story), story.version);
  return {.until = rules.until(record, subject, 0), .holds = rules.holds(record, subject)};
}

// Something to compare by: gone before every date, open after every date.
Day rank(Until const& until) {
  return until.kind == Until::Kind::gone ? Day::min() : until.last.value_or(Day::max());
}

naive::Facts facts_of(Story const& story) {
  naive::Facts facts{.consented = story.consented, .erased = story.erased};
  for (auto const& [event, day] : story.events) {
    facts.events["order " + event] = day;
  }
  for (auto const& [event, day] : story.latest) {
    facts.latest[event.first + " " + event.second] = day;
  }
  return facts;
}

RC_GTEST_PROP(EveryPolicy, HoldsAsTheSecondCalendarSays, ()) {
  auto const history = *histories();
  auto const story = *stories();
  auto const until = ask(Rules(history), story).until;
  auto const boundary = until.last.value_or(drafts::day("2020-06-01"));
  naive::Question const question{.purpose = "contract", .shape = "order", .collected = 1};
  for (Day const day : {boundary - std::chrono::days{1}, boundary, boundary + std::chrono::days{1},
                        *days(), drafts::day("2045-01-01")}) {
    RC_ASSERT(until.covers(day) == naive::is_held(history, question, facts_of(story), day));
  }
}

RC_GTEST_PROP(EveryPolicy, GivesTermsThatEndWithThePromise, ()) {
  Rules const rules(*histories());
  auto const [until, holds] = ask(rules, *stories());
  Day latest = Day::min();
  for (Hold const& hold : holds) {
    RC_ASSERT(hold.term.has_value() == hold.last.has_value());
    if (hold.term) {
      RC_ASSERT(rules.horizon(*hold.term) == hold.last);
      RC_ASSERT(!rules.superseded(*hold.term));
    }
    latest = std::max(latest, hold.last.value_or(Day::max()));
  }
  RC_ASSERT(latest == rank(until));
}

RC_GTEST_PROP(EveryPolicy, LetsNothingGoBeforeItIsSettledThatThePolicyShows, ()) {
  auto const history = *histories();
  auto const story = *stories();
  Rules const kept(history, *rc::gen::inRange<Version>(1, 6));
  RC_ASSERT(rank(ask(kept, story).until) >= rank(ask(Rules(history), story).until));
  Day latest = Day::min();
  for (Hold const& hold : ask(kept, story).holds) {
    RC_ASSERT(hold.term.has_value() == hold.last.has_value());
    if (hold.term) {
      RC_ASSERT(kept.horizon(*hold.term) == hold.last);
    }
    latest = std::max(latest, hold.last.value_or(Day::max()));
  }
  RC_ASSERT(latest == rank(ask(kept, story).until));
}

RC_GTEST_PROP(EveryPolicy, IsNeverLengthenedByAnotherVersion, ()) {
  auto history = *histories();
  auto const story = *stories();
  auto const before = ask(Rules(history), story);
  // A law that is cited throughout is the exception, so the version added cites none.
  Draft const added = keeping(*phrases());
  history.editions.push_back(drafts::history(added).editions.front());
  history.editions.back().number = static_cast<Version>(history.editions.size());
  history.editions.back().published = Instant{drafts::day("2026-01-01").time_since_epoch()};
  bool const law_was_cited = history.of(1).purposes.front().law.has_value();
  if (!law_was_cited) {
    RC_ASSERT(rank(ask(Rules(history), story).until) <= rank(before.until));
  }
}

RC_GTEST_PROP(EveryPolicy, NeverLengthensATermWhateverComesLater, ()) {
  auto history = *histories();
  auto const story = *stories();
  for (auto& edition : history.editions) {
    auto plain = *edition.policy;
    plain.purposes.front().law.reset();
    edition.policy = std::make_shared<policy::Policy>(std::move(plain));
  }
  policy::History first;
  first.editions.push_back(history.editions.front());
  Rules const before(first);
  Rules const after_all(history);
  for (Hold const& hold : ask(before, story).holds) {
    if (hold.term) {
      RC_ASSERT(after_all.horizon(*hold.term).value_or(Day::max()) <= *hold.last);
    }
  }
}

RC_GTEST_PROP(EveryPolicy, EndsNoEarlierForALaterEvent, ()) {
  auto const phrase = *phrases();
  Rules const rules(drafts::history(keeping(phrase)));
  Story story = *stories();
  for (auto const& event : events) {
    story.events.try_emplace(event, *days());
  }
  auto const earlier = rank(ask(rules, story).until);
  story.events[*event_names()] += std::chrono::days{*rc::gen::inRange(0, 1000)};
  RC_ASSERT(rank(ask(rules, story).until) >= earlier);
}

Day rank_by(Phrase const& phrase, Story const& story) {
  return rank(ask(Rules(drafts::history(keeping(phrase))), story).until);
}

// What had no date of its own may get an earlier one than its cap; what had one never loses by it.
RC_GTEST_PROP(EveryPolicy, IsNotShortenedByAnotherClause, ()) {
  auto phrase = *phrases();
  auto const story = *stories();
  auto const before = rank_by(phrase, story);
  bool const had_date = rank_by({.clauses = phrase.clauses}, story) != Day::max();
  phrase.clauses.push_back(*clauses());
  RC_ASSERT(!had_date || rank_by(phrase, story) >= before);
}

RC_GTEST_PROP(EveryPolicy, IsNeverLengthenedByACap, ()) {
  auto phrase = *phrases();
  auto const story = *stories();
  phrase.cap.reset();
  auto const before = rank_by(phrase, story);
  phrase.cap = drafts::Cap{.duration = *durations(), .event = *event_names()};
  RC_ASSERT(rank_by(phrase, story) <= before);
}

RC_GTEST_PROP(EveryDuration, ReachesItsFirstDayAndNeverPastTheNextCount, ()) {
  auto const duration = *durations();
  Day const from = *days();
  auto const ends =
      std::chrono::month_day{std::chrono::month{*rc::gen::inRange(1U, 13U)}, std::chrono::day{28}};
  Day const last = last_day(duration, from, ends);
  RC_ASSERT(last >= from);
  RC_ASSERT(last_day({duration.count + 1, duration.unit}, from, ends) > last);
  RC_ASSERT(last_day(duration, from + std::chrono::days{1}, ends) >= last);
}

}  // namespace
}  // namespace lofte::promise::retention
