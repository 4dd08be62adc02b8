// The store: an ordered map in buckets. A transaction touches one bucket, is serialisable there,
// durable when acknowledged, and ends committed, rolled back or unknown. Implementations: memory,
// rocksdb. One conformance suite (conformance.hpp) holds them to this text.
#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "base/id.hpp"
#include "base/wire.hpp"

namespace lofte::custody::store {

// The bucket of what belongs to no subject: editions, terms, the clock. Beyond the subjects' 4096.
inline constexpr Bucket system_bucket = bucket_count;
// The bucket of the ledger's log; it has no keys of its own.
inline constexpr Bucket ledger_bucket = bucket_count + 1;
// Whoever goes through all of a store goes from bucket 0 through this one.
inline constexpr Bucket bucket_last = ledger_bucket;

// Two planes, kept and backed up apart: compartments, and everything that opens them.
enum class Plane : std::uint8_t { keys, data };

// Keys are unique within (plane, bucket), sort as bytes, and hold no personal data. Both bounds in
// bytes.
inline constexpr std::size_t key_bytes_max = 128;
inline constexpr std::size_t value_bytes_max = 64 * 1024 * 1024;

// Sees one state of one bucket. May be used by one thread at a time.
class View {
 public:
  virtual ~View() = default;
  virtual std::optional<Bytes> get(Plane plane, BytesView key) = 0;

  // Calls `visit` for every entry whose key begins with `prefix` and is not before `from`, in
  // order, until it returns false. `from` may be empty. `visit` must not write to the transaction
  // that it is called from.
  using Visit = std::function<bool(BytesView key, BytesView value)>;
  virtual void scan(Plane plane, BytesView prefix, BytesView from, Visit const& visit) = 0;
};

enum class Durability {
  synced,    // on disk when commit returns
  deferred,  // on disk when a later commit is synced, or at Store::sync; lost as a whole by a crash
             // before that
};

// Reads see the transaction's own writes. Ends with commit, or is rolled back when it dies.
class Transaction : public View {
 public:
  virtual void put(Plane plane, BytesView key, BytesView value) = 0;
  virtual void erase(Plane plane, BytesView key) = 0;

  // Throws Failure (unavailable: nothing was written; unknown_outcome: it may or may not have
  // been). After it returns or throws, the transaction must not be used.
  virtual void commit(Durability durability) = 0;
};

// May be used from any thread.
class Store {
 public:
  virtual ~Store() = default;

  // Waits until no other transaction on the bucket is open. A thread that has one open on a
  // subjects' bucket may begin one on the system bucket; no other two at a time.
  virtual std::unique_ptr<Transaction> begin(Bucket bucket) = 0;

  // Committed state at the time of the call; never waits for a transaction.
  virtual std::unique_ptr<View> read(Bucket bucket) = 0;

  // Makes every deferred commit durable.
  virtual void sync() = 0;

  // Rewrites what has been erased or overwritten out of the files, as far as the store can. May
  // take long.
  virtual void compact() = 0;
};

}  // namespace lofte::custody::store
