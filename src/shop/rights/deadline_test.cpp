#include "shop/rights/deadline.hpp"

#include <gtest/gtest.h>

namespace lofte::shop::rights {
namespace {

Day day(char const* text) {
  return parse_day(text).value();
}

TEST(Deadline, IsTheSameDateOfTheNextMonth) {
  EXPECT_EQ(answer_by(day("2026-02-10")), day("2026-03-10"));
  EXPECT_EQ(answer_by(day("2025-12-15")), day("2026-01-15"));
}

TEST(Deadline, IsTheLastDayOfAMonthThatLacksTheDate) {
  EXPECT_EQ(answer_by(day("2024-01-31")), day("2024-02-29"));
  EXPECT_EQ(answer_by(day("2025-03-31")), day("2025-04-30"));
  EXPECT_EQ(answer_by(day("2025-01-29")), day("2025-02-28")) << "no leap year";
  EXPECT_EQ(answer_by(day("2024-02-29")), day("2024-04-02")) << "29 March is Good Friday";
}

TEST(Deadline, MovesToTheNextWorkingDay) {
  EXPECT_EQ(answer_by(day("2026-01-14")), day("2026-02-16")) << "a Saturday";
  EXPECT_EQ(answer_by(day("2026-03-03")), day("2026-04-07")) << "Good Friday through Easter Monday";
  EXPECT_EQ(answer_by(day("2025-11-24")), day("2025-12-29")) << "Christmas, then a weekend";
  EXPECT_EQ(answer_by(day("2026-05-19")), day("2026-06-22")) << "midsummer";
}

TEST(Deadline, IsTwoMonthsLaterWithReasons) {
  EXPECT_EQ(extended_answer_by(day("2026-02-10")), day("2026-05-11")) << "10 May is a Sunday";
  EXPECT_EQ(extended_answer_by(day("2025-11-30")), day("2026-03-02"))
      << "28 February is a Saturday";
  EXPECT_EQ(extended_answer_by(day("2023-11-30")), day("2024-02-29"));
  EXPECT_EQ(extended_answer_by(day("2024-02-29")), day("2024-05-29"));
  EXPECT_EQ(extended_answer_by(day("2026-01-31")), day("2026-04-30"));
}

TEST(Deadline, KnowsTheSwedishHolidays) {
  for (char const* holiday :
       {"2026-01-01", "2026-01-06", "2026-04-03", "2026-04-06", "2026-05-01", "2026-05-14",
        "2023-06-06", "2026-06-19", "2026-12-24", "2026-12-25", "2025-12-26", "2026-12-31"}) {
    EXPECT_FALSE(is_working_day(day(holiday))) << holiday;
  }
  for (char const* ordinary : {"2026-01-05", "2026-04-02", "2026-05-13", "2026-06-18"}) {
    EXPECT_TRUE(is_working_day(day(ordinary))) << ordinary;
  }
}

}  // namespace
}  // namespace lofte::shop::rights
