#include "shop/forecast/forecast.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <map>

#include "base/failure.hpp"
#include "custody/upkeep/holdings.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::shop::forecast {
namespace {

using promise::policy::Policy;
using std::chrono::days;
using testing::ElementsAre;

// One shape, two purposes: the one holds both fields for one year, the other one of them for two.
std::string const two_years = R"(
language = "en"
timezone = "Europe/Stockholm"
fiscal_year_ends = "12-31"
[version]
number = "1"
date = 2030-05-01
[controller]
name = "Example AB"
organisation_number = "000000-0000"
address = "Storgatan 1"
email = "privacy@example.com"
[data.name]
label = "name"
[data.order_history]
label = "order history"
[record.parcel]
fields = { name = "name", lines = "order_history" }
events = ["sent"]
[purpose.short]
title = "Short"
basis = "contract"
records = ["parcel"]
data = ["name", "order_history"]
keep = "1 calendar year after parcel sent"
[purpose.long]
title = "Long"
basis = "contract"
records = ["parcel"]
data = ["name"]
keep = "2 calendar years after parcel sent"
)";

std::string usbstars() {
  std::ifstream in(LOFTE_SOURCE_DIR "/policies/usbstars.toml");
  return {std::istreambuf_iterator<char>(in), {}};
}

Forecast forecast_of(std::string const& text, Wishes const& wishes) {
  Policy const policy = promise::policy::parse_accepted(text);
  Settings const settings = settle(policy, wishes);
  return forecast({.policy = policy, .policy_text = text, .settings = settings});
}

// Made once: every tick goes through all buckets.
Forecast const& four_years() {
  static Forecast const once = forecast_of(two_years, {.years = 4, .orders = 60});
  return once;
}

std::string code_of(std::string const& text, Wishes const& wishes) {
  try {
    settle(promise::policy::parse_accepted(text), wishes);
  } catch (Failure const& failure) {
    return failure.code();
  }
  return "";
}

TEST(Settings, are_those_of_the_policy_and_as_usual_unless_told) {
  Settings const settings = settle(promise::policy::parse_accepted(usbstars()), {});
  EXPECT_EQ(settings.first_day(), *parse_day("2026-01-01"));
  EXPECT_EQ(settings.end(), *parse_day("2036-01-01"));
  EXPECT_THAT(settings.records, ElementsAre(1000, 40, 300, 150, 100, 50, 10, 2000));
  Settings const told = settle(promise::policy::parse_accepted(two_years),
                               {.years = 3, .first_year = 2040, .records = {{"parcel", 7}}});
  EXPECT_EQ(told.first_day(), *parse_day("2040-01-01"));
  EXPECT_THAT(told.records, ElementsAre(7));
}

TEST(Settings, that_cannot_be_lived_are_refused) {
  EXPECT_EQ(code_of(two_years, {.years = 0}), "simulation.years");
  EXPECT_EQ(code_of(two_years, {.years = 1000}), "simulation.years");
  EXPECT_EQ(code_of(two_years, {.first_year = 2395}), "simulation.years");
  EXPECT_EQ(code_of(two_years, {.growth_percent = 101}), "simulation.growth");
  EXPECT_EQ(code_of(two_years, {.records = {{"order", 1}}}), "simulation.shape_unknown");
  EXPECT_EQ(code_of(two_years, {.customers = 1001}), "simulation.customers");
  EXPECT_EQ(code_of(two_years, {.customers = 1000}), "");
  EXPECT_EQ(code_of(two_years, {.years = 11, .orders = 1'000'000}), "simulation.too_large");
  EXPECT_EQ(code_of(two_years, {.orders = 1'000'001}), "simulation.too_large");
}

// One record a year: how many first days of a month it is held on can be counted on the fingers.
TEST(Forecast, says_what_each_clause_alone_costs) {
  constexpr int years = 6;
  Forecast const result = forecast_of(two_years, {.years = years, .customers = 1, .orders = 1});
  ASSERT_EQ(result.happened.erasures + result.happened.restrictions + result.happened.legal_holds,
            0U);
  double by_short = 0;
  double by_long = 0;
  double by_long_alone = 0;
  unsigned records = 0;
  for (Month const& month : result.months) {
    if (month.records_added == 0) {
      continue;
    }
    ++records;
    // Sent in the month that ends with the day before; held to the end of a year after that year.
    std::chrono::year_month_day const sent{month.day - days{1}};
    for (Month const& later : result.months) {
      if (later.day < month.day) {
        continue;
      }
      int const after = static_cast<int>(std::chrono::year_month_day{later.day}.year()) -
                        static_cast<int>(sent.year());
      by_short += after <= 1 ? 1 : 0;
      by_long += after <= 2 ? 1 : 0;
      by_long_alone += after == 2 ? 1 : 0;
    }
  }
  EXPECT_GE(records, 5U);
  ASSERT_EQ(result.costs.size(), 2U);
  EXPECT_DOUBLE_EQ(result.costs[0].record_years, by_short / 12);
  EXPECT_EQ(result.costs[0].record_years_alone, 0);                    // the name is held by both
  EXPECT_DOUBLE_EQ(result.costs[0].value_years_alone, by_short / 12);  // the lines
  EXPECT_DOUBLE_EQ(result.costs[1].record_years, by_long / 12);
  EXPECT_DOUBLE_EQ(result.costs[1].record_years_alone, by_long_alone / 12);
  EXPECT_DOUBLE_EQ(result.costs[1].value_years_alone, by_long_alone / 12);  // the name
  EXPECT_GT(result.costs[1].byte_years_alone, 0);
}

TEST(Forecast, counts_what_holdings_counts) {
  std::string const text = usbstars();
  Policy const policy = promise::policy::parse_accepted(text);
  Settings const settings = settle(policy, {.years = 1, .orders = 300});
  ShopInMemory shop({.policy = policy, .policy_text = text, .first_day = settings.first_day()});
  Life life(policy, settings, shop);
  for (Day day = settings.first_day(); day < settings.end(); day += days{1}) {
    shop.begin(day);
    life.live(day);
  }
  shop.begin(settings.end());
  Census const census = take_census(shop.vault());
  auto const holdings = custody::upkeep::holdings(shop.vault());
  EXPECT_GT(census.records, 500U);
  EXPECT_LT(census.records, life.happened().records);
  EXPECT_EQ(census.records, holdings.records);
  EXPECT_EQ(census.people, holdings.people);
  std::map<std::string, std::uint64_t> by_purpose;
  for (auto const& row : holdings.rows) {
    by_purpose[row.purpose] += row.records;
  }
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    EXPECT_EQ(census.purposes[i].records, by_purpose[policy.purposes[i].name])
        << policy.purposes[i].name;
    EXPECT_LE(census.purposes[i].people, census.purposes[i].records);
  }
  EXPECT_GT(life.happened().consents, 0U);
}

TEST(Forecast, months_add_up_to_what_came_and_what_is_left) {
  Forecast const& result = four_years();
  ASSERT_EQ(result.months.size(), 49U);
  std::uint64_t added = 0;
  std::uint64_t gone = 0;
  std::uint64_t most = 0;
  for (Month const& month : result.months) {
    added += month.records_added;
    gone += month.records_gone;
    most = std::max(most, month.records);
    EXPECT_EQ(month.values, month.categories[0] + month.categories[1]);
  }
  EXPECT_EQ(result.months.front().records, 0U);
  EXPECT_EQ(added, result.happened.records);
  EXPECT_EQ(added - gone, result.end().records);
  EXPECT_EQ(result.peak().records, most);
  // What was sent in the first year is gone with the third.
  EXPECT_GT(result.months[36].records_gone, 50U);
  EXPECT_GT(result.months[36].keys_destroyed, 0U);
}

TEST(Forecast, what_can_still_be_told_and_what_lasts_longest_is_told_by_part) {
  Forecast const& result = four_years();
  ASSERT_EQ(result.told.size(), 1U);
  ToldOfShape const& told = result.told[0];
  EXPECT_EQ(told.taken, result.happened.records);
  EXPECT_EQ(told.held, result.end().records);
  ASSERT_EQ(told.parts.size(), 2U);
  EXPECT_EQ(told.parts[0].held, told.held);  // the name
  EXPECT_LT(told.parts[1].held, told.held);  // the lines
  ASSERT_FALSE(result.longest.empty());
  Longest const& longest = result.longest.front();
  EXPECT_EQ(longest.clause, 1);
  EXPECT_EQ(longest.end, SpanKey::End::dated);
  EXPECT_EQ(longest.span.last, *parse_day("2035-12-31"));
  EXPECT_GT(longest.span.longest, days{2 * 365});
  EXPECT_LE(longest.span.longest, days{3 * 366});
}

TEST(Forecast, grows_as_it_is_told) {
  Forecast const steady = forecast_of(two_years, {.years = 3, .orders = 100});
  Forecast const growing =
      forecast_of(two_years, {.years = 3, .orders = 100, .growth_percent = 50});
  EXPECT_NEAR(static_cast<double>(steady.happened.records), 300, 2);
  EXPECT_NEAR(static_cast<double>(growing.happened.records), 100 + 150 + 225, 3);
}

TEST(Forecast, stops_when_it_is_told_to) {
  Policy const policy = promise::policy::parse_accepted(two_years);
  Settings const settings = settle(policy, {.years = 2});
  unsigned asked = 0;
  EXPECT_THROW(forecast({.policy = policy, .policy_text = two_years, .settings = settings},
                        [&](unsigned done, unsigned all) {
                          EXPECT_EQ(all, 24U);
                          ++asked;
                          return done < 3;
                        }),
               Failure);
  EXPECT_EQ(asked, 4U);
}

}  // namespace
}  // namespace lofte::shop::forecast
