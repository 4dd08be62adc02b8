// Restoring: the key plane of today, or of its newest copy, and under it those compartments of a
// data backup that its living leases open. What was erased or has lapsed has no such lease.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "custody/backup/key_copy.hpp"
#include "custody/backup/layers.hpp"

namespace lofte::custody::backup {

struct RestoredKeys {
  std::uint64_t rows = 0;
  std::vector<Attachment> attachments;
};
// Puts the copy's rows into a store that is empty. Deferred: the caller syncs the store. A store in
// which this was cut off is to be thrown away.
RestoredKeys put_keys(store::Store& store, OpenKeyCopy const& copy,
                      upkeep::Progress const& progress = {});

struct RestoredData {
  std::uint64_t records = 0;       // that the key plane knows, and something holds
  std::uint64_t records_back = 0;  // of which something was put back
  // Of which some compartment was neither there nor in the backup: how many leases that open one,
  // by shape of record.
  std::uint64_t records_missing = 0;
  std::map<std::string, std::uint64_t> leases_missing;
};
// The backup's manifest, when every byte of it is what was written. Throws Failure: conflict
// ("backup.another_store"), not_found ("backup.missing"), damaged, too_new, unavailable.
DataManifest checked_manifest(BackupFolder const& folder, Uuid const& store);

// Puts back what the data plane lacks. May be done again, and while the store is in use.
RestoredData put_data(vault::Vault& vault, BackupFolder const& folder, DataManifest const& manifest,
                      upkeep::Progress const& progress = {});

struct Replayed {
  upkeep::TickReport ticked;
  upkeep::ReclaimReport reclaimed;
};
// What has happened since the copy of the key plane was made, as far as the calendar knows it: to
// be done after put_data(), which a tick would otherwise find missing, and before the store is
// served. The clock is believed: it has been seen to stand within the life of the copy. Every
// reference finds its subject again, also where the copy was made between the two.
Replayed replay(upkeep::Upkeep& upkeep, upkeep::Progress const& progress = {});

}  // namespace lofte::custody::backup
