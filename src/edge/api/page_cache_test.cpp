#include "edge/api/page_cache.hpp"

#include <gtest/gtest.h>

namespace lofte::edge::api {
namespace {

using custody::upkeep::Holdings;

class PageCacheTest : public testing::Test {
 protected:
  std::string get(PageCache::Which const& which) {
    return *cache_.get(source_, which, [this] { return "page " + std::to_string(++made_); });
  }

  PageCache cache_;
  PageCache::Source source_{
      .rules = nullptr, .holdings = std::make_shared<Holdings const>(), .bound = {}};
  int made_ = 0;
};

TEST_F(PageCacheTest, APageIsMadeOnceForEachEditionAndLanguage) {
  EXPECT_EQ(get({.edition = 1, .language = "sv"}), "page 1");
  EXPECT_EQ(get({.edition = 1, .language = "en"}), "page 2");
  EXPECT_EQ(get({.edition = 2, .language = "sv"}), "page 3");
  EXPECT_EQ(get({.edition = 1, .language = "sv"}), "page 1");
}

TEST_F(PageCacheTest, AnotherCountIsAnotherPage) {
  get({.edition = 1, .language = "sv"});
  source_.holdings = std::make_shared<Holdings const>();
  EXPECT_EQ(get({.edition = 1, .language = "sv"}), "page 2");
}

TEST_F(PageCacheTest, AnotherBoundOfErasureIsAnotherPage) {
  get({.edition = 1, .language = "sv"});
  source_.bound.copy_days = 9;
  EXPECT_EQ(get({.edition = 1, .language = "sv"}), "page 2");
}

TEST_F(PageCacheTest, APageOfWhatHasChangedMeanwhileIsNotShown) {
  auto const old = source_;
  cache_.get(old, {.edition = 1, .language = "sv"}, [&] {
    source_.holdings = std::make_shared<Holdings const>();
    get({.edition = 1, .language = "sv"});
    return std::string("late");
  });
  EXPECT_NE(get({.edition = 1, .language = "sv"}), "late");
}

TEST_F(PageCacheTest, WhatHasNotBeenMadeIsNotFound) {
  PageCache::Which const which{.edition = 1, .language = "sv"};
  EXPECT_EQ(cache_.find(source_, which), nullptr);
  get(which);
  EXPECT_EQ(*cache_.find(source_, which), "page 1");
  source_.holdings = std::make_shared<Holdings const>();
  EXPECT_EQ(cache_.find(source_, which), nullptr);
}

TEST_F(PageCacheTest, WhatFailsIsMadeAgain) {
  auto const fail = []() -> std::string { throw std::runtime_error("in a test"); };
  EXPECT_THROW(cache_.get(source_, {.edition = 1, .language = "sv"}, fail), std::runtime_error);
  EXPECT_EQ(get({.edition = 1, .language = "sv"}), "page 1");
}

}  // namespace
}  // namespace lofte::edge::api
