// Policies and facts written down by name, for tests and benchmarks of the promise. They are
// built without the parser, so that each can be tested without the other.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "promise/policy/history.hpp"
#include "promise/retention/facts.hpp"

namespace lofte::promise::retention::drafts {

struct Clause {
  policy::ClauseKind kind;
  policy::Duration duration{};
  std::string shape{};  // of "latest SHAPE EVENT"; otherwise the holding's own
  std::string event{};
  bool operator==(Clause const&) const = default;
};

Clause after(policy::Duration duration, std::string event);
Clause after_latest(policy::Duration duration, std::string shape, std::string event);
Clause until(std::string event);
Clause until_withdrawn();

struct Cap {
  policy::Duration duration;
  std::string event;
  bool operator==(Cap const&) const = default;
};

// A `keep` phrase.
struct Phrase {
  std::vector<Clause> clauses;
  std::optional<Cap> cap{};
};

struct Shape {
  std::string name;
  std::vector<std::string> fields;
  std::vector<std::string> events;
};

// A purpose that holds one shape.
struct Purpose {
  std::string name;
  std::string shape;
  Phrase keep;
  policy::Basis basis = policy::Basis::contract;
  std::optional<std::string> law{};
  std::optional<std::vector<std::string>> fields{};  // nullopt: all of the shape
};

struct Draft {
  std::vector<Shape> shapes;
  std::vector<Purpose> purposes;
  std::chrono::month_day fiscal_year_ends{std::chrono::December / 31};
};

// The phrase in the words of the policy language.
std::string to_text(Phrase const& phrase, std::string const& shape);

// In Europe/Stockholm.
policy::Policy build(Draft const& draft);

struct Published {
  std::string day;  // at noon UTC
  Draft draft;
};
policy::History history(std::vector<Published> const& versions);
policy::History history(Draft const& draft);  // published on 2000-01-01

// What happened to a record, by name.
struct Story {
  std::string shape;
  policy::Version version = 1;
  std::map<std::string, Day> events{};
  std::map<std::pair<std::string, std::string>, Day> latest{};  // by shape and event
  std::set<std::string> consented{};
  std::set<std::string> erased{};
};

RecordFacts record_of(Story const& story, policy::History const& history);
SubjectFacts subject_of(Story const& story);

// Reads "2024-02-29"; the test's own text, so that anything else ends the program.
Day day(std::string_view text);

}  // namespace lofte::promise::retention::drafts
