#include "custody/store/group_commit.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace lofte::custody::store {
namespace {

// The sizes of the batches, in order. The first waits until `held_back` commits have been added.
struct Written {
  Guarded<std::vector<int>> sizes;
  std::atomic<int> added{0};
  int held_back = 1;
  rocksdb::Status second = rocksdb::Status::OK();  // and of every later one

  GroupCommit commits{[this](rocksdb::WriteBatch& batch, Durability) {
    for (int seen = added; seen < held_back; seen = added) {
      added.wait(seen);
    }
    return sizes.with([&](std::vector<int>& all) {
      all.push_back(static_cast<int>(batch.Count()));
      return all.size() == 1 ? rocksdb::Status::OK() : second;
    });
  }};

  rocksdb::Status commit(std::string const& key) {
    return commits.commit(Durability::synced, [&](rocksdb::WriteBatch& batch) {
      EXPECT_TRUE(batch.Put(key, "value").ok());
      ++added;
      added.notify_all();
    });
  }
};

// One commit whose write waits, then others while it does; how many of these failed.
int commit_behind_another(Written& written, int others) {
  written.held_back = others + 1;
  std::atomic<int> failed{0};
  std::vector<std::jthread> threads;
  threads.emplace_back([&] { EXPECT_TRUE(written.commit("first").ok()); });
  for (int seen = written.added; seen < 1; seen = written.added) {
    written.added.wait(seen);
  }
  for (int i = 0; i < others; ++i) {
    threads.emplace_back([&, i] { failed += written.commit(std::to_string(i)).ok() ? 0 : 1; });
  }
  threads.clear();
  return failed;
}

TEST(GroupCommit, EveryCommitIsInOneBatch) {
  Written written;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 8; ++thread) {
      threads.emplace_back([&, thread] {
        for (int i = 0; i < 100; ++i) {
          EXPECT_TRUE(written.commit(std::to_string(thread * 1000 + i)).ok());
        }
      });
    }
  }
  int total = 0;
  written.sizes.with([&](std::vector<int> const& sizes) {
    for (int const size : sizes) {
      total += size;
    }
  });
  EXPECT_EQ(total, 800);
}

// The first may have taken some of the others with it; the rest go together, whatever they are.
TEST(GroupCommit, WhatComesWhileAnotherIsWrittenGoesTogether) {
  Written written;
  EXPECT_EQ(commit_behind_another(written, 20), 0);
  written.sizes.with([](std::vector<int> const& sizes) {
    EXPECT_LE(sizes.size(), 2U);
    EXPECT_EQ(sizes.front() + (sizes.size() == 2 ? sizes.back() : 0), 21);
  });
}

TEST(GroupCommit, AFailureIsToldToEachOfItsGroup) {
  Written written;
  written.second = rocksdb::Status::IOError("the disk");
  int const failed = commit_behind_another(written, 20);
  written.sizes.with([&](std::vector<int> const& sizes) {
    EXPECT_EQ(failed, sizes.size() == 2 ? sizes.back() : 0);
  });
}

TEST(GroupCommit, AsDurableAsItsMostDemandingMember) {
  std::vector<Durability> written;
  GroupCommit commits{[&](rocksdb::WriteBatch&, Durability durability) {
    written.push_back(durability);
    return rocksdb::Status::OK();
  }};
  auto const nothing = [](rocksdb::WriteBatch&) {};
  EXPECT_TRUE(commits.commit(Durability::deferred, nothing).ok());
  EXPECT_TRUE(commits.commit(Durability::synced, nothing).ok());
  EXPECT_EQ(written, (std::vector{Durability::deferred, Durability::synced}));
}

TEST(GroupCommit, WhatThrowsWhileItIsAddedLeavesNothingBehindAndNobodyWaiting) {
  std::vector<int> sizes;
  GroupCommit commits{[&](rocksdb::WriteBatch& batch, Durability) {
    sizes.push_back(static_cast<int>(batch.Count()));
    return rocksdb::Status::OK();
  }};
  EXPECT_THROW(commits.commit(Durability::synced,
                              [](rocksdb::WriteBatch& batch) {
                                EXPECT_TRUE(batch.Put("half", "a commit").ok());
                                throw std::bad_alloc();
                              }),
               std::bad_alloc);
  EXPECT_TRUE(commits
                  .commit(Durability::synced,
                          [](rocksdb::WriteBatch& batch) {
                            EXPECT_TRUE(batch.Put("whole", "commit").ok());
                          })
                  .ok());
  EXPECT_EQ(sizes, std::vector{1});
}

TEST(GroupCommit, AWriteThatThrowsIsAFailure) {
  GroupCommit commits{
      [](rocksdb::WriteBatch&, Durability) -> rocksdb::Status { throw std::bad_alloc(); }};
  EXPECT_FALSE(commits.commit(Durability::synced, [](rocksdb::WriteBatch&) {}).ok());
}

}  // namespace
}  // namespace lofte::custody::store
