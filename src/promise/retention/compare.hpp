// When things of two policy versions are the same: purposes, shapes, fields and events by name;
// clauses by kind and event; phrases word by word. Internal to the module.
#pragma once

#include <span>
#include <string_view>

#include "promise/policy/history.hpp"

namespace lofte::promise::retention {

// A holding, and the version of the policy that it was seen in. Borrows both.
struct Sighting {
  policy::Policy const* in;
  policy::Holding const* holding;
  policy::Version version;
};

// A clause, and the policy that it stands in. Borrows both.
struct ClauseSighting {
  policy::Policy const* in;
  policy::Clause const* clause;
};

// The thing of that name; nullptr when there is none.
template <typename T>
T const* find_named(std::vector<T> const& things, std::string_view name) {
  for (T const& thing : things) {
    if (thing.name == name) {
      return &thing;
    }
  }
  return nullptr;
}

std::span<policy::Clause const> clauses_of(Sighting const& sighting);

// The holding in `policy` of the same purpose and shape; nullptr when it holds no such thing.
policy::Holding const* find_counterpart(policy::Policy const& policy, Sighting const& sighting);

bool same_clause(ClauseSighting const& one, ClauseSighting const& other);
bool same_cap_event(Sighting const& one, Sighting const& other);
bool same_phrase(Sighting const& one, Sighting const& other);
bool holds_field(Sighting const& sighting, std::string_view field);

}  // namespace lofte::promise::retention
