// Restoring: the key plane of today, or of its newest copy, and under it those compartments of a
// data backup that its living leases open. What was erased or has lapsed has no such lease.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "custody/backup/key_copy.hpp"
#include "custody/backup/layers.hpp"
#include "custody/upkeep/custody.hpp"

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

// What a store is restored from, all of it checked.
struct RestoreSources {
  OpenKeyCopy const& keys;
  BackupFolder const& data;
  DataManifest const& manifest;
};
struct Restored {
  RestoredKeys keys;
  RestoredData data;
  Replayed replayed;
};
// A store as it was when the copy of the key plane was made, as far as it may be held today: into
// one that is empty, above a root slot that holds the copy's roots.
//
// When it returns, all that the calendar has ended since is destroyed, every reference finds its
// subject, the ledger goes on under another name, and the keys of every person and of the trees
// have been drawn afresh: who kept the store that was lost, with what was written to it after the
// copy, opens nothing of that with what the restored one lives by. The clock is believed: it has
// been seen to stand within the life of the copy.
//
// Nobody is to be served before; a store in which it was cut off is to be thrown away.
Restored restore_store(upkeep::Custody::Ground const& ground, RestoreSources const& from,
                       upkeep::Progress const& progress = {});

}  // namespace lofte::custody::backup
