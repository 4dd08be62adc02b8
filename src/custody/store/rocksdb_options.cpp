#include "custody/store/rocksdb_options.hpp"

#include <rocksdb/env.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

namespace lofte::custody::store {

namespace {

constexpr std::uint64_t megabyte = 1 << 20;

// Old versions of values stay in a file until it is rewritten. The key plane's wrapped keys are
// what a thief with an old root would look for; the data plane's bytes are dead once their keys
// are.
constexpr std::uint64_t keys_plane_rewritten_seconds = 24 * 60 * 60;
constexpr std::uint64_t data_plane_rewritten_seconds = 7 * 24 * 60 * 60;

constexpr std::uint64_t write_ahead_log_bytes_max = 64 * megabyte;

// What concerns us comes as a status. RocksDB's own log file must not be: Debian builds it with
// assertions, and one of them ends the process at the second log line after the disk is full.
class Silence final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(char const*, va_list) override {}
};

}  // namespace

rocksdb::DBOptions database_options() {
  rocksdb::DBOptions options;
  options.create_if_missing = true;
  options.create_missing_column_families = true;
  // A recycled log file would keep bytes of records that have been destroyed.
  options.recycle_log_file_num = 0;
  options.max_total_wal_size = write_ahead_log_bytes_max;
  // A record torn by a crash ends the log; damage anywhere else is refused rather than read around:
  // silently dropped commits could bring back what was erased.
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  // Commits are bound by the disk's sync, so what counts is the processor's time: one thread of a
  // group writes for all, the others sleep, and all that come meanwhile make the next group. (A
  // fifth less than the defaults; a pipeline of groups would make them smaller.)
  options.enable_pipelined_write = false;
  options.allow_concurrent_memtable_write = false;
  options.enable_write_thread_adaptive_yield = false;
  // Twice as fast as reading through the block cache (bench/store_bench.cpp), and the pages belong
  // to the operating system. The price: a sector that the disk can't read ends the process instead
  // of being a Failure.
  options.allow_mmap_reads = true;
  options.max_background_jobs = 3;
  // A deferred commit makes no system call; a synced one, or Store::sync, writes out what waits.
  options.manual_wal_flush = true;
  options.bytes_per_sync = megabyte;
  options.skip_stats_update_on_db_open = true;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.info_log = std::make_shared<Silence>();
  return options;
}

rocksdb::ColumnFamilyOptions plane_options(Plane plane, RocksdbSettings const& settings,
                                           std::shared_ptr<rocksdb::Cache> const& block_cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = block_cache;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  // Found by hash within a block: the store is read by whole keys far more often than scanned.
  table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;

  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.compression = rocksdb::kNoCompression;  // sealed bytes don't shrink
  options.write_buffer_size = settings.write_buffer_bytes;
  options.level_compaction_dynamic_level_bytes = true;
  // Most keys asked for are there, and then in the last level, which so needs no filter.
  options.optimize_filters_for_hits = true;
  // Most keys asked for are not in the newest writes: this says so without a search.
  options.memtable_prefix_bloom_size_ratio = 0.02;
  options.memtable_whole_key_filtering = true;
  options.periodic_compaction_seconds =
      plane == Plane::keys ? keys_plane_rewritten_seconds : data_plane_rewritten_seconds;
  return options;
}

}  // namespace lofte::custody::store
