// Commits that come while the disk is busy go to it together, in one batch with one sync. The first
// to join a group leads it: it waits until the group before is written, closes its own, and writes
// for all. RocksDB groups writers, too, but wakes each by itself; with many writers that costs as
// much as the writing.
//
// Any thread. A group succeeds or fails as a whole, and no two are written at a time.
#pragma once

#include <rocksdb/status.h>
#include <rocksdb/write_batch.h>

#include <atomic>
#include <concepts>
#include <functional>
#include <memory>
#include <mutex>

#include "base/guarded.hpp"
#include "custody/store/store.hpp"

namespace lofte::custody::store {

class GroupCommit {
 public:
  using Write = std::function<rocksdb::Status(rocksdb::WriteBatch&, Durability)>;

  explicit GroupCommit(Write write) : write_(std::move(write)) {}

  // `add` puts the writes into the group's batch; under a lock, so it should be quick. Returns when
  // the group is written, as durable as the most demanding of it asks, or has failed.
  template <std::invocable<rocksdb::WriteBatch&> Add>
  rocksdb::Status commit(Durability durability, Add const& add) {
    bool leads = false;
    auto const group = open_.with([&](std::shared_ptr<Group>& open) {
      leads = open == nullptr;
      auto joined = leads ? std::make_shared<Group>() : open;
      joined->add(durability, add);
      open = joined;
      return joined;
    });
    return leads ? lead(*group) : group->wait();
  }

 private:
  struct Group {
    rocksdb::WriteBatch batch;
    std::atomic<unsigned> synced{0};  // how many of it ask for that
    rocksdb::Status status;           // once it is done
    std::atomic<int> done{0};

    // All of it, or, if it throws, nothing.
    void add(Durability durability, std::invocable<rocksdb::WriteBatch&> auto const& writes) {
      batch.SetSavePoint();
      try {
        writes(batch);
      } catch (...) {
        batch.RollbackToSavePoint().PermitUncheckedError();
        throw;
      }
      batch.PopSavePoint().PermitUncheckedError();
      synced += durability == Durability::synced ? 1 : 0;
    }
    rocksdb::Status wait() const {
      done.wait(0);
      return status;
    }
  };

  rocksdb::Status lead(Group& group);
  void await_others(Group const& group) const;

  Write write_;
  std::mutex writing_;                    // held by the leader whose group is being written
  unsigned last_synced_ = 0;              // of the synced group before; under `writing_`
  Guarded<std::shared_ptr<Group>> open_;  // takes whoever comes now
};

}  // namespace lofte::custody::store
