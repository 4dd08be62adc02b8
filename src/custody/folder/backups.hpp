// A data folder's backups and their restoring: what custody/backup does to a store, on folders.
#pragma once

#include <string>

#include "custody/backup/restore.hpp"
#include "custody/folder/data_folder.hpp"

namespace lofte::custody::folder {

// What the commands call; one at a time. `version` is Löfte's.
backup::DataBackupReport back_up_data(DataFolder& folder, std::filesystem::path const& into,
                                      std::string const& version,
                                      upkeep::Progress const& progress = {});

struct KeyCopyWish {
  std::filesystem::path into;
  std::chrono::days life{backup::copy_life_days_usual};
  std::optional<backup::RecoveryPublicKey> recovery{};  // what its roots are sealed to
};
backup::KeyCopyReport copy_keys(DataFolder& folder, KeyCopyWish const& wish,
                                std::string const& version, upkeep::Progress const& progress = {});

// Destroys the copies in `keys` whose life ends within `ahead`; how many.
std::size_t destroy_ended_copies(DataFolder& folder, std::filesystem::path const& keys,
                                 std::chrono::minutes ahead);

// Puts back what the data plane of a folder has lost. The key plane is as it was.
backup::RestoredData restore_data(DataFolder& folder, std::filesystem::path const& data,
                                  upkeep::Progress const& progress = {});

struct RestoreRequest {
  std::filesystem::path directory;   // not there, empty, or one in which a restore was cut off
  std::filesystem::path keys;        // copies of the key plane: the newest is taken
  std::filesystem::path data;        // a backup of the data plane
  std::optional<Day> virtual_today;  // of a folder with a virtual clock; otherwise the copy's day
  std::optional<backup::RecoveryKey> recovery{};  // when the copy is sealed to one
};
struct RestoreReport {
  std::string keys_copy;
  Instant keys_made;
  Instant now;
  std::uint64_t key_rows = 0;
  backup::RestoredData data;
  backup::Replayed replayed;
};
// A data folder from the two. Until it is complete it is refused by whoever would open it. Throws
// Failure: conflict ("restore.not_empty"), bad_input ("restore.clock"), and what custody/backup
// does.
RestoreReport restore_folder(RestoreRequest const& request, FolderSettings const& settings = {},
                             upkeep::Progress const& progress = {});

}  // namespace lofte::custody::folder
