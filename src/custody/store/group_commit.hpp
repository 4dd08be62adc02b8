// Commits that come while the disk is busy go to it together, in one batch with one sync. The first
// to join a group leads it: it waits until the group before is written, closes its own, and writes
// for all. RocksDB groups writers, too, but wakes each by itself; with many writers that costs as
// much as the writing.
//
// Any thread. Nothing is ever left half done: a group succeeds or fails as a whole.
#pragma once

#include <rocksdb/status.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <concepts>
#include <functional>
#include <memory>
#include <mutex>

#include "base/guarded.hpp"

namespace lofte::custody::store {

class GroupCommit {
 public:
  // Returns when the batch is durable or has failed; does not throw.
  using Write = std::function<rocksdb::Status(rocksdb::WriteBatch&)>;

  explicit GroupCommit(Write write) : write_(std::move(write)) {}

  // `add` puts the writes into the group's batch; under a lock, so it should be quick. Returns when
  // the group is durable or has failed.
  template <std::invocable<rocksdb::WriteBatch&> Add>
  rocksdb::Status commit(Add const& add) {
    bool leads = false;
    auto const group = open_.with([&](std::shared_ptr<Group>& open) {
      leads = open == nullptr;
      if (leads) {
        open = std::make_shared<Group>();
      }
      add(open->batch);
      ++open->size;
      return open;
    });
    return leads ? lead(*group) : group->wait();
  }

 private:
  struct Group {
    rocksdb::WriteBatch batch;
    std::atomic<unsigned> size{0};
    rocksdb::Status status;  // once it is done
    std::atomic<int> done{0};

    rocksdb::Status wait() const {
      done.wait(0);
      return status;
    }
  };

  rocksdb::Status lead(Group& group);
  void await_others(Group const& group) const;

  Write write_;
  std::mutex writing_;                    // held by the leader whose group is being written
  unsigned last_size_ = 0;                // of the group before; under `writing_`
  Guarded<std::shared_ptr<Group>> open_;  // takes whoever comes now
};

}  // namespace lofte::custody::store
