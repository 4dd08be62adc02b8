// How often things of a kind come in, and what becomes of them, in a shop like any other. Known by
// the names that policies give to shapes and events; what no name is known for goes its usual way.
#pragma once

#include <cstdint>
#include <string_view>

namespace lofte::shop::forecast {

// How a shape of record comes in.
struct Arrival {
  double per_order = 0.2;                                 // for each record of the main shape
  enum class Often { again, once } often = Often::again;  // for one customer
};
Arrival arrival_of(std::string_view shape);

// What becomes of a record: whether the event follows, and how many days after the one before.
struct Sequel {
  double percent = 90;
  std::uint32_t days_min = 1;
  std::uint32_t days_max = 10;
  enum class Role { step, end } role = Role::step;  // after an end nothing follows
};
Sequel sequel_of(std::string_view shape, std::string_view event);

// What people do, in percent, and how many days after they first could.
struct Doing {
  double percent = 0;
  std::uint32_t days_min = 0;
  std::uint32_t days_max = 0;
};
inline constexpr double consents_percent = 60;       // when data can be held without it, too
inline constexpr double consents_only_percent = 75;  // to one of several that alone hold the data
inline constexpr Doing withdrawing{.percent = 30, .days_min = 20, .days_max = 1200};
inline constexpr Doing objecting{.percent = 3, .days_min = 1, .days_max = 900};
inline constexpr Doing asking_for_erasure{.percent = 1.5, .days_min = 10, .days_max = 1500};
inline constexpr Doing asking_for_restriction{.percent = 0.3, .days_min = 5, .days_max = 700};
inline constexpr Doing disputing{.percent = 0.1, .days_min = 10, .days_max = 300};
inline constexpr std::uint32_t restriction_days = 60;
inline constexpr std::uint32_t hold_days = 400;

// How busy a day is, a plain Tuesday being 1.
double busyness(std::uint32_t month, std::uint32_t weekday_from_sunday);

}  // namespace lofte::shop::forecast
