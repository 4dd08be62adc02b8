// Every purpose × field × boundary day of the example policies, alone and each followed by each
// other, by Rules and by the naive calendar.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "promise/policy/parse.hpp"
#include "promise/retention/naive_calendar.hpp"
#include "promise/retention/rules.hpp"

namespace lofte::promise::retention {
namespace {

using Shared = std::shared_ptr<policy::Policy const>;

std::vector<std::pair<std::string, Shared>> example_policies() {
  std::vector<std::pair<std::string, Shared>> found;
  for (auto const& entry : std::filesystem::directory_iterator(LOFTE_SOURCE_DIR "/policies")) {
    std::ifstream file(entry.path());
    std::stringstream text;
    text << file.rdbuf();
    auto parsed = policy::parse(text.str(), entry.path().string());
    if (parsed.policy) {
      found.emplace_back(entry.path().stem().string(),
                         std::make_shared<policy::Policy>(std::move(*parsed.policy)));
    }
  }
  std::ranges::sort(found, {}, &std::pair<std::string, Shared>::first);
  return found;
}

policy::History history_of(std::vector<Shared> const& policies) {
  policy::History history;
  for (Shared const& policy : policies) {
    auto const number = static_cast<Version>(history.editions.size() + 1);
    Day const published = *parse_day(std::to_string(2019 + 4 * number) + "-07-01");
    history.editions.push_back(
        {.number = number, .published = policy->timezone->start_of(published), .policy = policy});
  }
  return history;
}

// One life of a record, for both calendars.
struct Life {
  RecordFacts record;
  SubjectFacts subject;
  naive::Facts naive;
};

// The days that the events of a life happen on: month ends, a leap day, both sides of a new year.
std::array<char const*, 6> const event_days{"2024-02-29", "2023-12-31", "2024-01-01",
                                            "2023-04-30", "2022-05-01", "2024-08-31"};

void give_event(Life& life, policy::Shape const& shape, std::size_t event, std::size_t turn) {
  Day const day = *parse_day(event_days[(event + turn) % event_days.size()]);
  life.record.events[event] = day;
  life.naive.events[shape.name + " " + shape.events[event].name] = day;
}

void give_latest(Life& life, policy::Policy const& policy, std::size_t turn) {
  for (policy::Shape const& shape : policy.shapes) {
    for (std::size_t event = 0; event < shape.events.size(); ++event) {
      auto const& name = shape.events[event].name;
      Day const day = *parse_day(event_days[(event + turn + 1) % event_days.size()]);
      life.naive.latest[shape.name + " " + name] = day;
      life.subject.latest.push_back(
          {.shape = name_hash(shape.name), .event = name_hash(name), .day = day});
    }
  }
}

void give_standing(Life& life, policy::Policy const& policy, std::size_t turn) {
  bool const consented = turn % 4 != 3;
  bool const erased = turn % 4 == 2;
  for (policy::Purpose const& purpose : policy.purposes) {
    if (consented) {
      life.naive.consented.insert(purpose.name);
    }
    if (erased) {
      life.naive.erased.insert(purpose.name);
    }
    life.subject.purposes.push_back(
        {.purpose = name_hash(purpose.name),
         .consent = consented ? ConsentState::given : ConsentState::unknown,
         .erased = erased,
         .changed = {}});
  }
}

// Each subset of the shape's events, with and without clocks of the subject.
std::vector<Life> lives(policy::Policy const& policy, ShapeIndex index) {
  policy::Shape const& shape = policy.shapes[index];
  std::vector<Life> all;
  for (std::size_t subset = 0; subset < std::size_t{1} << shape.events.size(); ++subset) {
    for (std::size_t turn = 0; turn < 8; ++turn) {
      Life life{.record = {.version = 1, .shape = index}, .subject = {}, .naive = {}};
      for (std::size_t event = 0; event < shape.events.size(); ++event) {
        if ((subset >> event & 1) != 0) {
          give_event(life, shape, event, turn);
        }
      }
      if (turn % 2 == 0) {
        give_latest(life, policy, turn);
      }
      give_standing(life, policy, turn);
      all.push_back(std::move(life));
    }
  }
  return all;
}

// Around every date on which anything could end.
std::vector<Day> boundaries(Rules const& rules, Life const& life, SubjectView const& view) {
  std::vector<Day> days;
  auto const add = [&](Day day) {
    for (int const offset : {-1, 0, 1}) {
      days.push_back(day + std::chrono::days{offset});
    }
  };
  for (Hold const& hold : rules.holds(life.record, view)) {
    if (hold.last) {
      add(*hold.last);
    }
  }
  for (policy::Edition const& edition : rules.history().editions) {
    add(edition.policy->timezone->day_of(edition.published));
  }
  for (int year = 2023; year <= 2035; ++year) {
    days.push_back(Day{std::chrono::year{year} / 12 / 31});
    days.push_back(Day{std::chrono::year{year} / 12 / 31} + std::chrono::days{1});
  }
  std::ranges::sort(days);
  auto const repeated = std::ranges::unique(days);
  days.erase(repeated.begin(), repeated.end());
  return days;
}

std::size_t compare_life(Rules const& rules, Life const& life) {
  auto const& policy = rules.history().of(1);
  auto const& shape = policy.shapes[life.record.shape];
  auto const view = rules.view(life.subject, 1);
  auto const days = boundaries(rules, life, view);
  std::size_t compared = 0;
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    auto const purpose = static_cast<PurposeIndex>(i);
    naive::Question const question{
        .purpose = policy.purposes[i].name, .shape = shape.name, .collected = 1};
    auto const until = rules.until(life.record, view, purpose);
    auto const fields = rules.fields(1, life.record.shape, purpose);
    for (Day const day : days) {
      bool const held = naive::is_held(rules.history(), question, life.naive, day);
      for (std::size_t field = 0; field < shape.fields.size(); ++field) {
        bool const naive_says =
            held && naive::holds_field(rules.history(), question, shape.fields[field].name);
        bool const rules_say = until.covers(day) && (fields >> field & 1U) != 0;
        EXPECT_EQ(rules_say, naive_says) << question.purpose << ", " << shape.name << "."
                                         << shape.fields[field].name << " on " << to_string(day);
        ++compared;
      }
    }
  }
  return compared;
}

std::size_t compare(policy::History const& history) {
  Rules const rules(history);
  std::size_t compared = 0;
  for (std::size_t shape = 0; shape < history.of(1).shapes.size(); ++shape) {
    for (Life const& life : lives(history.of(1), static_cast<ShapeIndex>(shape))) {
      compared += compare_life(rules, life);
      if (testing::Test::HasFailure()) {
        return compared;
      }
    }
  }
  return compared;
}

TEST(ExamplePolicies, AreHeldAsTheSecondCalendarSays) {
  auto const policies = example_policies();
  ASSERT_GE(policies.size(), 2U);
  for (auto const& [name, policy] : policies) {
    SCOPED_TRACE(name);
    EXPECT_GT(compare(history_of({policy})), 1000U);
  }
}

TEST(ExamplePolicies, AreHeldAsTheSecondCalendarSaysWhenOneFollowsAnother) {
  for (auto const& [name, policy] : example_policies()) {
    for (auto const& [next_name, next] : example_policies()) {
      SCOPED_TRACE(name + " then " + next_name);
      EXPECT_GT(compare(history_of({policy, next})), 1000U);
    }
  }
}

}  // namespace
}  // namespace lofte::promise::retention
