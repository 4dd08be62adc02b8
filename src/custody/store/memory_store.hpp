// A store in memory: deterministic, remembers every version of every value for the adversary of the
// tests, injects faults and simulates crashes.
#pragma once

#include <array>
#include <functional>
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

// Calls that can be made to fail.
enum class Call : std::uint8_t { begin, read, get, scan, commit, sync };

// Of a call that is no commit, `before_commit` is plain failure.
enum class Fault : std::uint8_t {
  none,
  before_commit,
  before_commit_unknown,
  after_commit_unknown,
  crash_before,  // the process dies here: Crash is thrown
  crash_after,
};

// Thrown where the process would die. No Failure, so that nothing in the house takes it for one;
// whoever runs the house catches it, calls MemoryStore::crash(), and opens the house anew.
struct Crash {};

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

  // Asked before every call on any bucket; of a sync, the bucket is 0.
  void on_call(std::function<Fault(Call, Bucket)> ask);
  // The same, before commits alone.
  void on_commit(std::function<Fault(Bucket)> ask);

  // Forgets deferred commits since the last synced one, as a crash may, but for the first
  // `surviving` of them: a log is cut off at some place, and a commit that the cut goes through is
  // lost whole, as its checksum is wrong.
  void crash(std::size_t surviving = 0);
  // Loses what is there on the plane, as with its disk. All else is durable from then on.
  void lose(Plane plane);
  std::size_t unsynced() const;  // how many it would forget
  std::size_t commits() const;   // that have been made and not been lost

  // Every version of every value ever committed, oldest first; none when the past is forgotten.
  std::vector<Written> everything_ever_written() const;
  // The same from the number `from` on, without copying; how many there are.
  std::size_t visit_written(std::size_t from,
                            std::function<void(Written const&)> const& visit) const;
  // What is there now.
  std::vector<Written> contents() const;

 private:
  struct State;
  friend class MemoryTransaction;
  friend class MemoryView;
  std::unique_ptr<State> state_;
};

}  // namespace lofte::custody::store
