// What is held: purpose × shape × the year it ends; and what has no date yet. Computed from the
// outlines alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "custody/upkeep/sweep.hpp"

namespace lofte::custody::upkeep {

struct HoldingsRow {
  std::string purpose;
  std::string shape;
  std::optional<int> ends_in;  // the year of the last day; nullopt: no date yet
  std::uint64_t people = 0;
  std::uint64_t records = 0;
  std::uint64_t fields = 0;
};

// The next day on which something of a purpose and shape ends, and how much.
struct NextDeletion {
  std::string purpose;
  std::string shape;
  Day last;  // the last day it is held
  std::uint64_t people = 0;
  std::uint64_t records = 0;
};

struct Holdings {
  Day today;
  std::uint64_t people = 0;  // that something is held about
  std::uint64_t records = 0;
  std::vector<HoldingsRow> rows;  // by purpose, shape, year; no date yet last
  std::vector<NextDeletion> next;
  std::uint64_t open_too_long =
      0;  // records without a date for longer than the policy's open_warning
};

Holdings holdings(vault::Vault const& vault, Progress const& progress = {});

}  // namespace lofte::custody::upkeep
