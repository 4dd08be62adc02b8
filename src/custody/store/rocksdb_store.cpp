#include "custody/store/rocksdb_store.hpp"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/snapshot.h>
#include <rocksdb/write_batch.h>

#include <array>
#include <atomic>

#include "base/guarded.hpp"
#include "custody/store/bucket_locks.hpp"
#include "custody/store/group_commit.hpp"
#include "custody/store/pending_writes.hpp"
#include "custody/store/rocksdb_failures.hpp"
#include "custody/store/rocksdb_options.hpp"

namespace lofte::custody::store {

namespace {

constexpr std::size_t bucket_bytes = 2;

// The bucket, big-endian, then the key.
class StoredKey {
 public:
  StoredKey(Bucket bucket, BytesView key) : size_(bucket_bytes + key.size()) {
    require(key.size() <= key_bytes_max, "a key that is written is not too long");
    bytes_[0] = static_cast<char>(bucket >> 8);
    bytes_[1] = static_cast<char>(bucket & 0xff);
    std::ranges::copy(key, bytes_.data() + bucket_bytes);
  }
  rocksdb::Slice slice() const { return {bytes_.data(), size_}; }

 private:
  std::array<char, bucket_bytes + key_bytes_max> bytes_;
  std::size_t size_;
};

// The first stored key after all that begin with `prefix` in `bucket`.
Bytes end_of(Bucket bucket, BytesView prefix) {
  Bytes end(StoredKey(bucket, prefix).slice().ToStringView());
  while (end.back() == '\xff') {
    end.pop_back();  // never all of it: a bucket's number is far below 0xffff
  }
  end.back() = static_cast<char>(end.back() + 1);
  return end;
}

// Any status of an iteration that isn't ok ends it with a failure.
class IteratorCursor {
 public:
  IteratorCursor(rocksdb::Iterator& iterator, std::filesystem::path const& folder)
      : iterator_(&iterator), folder_(&folder) {}
  bool valid() const {
    if (iterator_->Valid()) {
      return true;
    }
    if (!iterator_->status().ok()) {
      failed_to_read(*folder_, iterator_->status());
    }
    return false;
  }
  BytesView key() const { return iterator_->key().ToStringView().substr(bucket_bytes); }
  BytesView value() const { return iterator_->value().ToStringView(); }
  void next() { iterator_->Next(); }

 private:
  rocksdb::Iterator* iterator_;
  std::filesystem::path const* folder_;
};

}  // namespace

struct RocksdbStore::Internals {
  std::filesystem::path folder;
  std::unique_ptr<rocksdb::DB> database;
  std::vector<rocksdb::ColumnFamilyHandle*> families;  // RocksDB's default one, keys, data
  BucketLocks locks;
  // The first write that failed. After it none is tried until the store is opened again: what
  // RocksDB still holds of a failed one may not reach the log after the caller was told that it was
  // not written, and Debian's RocksDB asserts that a log that failed is not touched again.
  Guarded<rocksdb::Status> failed_write;
  std::atomic<bool> stopped = false;
  GroupCommit commits{[this](rocksdb::WriteBatch& batch, Durability durability) {
    return write(batch, durability);
  }};

  ~Internals() {
    if (database) {
      // What was deferred is kept by an orderly end; only a crash may lose it.
      if (!stopped) {
        database->FlushWAL(true).PermitUncheckedError();
      }
      for (auto* family : families) {
        database->DestroyColumnFamilyHandle(family).PermitUncheckedError();
      }
      database->Close().PermitUncheckedError();
    }
  }

  void refuse_when_stopped() const {
    if (stopped) {
      writing_has_stopped(folder, failed_write.with([](auto const& status) { return status; }));
    }
  }
  void stop(rocksdb::Status const& status) {
    failed_write.with([&](rocksdb::Status& first) {
      if (!stopped) {
        first = status;
        stopped = true;
      }
    });
  }

  // TryAgain: not tried, since an earlier write has failed.
  rocksdb::Status write(rocksdb::WriteBatch& batch, Durability durability) {
    if (stopped) {
      return rocksdb::Status::TryAgain();
    }
    rocksdb::WriteOptions options;
    options.sync = durability == Durability::synced;
    auto const status = database->Write(options, &batch);
    if (!status.ok()) {
      stop(status);
    }
    return status;
  }

  rocksdb::ColumnFamilyHandle* family(Plane plane) const {
    return families[plane == Plane::keys ? 1 : 2];
  }

  std::optional<Bytes> get(rocksdb::ReadOptions const& options, Bucket bucket, Plane plane,
                           BytesView key) const {
    if (key.size() > key_bytes_max) {
      return std::nullopt;
    }
    rocksdb::PinnableSlice value;
    auto const status =
        database->Get(options, family(plane), StoredKey(bucket, key).slice(), &value);
    if (status.ok()) {
      return Bytes(value.ToStringView());
    }
    if (!status.IsNotFound()) {
      failed_to_read(folder, status);
    }
    return std::nullopt;
  }

  void scan(rocksdb::ReadOptions options, Bucket bucket, Plane plane, PendingWrites const& writes,
            BytesView prefix, BytesView from, View::Visit const& visit) const {
    if (prefix.size() > key_bytes_max) {
      return;
    }
    Bytes const end = end_of(bucket, prefix);
    rocksdb::Slice const end_slice(end);
    options.iterate_upper_bound = &end_slice;
    std::unique_ptr<rocksdb::Iterator> const iterator(
        database->NewIterator(options, family(plane)));
    iterator->Seek(
        Bytes(StoredKey(bucket, "").slice().ToStringView()).append(scan_start(prefix, from)));
    scan_over(writes.of(plane), IteratorCursor(*iterator, folder), prefix, from, visit);
  }
};

namespace {

class RocksdbView final : public View {
 public:
  RocksdbView(RocksdbStore::Internals& store, Bucket bucket)
      : store_(store), bucket_(bucket), snapshot_(store.database.get()) {
    options_.snapshot = snapshot_.snapshot();
  }

  std::optional<Bytes> get(Plane plane, BytesView key) override {
    return store_.get(options_, bucket_, plane, key);
  }
  void scan(Plane plane, BytesView prefix, BytesView from, Visit const& visit) override {
    store_.scan(options_, bucket_, plane, {}, prefix, from, visit);
  }

 private:
  RocksdbStore::Internals& store_;
  Bucket bucket_;
  rocksdb::ManagedSnapshot snapshot_;
  rocksdb::ReadOptions options_;
};

// Reads what is committed without a snapshot: nobody else writes the bucket while it is held.
class RocksdbTransaction final : public Transaction {
 public:
  RocksdbTransaction(RocksdbStore::Internals& store, Bucket bucket)
      : store_(store), held_(store.locks.hold(bucket)) {}

  std::optional<Bytes> get(Plane plane, BytesView key) override {
    if (auto const* own = writes_.find(plane, key)) {
      return *own;
    }
    return store_.get({}, bucket(), plane, key);
  }
  void scan(Plane plane, BytesView prefix, BytesView from, Visit const& visit) override {
    store_.scan({}, bucket(), plane, writes_, prefix, from, visit);
  }
  void put(Plane plane, BytesView key, BytesView value) override {
    require(held_.has_value(), "a transaction that has ended is not used");
    writes_.put(plane, key, value);
  }
  void erase(Plane plane, BytesView key) override {
    require(held_.has_value(), "a transaction that has ended is not used");
    writes_.erase(plane, key);
  }

  void commit(Durability durability) override {
    HeldBucket const held = std::move(*held_);
    held_.reset();
    auto const add = [&](rocksdb::WriteBatch& batch) { add_to(batch, held.bucket()); };
    auto const status = store_.commits.commit(durability, add);
    if (status.IsTryAgain()) {
      store_.refuse_when_stopped();
    } else if (!status.ok()) {
      failed_to_commit(store_.folder, status);
    }
  }

 private:
  Bucket bucket() const {
    require(held_.has_value(), "a transaction that has ended is not used");
    return held_->bucket();
  }

  void add_to(rocksdb::WriteBatch& batch, Bucket bucket) const {
    for (Plane plane : {Plane::keys, Plane::data}) {
      auto* const family = store_.family(plane);
      for (auto const& [key, value] : writes_.of(plane)) {
        StoredKey const stored(bucket, key);
        auto const status = value ? batch.Put(family, stored.slice(), *value)
                                  : batch.Delete(family, stored.slice());
        require(status.ok(), "a batch in memory takes every write");
      }
    }
  }

  RocksdbStore::Internals& store_;
  std::optional<HeldBucket> held_;
  PendingWrites writes_;
};

bool has_files_of_a_store(std::filesystem::path const& folder) {
  for (auto const& entry : std::filesystem::directory_iterator(folder)) {
    std::string const name = entry.path().filename();
    if (name.starts_with("MANIFEST-") || name.ends_with(".sst") || name.ends_with(".log")) {
      return true;
    }
  }
  return false;
}

}  // namespace

RocksdbStore::RocksdbStore(std::unique_ptr<Internals> internals)
    : internals_(std::move(internals)) {}
RocksdbStore::~RocksdbStore() = default;

std::unique_ptr<RocksdbStore> RocksdbStore::open(std::filesystem::path const& folder,
                                                 RocksdbSettings const& settings) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    failed_to_open(folder, rocksdb::Status::IOError(error.message()));
  }
  if (!std::filesystem::exists(folder / "CURRENT") && has_files_of_a_store(folder)) {
    no_current_file(folder);
  }
  auto internals = std::make_unique<Internals>();
  internals->folder = folder;
  auto const cache = rocksdb::NewLRUCache(settings.block_cache_bytes);
  std::vector<rocksdb::ColumnFamilyDescriptor> const families = {
      {rocksdb::kDefaultColumnFamilyName, {}},
      {keys_plane_name, plane_options(Plane::keys, settings, cache)},
      {data_plane_name, plane_options(Plane::data, settings, cache)}};
  rocksdb::DB* database = nullptr;
  auto const status = rocksdb::DB::Open(database_options(), folder.string(), families,
                                        &internals->families, &database);
  if (!status.ok()) {
    failed_to_open(folder, status);
  }
  internals->database.reset(database);
  return std::unique_ptr<RocksdbStore>(new RocksdbStore(std::move(internals)));
}

std::unique_ptr<Transaction> RocksdbStore::begin(Bucket bucket) {
  return std::make_unique<RocksdbTransaction>(*internals_, bucket);
}

std::unique_ptr<View> RocksdbStore::read(Bucket bucket) {
  require(bucket <= bucket_last, "a bucket is one of the store's");
  return std::make_unique<RocksdbView>(*internals_, bucket);
}

void RocksdbStore::sync() {
  internals_->refuse_when_stopped();
  auto const status = internals_->database->FlushWAL(true);
  if (!status.ok()) {
    internals_->stop(status);
    failed_to_write(internals_->folder, status);
  }
}

void RocksdbStore::compact() {
  internals_->refuse_when_stopped();
  auto const check = [&](rocksdb::Status const& status) {
    if (!status.ok()) {
      failed_to_write(internals_->folder, status);
    }
  };
  // All families together, so that no log file is kept for one of them.
  check(internals_->database->Flush({}, internals_->families));
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  for (Plane plane : {Plane::keys, Plane::data}) {
    check(internals_->database->CompactRange(options, internals_->family(plane), nullptr, nullptr));
  }
}

}  // namespace lofte::custody::store
