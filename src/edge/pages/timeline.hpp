// Internal to edge/pages: everything held of one person, laid out on a line of years. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/pages/held.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::pages {

// What keeps a record: a purpose, or something else without one.
struct Keeper {
  enum class Kind { purpose, legal_hold, restriction } kind = Kind::purpose;
  std::string purpose{};  // of Kind::purpose
  auto operator<=>(Keeper const&) const = default;
};

// What one keeper holds of a lane's records, from the first collected to the last to end.
struct TimelineBar {
  Keeper keeper;
  Day from;
  Ending ends;
};

// One record, or those of one shape when there are many.
struct TimelineLane {
  std::size_t first_record = 0;  // in the list that the line was made from
  std::uint64_t records = 1;
  std::string shape;
  std::string reference;  // of a single record
  Day from;
  Day to;  // the last of them was collected
  std::vector<TimelineBar> bars;
};

struct YearTick {
  int year = 0;
  double at = 0;  // in hundredths of the line
  enum class Label { shown, left_out } label = Label::shown;
};

// The line begins and ends with a year.
struct Timeline {
  Day begin;
  Day end;  // the day after
  std::vector<TimelineLane> lanes;
  std::vector<YearTick> ticks;

  double at(Day day) const;  // in hundredths of the line
};

// More lanes than this, and records of one shape share one.
inline constexpr std::size_t lanes_max = 14;

Timeline timeline_of(std::vector<HeldRecord> const& records, Day today);

// The day after which something is gone at the latest; nullopt when there is none yet.
std::optional<Day> last_day(Ending const& ends);
// The one that ends later; what has no last day does.
Ending later(Ending const& one, Ending const& other);
// When the last of a record ends; `on_lift` when a restriction alone keeps it.
Ending end_of(HeldRecord const& record);

// The number of a purpose, by which a picture tells it: its place in the policy, from 1; 0 for one
// that the policy does not have, as for no purpose.
std::size_t number_of(promise::policy::Policy const& policy, std::string_view purpose);
// One of eight colours, from 1; 0 for the number 0.
std::size_t hue_of(std::size_t number);

}  // namespace lofte::edge::pages
