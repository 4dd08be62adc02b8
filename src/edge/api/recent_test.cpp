#include "edge/api/recent.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace lofte::edge::api {
namespace {

class SteadyByHand : public Clock {
 public:
  Instant now() const override { return {}; }
  std::chrono::milliseconds steady() const override { return steady_; }
  std::string boot() const override { return {}; }
  bool is_virtual() const override { return false; }
  void pass(std::chrono::milliseconds time) { steady_ += time; }

 private:
  std::chrono::milliseconds steady_{12'345};
};

class RecentTest : public testing::Test {
 protected:
  SteadyByHand clock_;
  Recent<int> recent_{clock_, std::chrono::milliseconds{1000}};
};

TEST_F(RecentTest, NothingIsKnownBeforeItHasBeenFoundOut) {
  EXPECT_EQ(recent_.at_once(), std::nullopt);
}

TEST_F(RecentTest, IsKnownUntilItIsTooOld) {
  EXPECT_EQ(recent_.fresh([] { return 7; }), 7);
  clock_.pass(std::chrono::milliseconds{999});
  EXPECT_EQ(recent_.at_once(), 7);
  clock_.pass(std::chrono::milliseconds{1});
  EXPECT_EQ(recent_.at_once(), std::nullopt);
}

TEST_F(RecentTest, IsAsOldAsTheMomentWhenItBeganToBeFoundOut) {
  recent_.fresh([&] {
    clock_.pass(std::chrono::milliseconds{600});
    return 7;
  });
  clock_.pass(std::chrono::milliseconds{400});
  EXPECT_EQ(recent_.at_once(), std::nullopt);
}

TEST_F(RecentTest, WhatIsFoundOutAnewReplacesIt) {
  recent_.fresh([] { return 7; });
  EXPECT_EQ(recent_.fresh([] { return 9; }), 9);
  EXPECT_EQ(recent_.at_once(), 9);
}

TEST_F(RecentTest, AFailureLeavesWhatWasKnown) {
  recent_.fresh([] { return 7; });
  EXPECT_THROW(recent_.fresh([]() -> int { throw std::runtime_error("in a test"); }),
               std::runtime_error);
  EXPECT_EQ(recent_.at_once(), 7);
}

}  // namespace
}  // namespace lofte::edge::api
