// The embedded store, on RocksDB: one column family per plane, group commit, no WAL recycling.
#pragma once

#include <filesystem>
#include <memory>

#include "custody/store/store.hpp"

namespace lofte::custody::store {

struct RocksdbSettings {
  std::size_t block_cache_bytes = 8 << 20;
  std::size_t write_buffer_bytes = 16 << 20;  // of each plane
};

class RocksdbStore final : public Store {
 public:
  // Creates the folder when it is not there. Throws Failure: conflict ("store.locked") when another
  // process has it open, damaged when the files are not whole, unavailable ("store.disk_full").
  static std::unique_ptr<RocksdbStore> open(std::filesystem::path const& folder,
                                            RocksdbSettings const& settings);
  ~RocksdbStore() override;

  std::unique_ptr<Transaction> begin(Bucket bucket) override;
  std::unique_ptr<View> read(Bucket bucket) override;
  void sync() override;
  void compact() override;

  struct Internals;

 private:
  explicit RocksdbStore(std::unique_ptr<Internals> internals);
  std::unique_ptr<Internals> internals_;
};

}  // namespace lofte::custody::store
