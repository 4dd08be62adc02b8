// A second calendar, for tests: written from the words of a phrase as the policy states it, by
// names and by counting on a calendar of its own. Slow and plain; shares nothing with Rules.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "promise/policy/history.hpp"

namespace lofte::promise::retention::naive {

struct Facts {
  std::map<std::string, Day> events{};  // "order completed": the record's own
  std::map<std::string, Day> latest{};  // "order completed": the subject's latest
  std::set<std::string> consented{};    // names of purposes
  std::set<std::string> erased{};       // names of purposes
};

struct Question {
  std::string purpose;
  std::string shape;
  policy::Version collected;  // the version that the record belongs to
};

// Whether `purpose` holds records of `shape` on `day`.
bool is_held(policy::History const& history, Question const& question, Facts const& facts, Day day);

// Whether it then holds this field.
bool holds_field(policy::History const& history, Question const& question,
                 std::string const& field);

}  // namespace lofte::promise::retention::naive
