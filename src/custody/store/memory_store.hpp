// A store in memory: deterministic, remembers every version of every value for the adversary of the
// tests, injects faults and simulates crashes.
#pragma once

#include <array>
#include <map>
#include <mutex>
#include <vector>

#include "custody/store/store.hpp"

namespace lofte::custody::store {

// A value that was put at some time, whether or not it is still there.
struct Written {
  Plane plane;
  Bucket bucket;
  Bytes key;
  Bytes value;
};

enum class Fault { none, before_commit, after_commit_unknown, before_commit_unknown };

// What becomes of versions that are no longer there. A run of years would fill the memory with
// them.
enum class Past { kept, forgotten };

class MemoryStore final : public Store {
 public:
  explicit MemoryStore(Past past = Past::kept);
  ~MemoryStore() override;
  std::unique_ptr<Transaction> begin(Bucket bucket) override;
  std::unique_ptr<View> read(Bucket bucket) override;
  void sync() override;
  void compact() override {}

  // Asked before every commit.
  void on_commit(std::function<Fault(Bucket)> ask);
  // Forgets every deferred commit since the last synced one, as a crash may.
  void crash();

  // Every version of every value ever committed, oldest first; none when the past is forgotten.
  std::vector<Written> everything_ever_written() const;
  // What is there now.
  std::vector<Written> contents() const;

 private:
  struct State;
  friend class MemoryTransaction;
  friend class MemoryView;
  std::unique_ptr<State> state_;
};

}  // namespace lofte::custody::store
