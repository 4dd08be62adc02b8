#include "edge/http/places.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace lofte::edge::http {
namespace {

TEST(Places, AreGivenUntilAllAreTaken) {
  Places places(2);
  auto const one = places.take();
  auto two = places.take();
  EXPECT_TRUE(one && two);
  EXPECT_FALSE(places.take());
  EXPECT_EQ(places.taken(), 2U);
  two.reset();
  EXPECT_EQ(places.taken(), 1U);
  EXPECT_TRUE(places.take());
}

TEST(Places, OneThatMovesIsStillOne) {
  Places places(1);
  std::vector<Places::Place> kept;
  kept.push_back(places.take());
  EXPECT_FALSE(places.take());
  kept.clear();
  EXPECT_EQ(places.taken(), 0U);
}

TEST(Places, ThereMayBeNone) {
  Places places(0);
  EXPECT_FALSE(places.take());
  EXPECT_EQ(places.taken(), 0U);
}

}  // namespace
}  // namespace lofte::edge::http
