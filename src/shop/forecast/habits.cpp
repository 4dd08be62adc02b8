#include "shop/forecast/habits.hpp"

#include <array>
#include <utility>

namespace lofte::shop::forecast {
namespace {

using Often = Arrival::Often;
using Role = Sequel::Role;

constexpr std::array<std::pair<std::string_view, Arrival>, 14> arrivals{{
    {"order", {.per_order = 1}},
    {"purchase", {.per_order = 1}},
    {"account", {.per_order = 0.3, .often = Often::once}},
    {"customer", {.per_order = 0.3, .often = Often::once}},
    {"membership", {.per_order = 0.1, .often = Often::once}},
    {"subscription", {.per_order = 0.15}},
    {"enquiry", {.per_order = 0.1}},
    {"case", {.per_order = 0.05}},
    {"credit_note", {.per_order = 0.04}},
    {"invoice", {.per_order = 0.4}},
    {"publication", {.per_order = 0.05}},
    {"review", {.per_order = 0.05}},
    {"request", {.per_order = 0.01}},
    {"visit", {.per_order = 2}},
}};

struct Known {
  std::string_view shape;  // "": of any
  std::string_view event;
  Sequel sequel;
};
// The first that fits counts.
constexpr std::array known{
    Known{"account", "closed", {.percent = 4, .days_min = 30, .days_max = 1500, .role = Role::end}},
    Known{"subscription",
          "ended",
          {.percent = 30, .days_min = 20, .days_max = 1200, .role = Role::end}},
    Known{"subscription",
          "cancelled",
          {.percent = 30, .days_min = 20, .days_max = 1200, .role = Role::end}},
    Known{"visit", "ended", {.percent = 100, .days_min = 0, .days_max = 0, .role = Role::end}},
    Known{"", "paid", {.percent = 98, .days_min = 0, .days_max = 0}},
    Known{"", "confirmed", {.percent = 85, .days_min = 0, .days_max = 1}},
    Known{"", "shipped", {.percent = 99, .days_min = 1, .days_max = 3}},
    Known{"", "answered", {.percent = 98, .days_min = 0, .days_max = 3}},
    Known{"", "published", {.percent = 90, .days_min = 1, .days_max = 3}},
    Known{"", "completed", {.percent = 97, .days_min = 1, .days_max = 6, .role = Role::end}},
    Known{"", "delivered", {.percent = 97, .days_min = 1, .days_max = 5}},
    Known{"", "closed", {.percent = 95, .days_min = 1, .days_max = 14, .role = Role::end}},
    Known{"", "withdrawn", {.percent = 10, .days_min = 20, .days_max = 900, .role = Role::end}},
    Known{"",
          "withdrawn_by_author",
          {.percent = 10, .days_min = 20, .days_max = 900, .role = Role::end}},
    Known{"", "returned", {.percent = 5, .days_min = 5, .days_max = 30, .role = Role::end}},
};

}  // namespace

Arrival arrival_of(std::string_view shape) {
  for (auto const& [name, arrival] : arrivals) {
    if (name == shape) {
      return arrival;
    }
  }
  return {};
}

Sequel sequel_of(std::string_view shape, std::string_view event) {
  for (Known const& one : known) {
    if (one.event == event && (one.shape.empty() || one.shape == shape)) {
      return one.sequel;
    }
  }
  return {};
}

double busyness(std::uint32_t month, std::uint32_t weekday_from_sunday) {
  constexpr std::array<double, 13> by_month{0, 1, 0.9, 1, 1, 1, 0.9, 0.5, 0.9, 1, 1, 1.7, 1.8};
  bool const is_weekend = weekday_from_sunday == 0 || weekday_from_sunday == 6;
  return by_month.at(month) * (is_weekend ? 0.6 : 1);
}

}  // namespace lofte::shop::forecast
