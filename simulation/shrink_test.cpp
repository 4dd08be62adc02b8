// A history that goes wrong is shrunk to what makes it go wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

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
  auto const steps = shrink(settings, span);
  auto const only = [&](std::vector<unsigned> const& kept) {
    Span some{.steps = span.steps};
    for (unsigned number = 0; number < span.steps; ++number) {
      if (std::ranges::find(kept, number) == kept.end()) {
        some.left_out.push_back(number);
      }
    }
    return live(settings, some).wrong;
  };
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

}  // namespace
}  // namespace lofte::simulation
