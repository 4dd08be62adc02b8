#include "shop/forecast/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "base/failure.hpp"
#include "shop/forecast/habits.hpp"

namespace lofte::shop::forecast {

using promise::policy::Policy;
using promise::policy::ShapeIndex;

namespace {

constexpr std::uint32_t orders_usual = 1000;
constexpr double customers_per_order_usual = 0.4;
constexpr int year_usual = 2026;

[[noreturn]] void cannot(std::string code, std::string message, std::string remedy) {
  throw Failure(
      FailureKind::bad_input,
      {.code = std::move(code), .message = std::move(message), .remedy = std::move(remedy)});
}

void check_numbers(Wishes const& wishes) {
  if (wishes.years < 1 || wishes.years > years_max) {
    cannot("simulation.years", fmt::format("{} years can't be simulated", wishes.years),
           fmt::format("ask for 1 to {}", years_max));
  }
  if (wishes.growth_percent < growth_percent_min || wishes.growth_percent > growth_percent_max) {
    cannot("simulation.growth",
           fmt::format("a growth of {} % a year can't be simulated", wishes.growth_percent),
           fmt::format("ask for {} to {} %", growth_percent_min, growth_percent_max));
  }
}

void check_span(Settings const& settings) {
  if (settings.first_year < first_year_min ||
      settings.first_year + settings.years > last_year_max) {
    cannot("simulation.years",
           fmt::format("{} years from {} can't be simulated", settings.years, settings.first_year),
           fmt::format("stay within {} to {}", first_year_min, last_year_max));
  }
}

void check_size(std::uint64_t records, std::uint64_t records_max, std::string_view what) {
  if (records > records_max) {
    throw Failure(FailureKind::too_large,
                  {.code = "simulation.too_large",
                   .message = fmt::format("{} {} are more than the {} that can be simulated",
                                          records, what, records_max),
                   .remedy = "ask for fewer, or for fewer years: shares and dates stay the same"});
  }
}

void set_records(Policy const& policy, Wishes const& wishes, Settings& settings) {
  ShapeIndex const main = main_shape(policy);
  std::uint32_t const orders = wishes.orders.value_or(orders_usual);
  for (std::size_t shape = 0; shape < policy.shapes.size(); ++shape) {
    double const per_order = shape == main ? 1 : arrival_of(policy.shapes[shape].name).per_order;
    settings.records.push_back(static_cast<std::uint32_t>(std::lround(orders * per_order)));
  }
  for (auto const& [name, count] : wishes.records) {
    auto const shape = policy.find_shape(name);
    if (!shape) {
      std::string known;
      for (auto const& one : policy.shapes) {
        known += (known.empty() ? "" : ", ") + one.name;
      }
      cannot("simulation.shape_unknown", fmt::format("the policy has no record \"{}\"", name),
             "its records are: " + known);
    }
    settings.records[*shape] = count;
  }
}

}  // namespace

Day Settings::first_day() const {
  return Day{std::chrono::year{first_year} / 1 / 1};
}

Day Settings::end() const {
  return Day{std::chrono::year{first_year + years} / 1 / 1};
}

ShapeIndex main_shape(Policy const& policy) {
  for (std::string_view const name : {"order", "purchase"}) {
    if (auto const shape = policy.find_shape(name)) {
      return *shape;
    }
  }
  return 0;
}

std::uint64_t records_in_all(Settings const& settings) {
  double first_year = 0;
  for (std::uint32_t const records : settings.records) {
    first_year += records;
  }
  double all = 0;
  for (int year = 0; year < settings.years; ++year) {
    all += first_year * std::pow(1 + settings.growth_percent / 100.0, year);
  }
  return all < 1e18 ? static_cast<std::uint64_t>(all) : std::uint64_t{1'000'000'000'000'000'000};
}

Settings settle(Policy const& policy, Wishes const& wishes) {
  check_numbers(wishes);
  if (policy.shapes.empty() || policy.holdings.empty()) {
    cannot("policy.no_records", "the policy keeps no records, so there is nothing to simulate",
           "state a [record.…], and a purpose that keeps it");
  }
  int const dated = policy.dated
                        ? static_cast<int>(std::chrono::year_month_day{*policy.dated}.year())
                        : year_usual;
  Settings settings{.years = wishes.years,
                    .first_year = wishes.first_year.value_or(dated),
                    .seed = wishes.seed,
                    .growth_percent = wishes.growth_percent};
  check_span(settings);
  set_records(policy, wishes, settings);
  std::uint64_t first_year = 0;
  for (std::uint32_t const records : settings.records) {
    check_size(records, records_of_shape_per_year_max, "records of one kind a year");
    first_year += records;
  }
  check_size(records_in_all(settings), records_in_all_max, "records in all");
  auto const usual = static_cast<std::uint32_t>(
      std::lround(customers_per_order_usual * settings.records[main_shape(policy)]));
  settings.customers = wishes.customers.value_or(usual);
  if (settings.customers > first_year) {
    cannot("simulation.customers",
           fmt::format("{} new customers a year are more than the {} records they could come with",
                       settings.customers, first_year),
           "ask for fewer customers, or more records");
  }
  return settings;
}

}  // namespace lofte::shop::forecast
