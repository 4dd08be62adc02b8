// A term: all leases that began on the same day for the same reason, and so end on the same day.
#pragma once

#include <compare>
#include <optional>

#include "promise/retention/facts.hpp"

namespace lofte::promise::retention {

// The anchor is the day of the clause's event. `cap_anchor` is the day of the event that an "at
// most" counts from, when it has happened; a clause without a date of its own (`until`) that has
// such a cap is a term with a cap alone. `limit` is an absolute last day, set only when a later
// policy version has changed the anchor: never longer than promised.
struct Term {
  Version version = 0;
  ClauseIndex clause = 0;
  std::optional<Day> anchor{};
  std::optional<Day> cap_anchor{};
  std::optional<Day> limit{};
  auto operator<=>(Term const&) const = default;
};

}  // namespace lofte::promise::retention
