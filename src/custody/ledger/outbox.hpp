// The outbox of every bucket: entries that acts have written in their own transactions, on their
// way to the log. Each has a number that is never used again in its bucket; a number whose
// transaction was rolled back is missing.
//
// Any thread. Borrows the store. One process writes a store at a time; the next numbers are kept in
// its memory.
#pragma once

#include <array>
#include <atomic>
#include <vector>

#include "custody/store/store.hpp"

namespace lofte::custody::ledger {

class Outbox {
 public:
  explicit Outbox(store::Store& store) : store_(&store) {}

  // The entry's number. Rows that have reached the log go with the same transaction.
  std::uint64_t put(store::Transaction& transaction, Bucket bucket, BytesView entry);

  // Deletes every row that has reached the log.
  void clear(store::Transaction& transaction, Bucket bucket) const;

  struct Waiting {
    Bucket bucket;
    std::uint64_t number;
    Bytes entry;
  };
  // What is committed and has not reached the log, in order.
  void collect(Bucket bucket, std::vector<Waiting>& waiting) const;

  // The log has everything up to this number. Before anything else is done with a bucket.
  void reached_log(Bucket bucket, std::uint64_t number);

 private:
  struct State {
    std::atomic<std::uint64_t> last = 0;     // number given; 0: not looked up yet
    std::atomic<std::uint64_t> logged = 0;   // reached the log
    std::atomic<std::uint64_t> cleared = 0;  // rows up to here have been deleted
  };

  store::Store* store_;
  std::array<State, store::bucket_last + 1> states_;
};

}  // namespace lofte::custody::ledger
