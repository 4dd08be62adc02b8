// What a shop would come to hold under a policy: some years of an invented shop's life, run through
// the production code, and counted on the first day of each month.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "shop/forecast/census.hpp"
#include "shop/forecast/life.hpp"
#include "shop/forecast/settings.hpp"

namespace lofte::shop::forecast {

// The first day of a month, after its tick and before anything else; and what has happened since
// the one before. Bytes are of the values, by the mean length of each field's; sealing adds to
// them.
struct Month {
  Day day;
  std::uint64_t people = 0;
  std::uint64_t records = 0;
  std::uint64_t values = 0;
  std::uint64_t bytes = 0;
  std::vector<PurposeCount> purposes{};     // by purpose; a record counts for each that holds it
  std::vector<std::uint64_t> categories{};  // values, by category; a value counts once
  std::uint64_t records_added = 0;
  std::uint64_t records_gone = 0;  // lapsed, withdrawn or erased
  std::uint64_t keys_destroyed = 0;
};

// What a clause costs. A record that is held on twelve first days of a month is a record-year.
struct ClauseCost {
  double record_years = 0;        // held by it, whether or not others hold them, too
  double record_years_alone = 0;  // would be gone without it
  double value_years_alone = 0;
  double byte_years_alone = 0;
};

// At the end: what lasts longest by one clause. Parts of a shape that go together are one.
struct Longest {
  Part part;
  ClauseIndex clause = 0;
  SpanKey::End end = SpanKey::End::dated;
  Span span;
};

// What has come in of a part of a shape, and what of it can still be told at the end.
struct Told {
  Part part;
  std::uint64_t taken = 0;
  std::uint64_t held = 0;
};
struct ToldOfShape {
  ShapeIndex shape = 0;
  std::uint64_t taken = 0;
  std::uint64_t held = 0;
  std::vector<Told> parts{};
};

struct Forecast {
  Settings settings{};
  std::vector<Month> months{};      // settings.years * 12 + 1 of them: the last is the end
  std::vector<ClauseCost> costs{};  // by clause
  std::vector<Longest> longest{};   // without a date first, then the longest
  std::vector<ToldOfShape> told{};  // of shapes of which something came in
  Happened happened{};
  std::uint64_t customers = 0;
  std::uint64_t customers_gone = 0;    // of whom nothing is left
  std::uint64_t records_narrowed = 0;  // times that some fields of a record went and others stayed

  Month const& end() const { return months.back(); }
  Month const& peak() const;  // the first with the most records
};

struct Question {
  promise::policy::Policy const& policy;  // made of the text
  std::string_view policy_text;
  Settings const& settings;
};

// Told how many months of how many are done; returning false stops with Failure (unavailable,
// "stopped").
using MonthsDone = std::function<bool(unsigned done, unsigned all)>;

// The same for the same question. Ticks and counts once a month, and reclaims once a quarter: what
// is held is computed, and doesn't wait for either.
Forecast forecast(Question const& question, MonthsDone const& progress = {});

}  // namespace lofte::shop::forecast
