// What is held on one day, counted from the outlines of all records as `lofte holdings` counts it,
// and what of it one clause alone still holds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "custody/upkeep/sweep.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::shop::forecast {

using promise::policy::ClauseIndex;
using promise::policy::FieldSet;
using promise::policy::ShapeIndex;

// A compartment of a shape, counted through all shapes: the fields that the same purposes hold.
struct Part {
  ShapeIndex shape = 0;
  FieldSet fields = 0;
  promise::policy::PurposeSet purposes = 0;
};
using PartIndex = std::size_t;
// By shape, then as the policy has them.
std::vector<Part> parts_of(promise::policy::Policy const& policy);

struct PurposeCount {
  std::uint64_t records = 0;
  std::uint64_t people = 0;
};

// What a clause holds, whether or not others do, and what would be gone without it.
struct ClauseCount {
  std::uint64_t records = 0;
  std::uint64_t records_alone = 0;           // nothing else holds any field of them
  std::vector<std::uint64_t> parts_alone{};  // by part: nothing else holds those fields
};

// What lasts longest by the same clause: of a part of a shape, with a date or without one yet.
struct SpanKey {
  PartIndex part = 0;
  ClauseIndex clause = 0;
  enum class End { dated, open } end = End::dated;
  auto operator<=>(SpanKey const&) const = default;
};
struct Span {
  std::uint64_t records = 0;
  Day last = Day::min();        // the latest; of the dated
  Day collected = Day::max();   // the earliest
  std::chrono::days longest{};  // of the dated: from the day of collection through the last
  bool operator==(Span const&) const = default;
};

struct Census {
  Day day;
  std::uint64_t people = 0;  // that something is held about
  std::uint64_t records = 0;
  std::vector<PurposeCount> purposes{};  // by purpose
  std::vector<std::uint64_t> parts{};    // records that have it, by part
  std::vector<std::uint64_t> shapes{};   // records, by shape
  std::vector<ClauseCount> clauses{};    // by clause
  std::map<SpanKey, Span> spans{};
};

// Of the policy in force, under which everything must have been collected.
Census take_census(custody::vault::Vault const& vault);

}  // namespace lofte::shop::forecast
