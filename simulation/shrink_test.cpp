// A history that goes wrong is shrunk to what makes it go wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

#include "base/planted.hpp"
#include "simulation/lives.hpp"

namespace lofte::simulation {
namespace {

TEST(Shrink, LeavesStepsThatAreEnough) {
  Span const span;
  LifeSettings settings;
  planted_bug = Bug::hold_ignored;
  while (live(settings, span).wrong.empty()) {
    ++settings.seed;
    ASSERT_LT(settings.seed, 100U);
  }
  auto const only = [&](std::vector<unsigned> const& kept) {
    return live(settings, with_only(span, kept)).wrong;
  };
  auto const steps =
      shrink(live(settings, span).lived, [&](auto const& kept) { return !only(kept).empty(); });
  EXPECT_THAT(only(steps), testing::Not(testing::IsEmpty()));
  EXPECT_LT(steps.size(), live(settings, span).lived.size() / 4);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    auto fewer = steps;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_THAT(only(fewer), testing::IsEmpty()) << "step " << steps[i] << " is not needed";
  }
  planted_bug = Bug::none;
  EXPECT_THAT(only(steps), testing::IsEmpty());
}

TEST(Shrink, LeavesStepsThatAreEnoughForAPairOfLivesToDiffer) {
  Span const span{.steps = 60};
  LifeSettings settings;
  planted_bug = Bug::openings_kept;
  while (!difference_without(settings, span)) {
    ++settings.seed;
    ASSERT_LT(settings.seed, 100U);
  }
  std::vector<unsigned> all(span.steps);
  std::iota(all.begin(), all.end(), 0U);
  auto const differ_with = [&](std::vector<unsigned> const& kept) {
    return difference_without(settings, with_only(span, kept)).has_value();
  };
  auto const steps = shrink(all, differ_with);
  EXPECT_TRUE(differ_with(steps));
  EXPECT_LT(steps.size(), all.size() / 4);
  planted_bug = Bug::none;
  EXPECT_FALSE(differ_with(steps));
}

}  // namespace
}  // namespace lofte::simulation
