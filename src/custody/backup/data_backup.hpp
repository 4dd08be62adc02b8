// Backing up the data plane: what is new or changed since the backup before becomes one more layer.
// The rows are sealed, and nothing of the key plane is among them, so such a backup may be any age.
//
// The store goes on being written meanwhile; each bucket is seen as it is at one moment. A backup
// that is cut off leaves the one before as it was.
#pragma once

#include "custody/backup/data_manifest.hpp"
#include "custody/store/store.hpp"
#include "custody/upkeep/sweep.hpp"

namespace lofte::custody::backup {

// Who backs up, and when.
struct Origin {
  Uuid store;  // State::identity
  Instant now;
  std::string written_by;  // version of Löfte
};

struct DataBackupReport {
  std::uint64_t rows_held = 0;     // that the store has
  std::uint64_t rows_written = 0;  // that are new or changed
  std::uint64_t bytes_written = 0;
  std::size_t layers = 0;  // of the backup now
};

// Throws Failure: conflict ("backup.another_store", "backup.foreign_file"), damaged, too_new,
// too_large ("backup.too_many_layers"), unavailable ("backup.io", "backup.disk_full", "stopped").
DataBackupReport back_up_data(store::Store& store, BackupFolder& folder, Origin const& origin,
                              upkeep::Progress const& progress = {});

}  // namespace lofte::custody::backup
