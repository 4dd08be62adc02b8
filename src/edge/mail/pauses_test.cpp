#include "edge/mail/pauses.hpp"

#include <gtest/gtest.h>

namespace lofte::edge::mail {
namespace {

using namespace std::chrono_literals;

TEST(Pauses, GrowFromAMinuteToFourHoursAndEndAfterFiveDays) {
  std::chrono::minutes sum{0};
  std::chrono::minutes longest{0};
  unsigned attempts = 1;
  for (; auto const pause = pause_after(attempts); ++attempts) {
    EXPECT_GE(*pause, longest);
    longest = *pause;
    sum += *pause;
    ASSERT_LT(attempts, 1000U);
  }
  EXPECT_EQ(pause_after(1), 1min);
  EXPECT_EQ(longest, 4h);
  EXPECT_EQ(sum, 5 * 24h);
}

TEST(Pauses, OfAServerThatIsAwayStayShort) {
  EXPECT_EQ(pause_after_unreachable(1), 1s);
  EXPECT_EQ(pause_after_unreachable(2), 2s);
  EXPECT_EQ(pause_after_unreachable(1'000'000), 5min);
}

}  // namespace
}  // namespace lofte::edge::mail
