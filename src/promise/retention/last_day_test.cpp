#include "promise/retention/last_day.hpp"

#include <gtest/gtest.h>

#include "promise/retention/drafts.hpp"

namespace lofte::promise::retention {
namespace {

using drafts::day;
using policy::Duration;
using policy::Unit;
using std::chrono::April;
using std::chrono::August;
using std::chrono::December;
using std::chrono::February;

constexpr auto calendar = December / 31;

std::string last(Duration duration, char const* from, std::chrono::month_day ends = calendar) {
  return to_string(last_day(duration, day(from), ends));
}

TEST(LastDay, OfDaysCountsThemOn) {
  EXPECT_EQ(last({0, Unit::days}, "2024-03-05"), "2024-03-05");
  EXPECT_EQ(last({1, Unit::days}, "2024-02-28"), "2024-02-29");
  EXPECT_EQ(last({1, Unit::days}, "2023-02-28"), "2023-03-01");
  EXPECT_EQ(last({90, Unit::days}, "2024-12-31"), "2025-03-31");
}

TEST(LastDay, OfMonthsStaysInTheMonth) {
  EXPECT_EQ(last({1, Unit::months}, "2024-01-31"), "2024-02-29");
  EXPECT_EQ(last({1, Unit::months}, "2023-01-31"), "2023-02-28");
  EXPECT_EQ(last({3, Unit::months}, "2024-08-31"), "2024-11-30");
  EXPECT_EQ(last({12, Unit::months}, "2024-02-29"), "2025-02-28");
  EXPECT_EQ(last({25, Unit::months}, "2024-12-15"), "2027-01-15");
}

TEST(LastDay, OfYearsTurnsLeapDayIntoTheTwentyEighth) {
  EXPECT_EQ(last({1, Unit::years}, "2024-02-29"), "2025-02-28");
  EXPECT_EQ(last({4, Unit::years}, "2024-02-29"), "2028-02-29");
  EXPECT_EQ(last({2, Unit::years}, "2022-02-28"), "2024-02-28");
  EXPECT_EQ(last({76, Unit::years}, "2024-02-29"), "2100-02-28");
}

TEST(LastDay, OfCalendarYearsIsNewYearsEve) {
  EXPECT_EQ(last({2, Unit::calendar_years}, "2024-01-01"), "2026-12-31");
  EXPECT_EQ(last({2, Unit::calendar_years}, "2024-12-31"), "2026-12-31");
  EXPECT_EQ(last({0, Unit::calendar_years}, "2024-06-01"), "2024-12-31");
}

TEST(LastDay, OfFiscalYearsCountsFromTheYearInWhichTheFiscalYearEnded) {
  EXPECT_EQ(last({7, Unit::fiscal_years}, "2024-03-05"), "2031-12-31");
  // A fiscal year that ends on 30 April.
  EXPECT_EQ(last({7, Unit::fiscal_years}, "2024-04-30", April / 30), "2031-12-31");
  EXPECT_EQ(last({7, Unit::fiscal_years}, "2024-05-01", April / 30), "2032-12-31");
  EXPECT_EQ(last({7, Unit::fiscal_years}, "2024-12-31", April / 30), "2032-12-31");
  EXPECT_EQ(last({7, Unit::fiscal_years}, "2024-08-31", August / 31), "2031-12-31");
  EXPECT_EQ(last({7, Unit::fiscal_years}, "2024-09-01", August / 31), "2032-12-31");
}

TEST(LastDay, OfFiscalYearsThatEndWithFebruaryKnowsLeapYears) {
  EXPECT_EQ(last({7, Unit::fiscal_years}, "2024-02-29", February / 29), "2031-12-31");
  EXPECT_EQ(last({7, Unit::fiscal_years}, "2023-02-28", February / 29), "2030-12-31");
  EXPECT_EQ(last({7, Unit::fiscal_years}, "2023-03-01", February / 29), "2031-12-31");
}

TEST(LastDay, ReachesAsFarAsThePolicyLanguageAllows) {
  EXPECT_EQ(last_day({policy::duration_count_max, Unit::years}, day_max, calendar),
            Day{std::chrono::year{3999} / 12 / 31});
}

}  // namespace
}  // namespace lofte::promise::retention
