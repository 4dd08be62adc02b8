#include "edge/site/rate_limit.hpp"

#include <gtest/gtest.h>

namespace lofte::edge::site {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;

class SteadyClock final : public Clock {
 public:
  Instant now() const override { return {}; }
  milliseconds steady() const override { return at; }
  std::string boot() const override { return {}; }
  bool is_virtual() const override { return false; }
  milliseconds at{};
};

TEST(RateLimit, AllowsSoManyAndThenAsTheyAreEarnedBack) {
  SteadyClock clock;
  SeededRandom random(1);
  RateLimit limit({.times = 3, .period = minutes{3}}, clock, random);
  EXPECT_TRUE(limit.allow("anna"));
  EXPECT_TRUE(limit.allow("anna"));
  EXPECT_TRUE(limit.allow("anna"));
  EXPECT_FALSE(limit.allow("anna"));
  EXPECT_TRUE(limit.allow("bo")) << "each has their own";
  clock.at += minutes{1};
  EXPECT_TRUE(limit.allow("anna"));
  EXPECT_FALSE(limit.allow("anna"));
  clock.at += minutes{60};
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(limit.allow("anna"));
  }
  EXPECT_FALSE(limit.allow("anna")) << "no more than at first";
}

TEST(RateLimit, ForgetsWhoHasEarnedAllBackWhenManyAreKnown) {
  SteadyClock clock;
  SeededRandom random(1);
  RateLimit limit({.times = 1, .period = minutes{1}}, clock, random);
  for (int i = 0; i < 100'000; ++i) {
    ASSERT_TRUE(limit.allow(std::to_string(i)));
  }
  clock.at += minutes{1};
  EXPECT_TRUE(limit.allow("one more"));
  EXPECT_FALSE(limit.allow("one more"));
  EXPECT_TRUE(limit.allow("7"));
}

TEST(RateLimit, ForgetsNobodyWhoHasTriedTooOftenHoweverManyOthersTry) {
  SteadyClock clock;
  SeededRandom random(1);
  RateLimit limit({.times = 10, .period = minutes{15}}, clock, random);
  for (int i = 0; i < 10; ++i) {
    ASSERT_TRUE(limit.allow("anna"));
  }
  for (int i = 0; i < 250'000; ++i) {
    ASSERT_TRUE(limit.allow(std::to_string(i)));
    clock.at += milliseconds{i % 100 == 0 ? 1 : 0};
  }
  EXPECT_FALSE(limit.allow("anna"));
}

}  // namespace
}  // namespace lofte::edge::site
