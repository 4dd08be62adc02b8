// What a forecast is asked for, and what it runs on: how long, from when, and how much comes in.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "promise/policy/policy.hpp"

namespace lofte::shop::forecast {

inline constexpr int years_max = 100;
inline constexpr int first_year_min = 1970;
inline constexpr int last_year_max = 2400;  // room for every term after it
inline constexpr int growth_percent_min = -50;
inline constexpr int growth_percent_max = 100;
inline constexpr std::uint32_t records_of_shape_per_year_max = 1'000'000;
inline constexpr std::uint64_t records_in_all_max = 10'000'000;  // each takes about 2 kB while held

// What the user has said; the rest is as usual for such a shop.
struct Wishes {
  int years = 10;
  std::optional<int> first_year{};  // else the year of the policy's date
  std::uint64_t seed = 1;
  std::optional<std::uint32_t> customers{};        // new ones in the first year
  std::optional<std::uint32_t> orders{};           // records of the main shape in the first year
  std::map<std::string, std::uint32_t> records{};  // the same, by name of shape
  int growth_percent = 0;                          // a year
};

struct Settings {
  int years = 10;
  int first_year = 2026;
  std::uint64_t seed = 1;
  std::uint32_t customers = 0;
  std::vector<std::uint32_t> records{};  // by shape, in the first year
  int growth_percent = 0;

  Day first_day() const;  // 1 January
  Day end() const;        // the 1 January after the last year
};

// The shape that `orders` counts: the one named order or purchase, else the policy's first.
promise::policy::ShapeIndex main_shape(promise::policy::Policy const& policy);

// In the whole run, growth included.
std::uint64_t records_in_all(Settings const& settings);

// Throws Failure: bad_input ("simulation.years", "simulation.growth", "simulation.shape_unknown",
// "simulation.customers", "policy.no_records"), too_large ("simulation.too_large").
Settings settle(promise::policy::Policy const& policy, Wishes const& wishes);

}  // namespace lofte::shop::forecast
