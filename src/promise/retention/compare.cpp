#include "promise/retention/compare.hpp"

#include <algorithm>

namespace lofte::promise::retention {

using policy::Clause;
using policy::ClauseKind;
using policy::Holding;
using policy::Policy;

std::span<Clause const> clauses_of(Sighting const& sighting) {
  return std::span(sighting.in->clauses)
      .subspan(sighting.holding->first_clause, sighting.holding->clause_count);
}

Holding const* find_counterpart(Policy const& policy, Sighting const& sighting) {
  auto const& purpose = sighting.in->purposes[sighting.holding->purpose].name;
  auto const& shape = sighting.in->shapes[sighting.holding->shape].name;
  auto const found = std::ranges::find_if(policy.holdings, [&](Holding const& holding) {
    return policy.purposes[holding.purpose].name == purpose &&
           policy.shapes[holding.shape].name == shape;
  });
  return found == policy.holdings.end() ? nullptr : &*found;
}

bool same_clause(ClauseSighting const& one, ClauseSighting const& other) {
  if (one.clause->kind != other.clause->kind) {
    return false;
  }
  if (one.clause->kind == ClauseKind::until_withdrawn) {
    return true;
  }
  auto const& shape = one.in->shapes[one.clause->event_shape];
  auto const& other_shape = other.in->shapes[other.clause->event_shape];
  return shape.name == other_shape.name &&
         shape.events[one.clause->event].name == other_shape.events[other.clause->event].name;
}

bool same_cap_event(Sighting const& one, Sighting const& other) {
  if (!one.holding->cap || !other.holding->cap) {
    return false;
  }
  auto const name = [](Sighting const& sighting) -> std::string const& {
    return sighting.in->shapes[sighting.holding->shape].events[sighting.holding->cap->event].name;
  };
  return name(one) == name(other);
}

bool same_phrase(Sighting const& one, Sighting const& other) {
  bool const same_cap =
      one.holding->cap.has_value() == other.holding->cap.has_value() &&
      (!one.holding->cap ||
       (same_cap_event(one, other) && one.holding->cap->duration == other.holding->cap->duration));
  return same_cap && one.in->fiscal_year_ends == other.in->fiscal_year_ends &&
         std::ranges::equal(
             clauses_of(one), clauses_of(other), [&](Clause const& mine, Clause const& theirs) {
               bool const timed =
                   mine.kind == ClauseKind::after || mine.kind == ClauseKind::after_latest;
               return same_clause({one.in, &mine}, {other.in, &theirs}) &&
                      (!timed || mine.duration == theirs.duration);
             });
}

bool holds_field(Sighting const& sighting, std::string_view field) {
  auto const& fields = sighting.in->shapes[sighting.holding->shape].fields;
  auto const* found = find_named(fields, field);
  return found && (sighting.holding->fields >> (found - fields.data()) & 1U) != 0;
}

}  // namespace lofte::promise::retention
