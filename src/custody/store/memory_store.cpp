#include "custody/store/memory_store.hpp"

#include "base/failure.hpp"
#include "base/guarded.hpp"
#include "base/planted.hpp"
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

// What a commit replaced, so that a crash can put it back.
struct Replaced {
  Bucket bucket;
  Plane plane;
  Bytes key;
  std::optional<Bytes> before;
};

struct Committed {
  std::map<Bucket, std::shared_ptr<Planes>> buckets;
  std::vector<Written> ever_written;
  std::vector<std::vector<Replaced>> not_yet_durable;  // by commit, oldest first
  std::size_t commits = 0;
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

  void apply(Bucket bucket, PendingWrites const& writes) {
    Planes& mine = own(bucket);
    auto& replaced = not_yet_durable.emplace_back();
    ++commits;
    for (Plane plane : planes) {
      Entries& entries = mine[static_cast<std::size_t>(plane)];
      for (auto const& [key, value] : writes.of(plane)) {
        auto const found = entries.find(key);
        replaced.push_back({bucket, plane, key,
                            found == entries.end() ? std::nullopt : std::optional(found->second)});
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

  void undo(std::vector<Replaced> const& commit) {
    for (Replaced const& replaced : commit) {
      Entries& entries = own(replaced.bucket)[static_cast<std::size_t>(replaced.plane)];
      if (replaced.before) {
        entries.insert_or_assign(replaced.key, *replaced.before);
      } else {
        entries.erase(replaced.key);
      }
    }
  }

  void crash(std::size_t surviving) {
    for (; not_yet_durable.size() > surviving; not_yet_durable.pop_back()) {
      undo(not_yet_durable.back());
      --commits;
    }
    not_yet_durable.clear();
    ++crashes;
  }

  void lose(Plane plane) {
    for (auto& [bucket, shared] : buckets) {
      own(bucket)[static_cast<std::size_t>(plane)].clear();
    }
    not_yet_durable.clear();
    ++crashes;
  }

  void sync() {
    if (!planted(Bug::sync_forgotten)) {
      not_yet_durable.clear();
    }
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
  Guarded<std::shared_ptr<std::function<Fault(Call, Bucket)> const>> ask;

  // Fails or dies when the call is to; what is left to the caller are a commit's other faults.
  Fault before(Call call, Bucket bucket) {
    auto const asked = ask.with([](auto const& current) { return current; });
    Fault const fault = asked ? (*asked)(call, bucket) : Fault::none;
    if (fault == Fault::crash_before) {
      throw Crash{};
    }
    if (fault == Fault::before_commit) {
      not_written(call == Call::commit ? "the store could not begin to write"
                                       : "the store could not be read");
    }
    if (fault == Fault::before_commit_unknown) {
      maybe_written();
    }
    return fault;
  }
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
  MemoryView(MemoryStore::State& state, Bucket bucket)
      : state_(state), bucket_(bucket), snapshot_(state.committed, bucket) {}

  std::optional<Bytes> get(Plane plane, BytesView key) override {
    state_.before(Call::get, bucket_);
    return find(snapshot_.of(plane), key);
  }
  void scan(Plane plane, BytesView prefix, BytesView from, Visit const& visit) override {
    state_.before(Call::scan, bucket_);
    scan_over({}, EntriesCursor(snapshot_.of(plane), prefix, from), prefix, from, visit);
  }

 private:
  MemoryStore::State& state_;
  Bucket bucket_;
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
    state_.before(Call::get, held_->bucket());
    if (auto const* own = writes_.find(plane, key)) {
      return *own;
    }
    return find(snapshot_.of(plane), key);
  }
  void scan(Plane plane, BytesView prefix, BytesView from, Visit const& visit) override {
    require(!ended_, "a transaction that has ended is not used");
    state_.before(Call::scan, held_->bucket());
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
    HeldBucket const held = std::move(*held_);
    held_.reset();
    Fault const fault = state_.before(Call::commit, held.bucket());
    state_.committed.with([&](Committed& committed) {
      snapshot_.let_go();
      if (committed.crashes != crashes_) {
        not_written("the store crashed while the transaction was open");
      }
      committed.apply(held.bucket(), writes_);
      if (durability == Durability::synced) {
        committed.sync();
      }
    });
    if (fault == Fault::after_commit_unknown) {
      maybe_written();
    }
    if (fault == Fault::crash_after) {
      throw Crash{};
    }
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
  state_->before(Call::begin, bucket);
  return std::make_unique<MemoryTransaction>(*state_, bucket);
}

std::unique_ptr<View> MemoryStore::read(Bucket bucket) {
  require(bucket <= bucket_last, "a bucket is one of the store's");
  state_->before(Call::read, bucket);
  return std::make_unique<MemoryView>(*state_, bucket);
}

void MemoryStore::sync() {
  Fault const fault = state_->before(Call::sync, 0);
  state_->committed.with([](Committed& committed) { committed.sync(); });
  if (fault == Fault::crash_after) {
    throw Crash{};
  }
}

void MemoryStore::on_call(std::function<Fault(Call, Bucket)> ask) {
  using Ask = std::function<Fault(Call, Bucket)>;
  state_->ask.with([&](auto& current) {
    current = ask ? std::make_shared<Ask const>(std::move(ask)) : nullptr;
  });
}

void MemoryStore::on_commit(std::function<Fault(Bucket)> ask) {
  if (!ask) {
    return on_call({});
  }
  on_call([ask = std::move(ask)](Call call, Bucket bucket) {
    return call == Call::commit ? ask(bucket) : Fault::none;
  });
}

void MemoryStore::crash(std::size_t surviving) {
  state_->committed.with([&](Committed& committed) { committed.crash(surviving); });
}

void MemoryStore::lose(Plane plane) {
  state_->committed.with([&](Committed& committed) { committed.lose(plane); });
}

std::size_t MemoryStore::unsynced() const {
  return state_->committed.with(
      [](Committed const& committed) { return committed.not_yet_durable.size(); });
}

std::size_t MemoryStore::commits() const {
  return state_->committed.with([](Committed const& committed) { return committed.commits; });
}

std::vector<Written> MemoryStore::everything_ever_written() const {
  return state_->committed.with([](Committed const& committed) { return committed.ever_written; });
}

std::size_t MemoryStore::visit_written(std::size_t from,
                                       std::function<void(Written const&)> const& visit) const {
  return state_->committed.with([&](Committed const& committed) {
    for (std::size_t i = from; i < committed.ever_written.size(); ++i) {
      visit(committed.ever_written[i]);
    }
    return committed.ever_written.size();
  });
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
