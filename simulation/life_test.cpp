// Lives: a few of them, and that the same seed makes the same life to the last byte.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "simulation/lives.hpp"

namespace lofte::simulation {
namespace {

constexpr Span short_span{.steps = 40, .years = 10};

TEST(Life, IsTheSameToTheLastByteForTheSameSeed) {
  for (std::uint64_t seed : {1U, 2U, 3U}) {
    auto const first = live({.seed = seed}, short_span, Digest::yes);
    auto const second = live({.seed = seed}, short_span, Digest::yes);
    EXPECT_EQ(first.digest, second.digest);
    EXPECT_EQ(first.history, second.history);
    EXPECT_NE(first.digest, live({.seed = seed + 10}, short_span, Digest::yes).digest);
  }
}

TEST(Life, AStepLeftOutLeavesTheOthersTheirMeaning) {
  Span fewer = short_span;
  fewer.left_out = {0, 1, 2, 3};
  auto const report = live({.seed = 4}, fewer);
  EXPECT_EQ(report.lived.front(), 4U);
  EXPECT_THAT(report.wrong, testing::IsEmpty());
}

}  // namespace
}  // namespace lofte::simulation
