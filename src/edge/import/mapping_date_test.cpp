#include "edge/import/mapping_date.hpp"

#include <gtest/gtest.h>

namespace lofte::edge::import {
namespace {

TEST(MappingDate, ReadsByItsPattern) {
  auto const day = [](char const* pattern, char const* text) -> std::string {
    auto const moment = DateFormat::parse(pattern).value().read(text);
    if (!moment) {
      return moment.error() == DateFault::other_form ? "form" : "day";
    }
    return to_string(moment->day) + (moment->time_of_day
                                         ? " " + std::to_string(moment->time_of_day->count())
                                         : std::string());
  };
  EXPECT_EQ(day("M/D/YYYY H:MM", "12/1/2010 8:26"), "2010-12-01 30360");
  EXPECT_EQ(day("H:MM D/M/YYYY", "8:26 1/12/2010"), "2010-12-01 30360");
  EXPECT_EQ(day("YYYYMMDD", "20240229"), "2024-02-29");
  EXPECT_EQ(day("YYYY-MM-DDTHH:MM:SS", "2024-02-29T23:59:59"), "2024-02-29 86399");
  EXPECT_EQ(day("YYYY-MM-DD", "2024-2-29"), "form");
  EXPECT_EQ(day("M/D/YYYY", "1/2/2010 "), "form");
  EXPECT_EQ(day("M/D/YYYY", "+1/2/2010"), "form");
  EXPECT_EQ(day("M/D/YYYY", "123/2/2010"), "form");
  EXPECT_EQ(day("M/D/YYYY", "13/2/2010"), "day");
  EXPECT_EQ(day("M/D/YYYY H:MM", "1/2/2010 24:00"), "day");
}

TEST(MappingDate, RefusesAPatternThatIsNoDate) {
  for (char const* pattern : {"", "YYYY-MM", "YY-MM-DD", "YYYY-MM-DD YYYY", "MDYYYY", "MMM D YYYY",
                              "YYYY-MM-DD SS", "YYYY-MM-D1"}) {
    EXPECT_FALSE(DateFormat::parse(pattern).has_value()) << pattern;
  }
}

}  // namespace
}  // namespace lofte::edge::import
