// Outside a rehearsal no bug is planted, and none can be.
#include "base/planted.hpp"

#include <gtest/gtest.h>

#include "base/id.hpp"

namespace lofte {
namespace {

static_assert(!is_rehearsal);
static_assert(!planted(Bug::off_by_one_day), "known when it is compiled, so nothing of it is left");
static_assert(!planted(Bug::none));

TEST(Planted, IsNothingInTheHouse) {
  EXPECT_EQ(bucket_count, 4096);
}

}  // namespace
}  // namespace lofte
