// RocksDB's statuses as failures of the house.
#pragma once

#include <rocksdb/status.h>

#include <filesystem>

#include "base/failure.hpp"

namespace lofte::custody::store {

// Each says which folder, and does nothing but throw; `status` is not ok.
[[noreturn]] void failed_to_open(std::filesystem::path const& folder,
                                 rocksdb::Status const& status);
[[noreturn]] void failed_to_read(std::filesystem::path const& folder,
                                 rocksdb::Status const& status);
// Unavailable when nothing was written; unknown_outcome when the status doesn't tell.
[[noreturn]] void failed_to_commit(std::filesystem::path const& folder,
                                   rocksdb::Status const& status);
// Unavailable: an earlier write failed with `status`, and none is tried since.
[[noreturn]] void writing_has_stopped(std::filesystem::path const& folder,
                                      rocksdb::Status const& status);
// Of sync and compact.
[[noreturn]] void failed_to_write(std::filesystem::path const& folder,
                                  rocksdb::Status const& status);

// The folder has files of a store but not the one that says which of them count. RocksDB would
// begin an empty store in their place.
[[noreturn]] void no_current_file(std::filesystem::path const& folder);

}  // namespace lofte::custody::store
