#include "custody/store/memory_store.hpp"

#include "base/failure.hpp"
#include "base/guarded.hpp"
#include "custody/store/bucket_locks.hpp"
#include "custody/store/pending_writes.hpp"

namespace lofte::custody::store {

namespace {

using Entries = std::map<Bytes, Bytes, std::less<>>;
using Planes = std::array<Entries, 2>;
constexpr std::array planes = {Plane::keys, Plane::data};

Entries const& entries_of(Planes const& all, Plane plane) {
  return all[static_cast<std::size_t>(plane)];
}

class EntriesCursor {
 public:
  EntriesCursor(Entries const& entries, BytesView prefix, BytesView from)
      : at_(entries.lower_bound(scan_start(prefix, from))), end_(entries.end()), prefix_(prefix) {}
  bool valid() const { return at_ != end_ && at_->first.starts_with(prefix_); }
  BytesView key() const { return at_->first; }
  BytesView value() const { return at_->second; }
  void next() { ++at_; }

 private:
  Entries::const_iterator at_;
  Entries::const_iterator end_;
  BytesView prefix_;
};

// What a deferred commit replaced, so that a crash can put it back.
struct Replaced {
  Bucket bucket;
  Plane plane;
  Bytes key;
  std::optional<Bytes> before;
};

struct Committed {
  std::map<Bucket, std::shared_ptr<Planes>> buckets;
  std::vector<Written> ever_written;
  std::vector<Replaced> not_yet_durable;
  std::function<Fault(Bucket)> ask;
  std::uint64_t crashes = 0;
  Past past = Past::kept;

  std::shared_ptr<Planes const> snapshot(Bucket bucket) {
    auto& planes_of_bucket = buckets[bucket];
    if (!planes_of_bucket) {
      planes_of_bucket = std::make_shared<Planes>();
    }
    return planes_of_bucket;
  }

  // The bucket's entries, for changing: copied first when a view still looks at them.
  Planes& own(Bucket bucket) {
    auto& shared = buckets[bucket];
    if (!shared) {
      shared = std::make_shared<Planes>();
    } else if (shared.use_count() > 1) {
      shared = std::make_shared<Planes>(*shared);
    }
    return *shared;
  }

  void apply(Bucket bucket, PendingWrites const& writes, Durability durability) {
    Planes& mine = own(bucket);
    for (Plane plane : planes) {
      Entries& entries = mine[static_cast<std::size_t>(plane)];
      for (auto const& [key, value] : writes.of(plane)) {
        auto const found = entries.find(key);
        if (durability == Durability::deferred) {
          not_yet_durable.push_back(
              {bucket, plane, key,
               found == entries.end() ? std::nullopt : std::optional(found->second)});
        }
        if (value) {
          entries.insert_or_assign(key, *value);
          if (past == Past::kept) {
            ever_written.push_back({plane, bucket, key, *value});
          }
        } else if (found != entries.end()) {
          entries.erase(found);
        }
      }
    }
  }

  void crash() {
    for (Replaced const& replaced : not_yet_durable | std::views::reverse) {
      Entries& entries = own(replaced.bucket)[static_cast<std::size_t>(replaced.plane)];
      if (replaced.before) {
        entries.insert_or_assign(replaced.key, *replaced.before);
      } else {
        entries.erase(replaced.key);
      }
    }
    not_yet_durable.clear();
    ++crashes;
  }
};

[[noreturn]] void not_written(char const* why) {
  throw Failure(FailureKind::unavailable,
                {.code = "store.unavailable", .message = why, .remedy = "try again"});
}

[[noreturn]] void maybe_written() {
  throw Failure(FailureKind::unknown_outcome,
                {.code = "store.unknown_outcome",
                 .message = "the store failed while a commit was under way",
                 .remedy = "ask with the request id whether it was done"});
}

}  // namespace

struct MemoryStore::State {
  BucketLocks locks;
  Guarded<Committed> committed;
};

namespace {

// One state of one bucket. Shared pointers to it are taken and let go under the store's lock, so
// that a commit knows whether anyone looks.
class Snapshot {
 public:
  Snapshot(Guarded<Committed>& committed, Bucket bucket)
      : committed_(committed),
        planes_(committed.with([&](Committed& state) { return state.snapshot(bucket); })) {}
  Snapshot(Snapshot const&) = delete;
  Snapshot& operator=(Snapshot const&) = delete;
  ~Snapshot() {
    committed_.with([&](Committed&) { planes_.reset(); });
  }
  Entries const& of(Plane plane) const { return entries_of(*planes_, plane); }
  // For the commit, under the lock.
  void let_go() { planes_.reset(); }

 private:
  Guarded<Committed>& committed_;
  std::shared_ptr<Planes const> planes_;
};

std::optional<Bytes> find(Entries const& entries, BytesView key) {
  auto const found = entries.find(key);
  return found == entries.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace

class MemoryView final : public View {
 public:
  MemoryView(MemoryStore::State& state, Bucket bucket) : snapshot_(state.committed, bucket) {}

  std::optional<Bytes> get(Plane plane, BytesView key) override {
    return find(snapshot_.of(plane), key);
  }
  void scan(Plane plane, BytesView prefix, BytesView from, Visit const& visit) override {
    scan_over({}, EntriesCursor(snapshot_.of(plane), prefix, from), prefix, from, visit);
  }

 private:
  Snapshot snapshot_;
};

class MemoryTransaction final : public Transaction {
 public:
  MemoryTransaction(MemoryStore::State& state, Bucket bucket)
      : state_(state),
        held_(state.locks.hold(bucket)),
        crashes_(state.committed.with([](Committed& committed) { return committed.crashes; })),
        snapshot_(state.committed, bucket) {}

  std::optional<Bytes> get(Plane plane, BytesView key) override {
    require(!ended_, "a transaction that has ended is not used");
    if (auto const* own = writes_.find(plane, key)) {
      return *own;
    }
    return find(snapshot_.of(plane), key);
  }
  void scan(Plane plane, BytesView prefix, BytesView from, Visit const& visit) override {
    require(!ended_, "a transaction that has ended is not used");
    scan_over(writes_.of(plane), EntriesCursor(snapshot_.of(plane), prefix, from), prefix, from,
              visit);
  }
  void put(Plane plane, BytesView key, BytesView value) override {
    require(!ended_, "a transaction that has ended is not used");
    writes_.put(plane, key, value);
  }
  void erase(Plane plane, BytesView key) override {
    require(!ended_, "a transaction that has ended is not used");
    writes_.erase(plane, key);
  }

  void commit(Durability durability) override {
    require(!ended_, "a transaction is committed once");
    ended_ = true;
    auto const ask = state_.committed.with([](Committed& committed) { return committed.ask; });
    HeldBucket const held = std::move(*held_);
    held_.reset();
    Fault const fault = ask ? ask(held.bucket()) : Fault::none;
    state_.committed.with([&](Committed& committed) {
      snapshot_.let_go();
      if (committed.crashes != crashes_) {
        not_written("the store crashed while the transaction was open");
      }
      if (fault == Fault::before_commit) {
        not_written("the store could not begin to write");
      }
      if (fault == Fault::before_commit_unknown) {
        maybe_written();
      }
      committed.apply(held.bucket(), writes_, durability);
      if (durability == Durability::synced) {
        committed.not_yet_durable.clear();
      }
      if (fault == Fault::after_commit_unknown) {
        maybe_written();
      }
    });
  }

 private:
  MemoryStore::State& state_;
  std::optional<HeldBucket> held_;
  std::uint64_t crashes_;  // read before the snapshot, so that a crash between the two is noticed
  Snapshot snapshot_;
  PendingWrites writes_;
  bool ended_ = false;
};

MemoryStore::MemoryStore(Past past) : state_(std::make_unique<State>()) {
  state_->committed.with([&](Committed& committed) { committed.past = past; });
}
MemoryStore::~MemoryStore() = default;

std::unique_ptr<Transaction> MemoryStore::begin(Bucket bucket) {
  return std::make_unique<MemoryTransaction>(*state_, bucket);
}

std::unique_ptr<View> MemoryStore::read(Bucket bucket) {
  require(bucket <= bucket_last, "a bucket is one of the store's");
  return std::make_unique<MemoryView>(*state_, bucket);
}

void MemoryStore::sync() {
  state_->committed.with([](Committed& committed) { committed.not_yet_durable.clear(); });
}

void MemoryStore::on_commit(std::function<Fault(Bucket)> ask) {
  state_->committed.with([&](Committed& committed) { committed.ask = std::move(ask); });
}

void MemoryStore::crash() {
  state_->committed.with([](Committed& committed) { committed.crash(); });
}

std::vector<Written> MemoryStore::everything_ever_written() const {
  return state_->committed.with([](Committed const& committed) { return committed.ever_written; });
}

std::vector<Written> MemoryStore::contents() const {
  return state_->committed.with([](Committed const& committed) {
    std::vector<Written> all;
    for (auto const& [bucket, shared] : committed.buckets) {
      for (Plane plane : planes) {
        for (auto const& [key, value] : entries_of(*shared, plane)) {
          all.push_back({plane, bucket, key, value});
        }
      }
    }
    return all;
  });
}

}  // namespace lofte::custody::store
