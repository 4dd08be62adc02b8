// How RocksDB is set up: what is measured (bench/store_bench.cpp), and what the promise demands of
// it.
#pragma once

#include <rocksdb/options.h>

#include "custody/store/rocksdb_store.hpp"

namespace lofte::custody::store {

rocksdb::DBOptions database_options();
// Of one plane. The planes share the block cache.
rocksdb::ColumnFamilyOptions plane_options(Plane plane, RocksdbSettings const& settings,
                                           std::shared_ptr<rocksdb::Cache> const& block_cache);

// The column families' names: on disk, never to be changed.
inline constexpr char const* keys_plane_name = "keys";
inline constexpr char const* data_plane_name = "data";

}  // namespace lofte::custody::store
