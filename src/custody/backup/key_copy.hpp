// Copies of the key plane with its root keys: whoever has one, and the recovery key if the roots
// are sealed to one, can read all that was held when it was made. So a copy has a life; when that
// is over it is destroyed, and nothing restores from it. Format: docs/formats/backup.md, "The key
// plane".
//
//   keys-20260310T120000000-20260317T120000000     when it was made, and the end of its life (UTC)
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "custody/backup/data_backup.hpp"
#include "custody/backup/key_copy_header.hpp"
#include "custody/upkeep/upkeep.hpp"

namespace lofte::custody::backup {

inline constexpr int copy_life_days_usual = 7;
inline constexpr int copy_life_days_max = 30;

// A small file of the data folder that is copied, too: its API keys.
struct Attachment {
  std::string name;
  Bytes content;
};

// The store's own id in its backups, drawn when it is first asked for.
Uuid identity_of(vault::Vault::Ground const& ground);

struct KeyCopyRequest {
  Origin origin;
  std::chrono::days life{copy_life_days_usual};
  std::optional<Day> virtual_today;
  std::vector<Attachment> attachments;
  std::optional<RecoveryPublicKey> recovery{};  // what the roots are sealed to
};

struct KeyCopyReport {
  std::string name;
  Instant made;
  Instant ends;
  std::uint64_t rows = 0;
  std::uint64_t bytes = 0;
  std::size_t copies_destroyed = 0;  // whose life was over
  std::size_t copies = 0;            // that are there now
};

// Destruction of copies, as of keys, needs a clock that is believed. Throws Failure (refused,
// "backup.clock_frozen").
void expect_believed_clock(vault::Vault::Ground const& ground, upkeep::Upkeep& upkeep);

// The longest life of any copy that there may be: of those made with another life than is
// configured now, too. With the interval of ticks it bounds how late an erasure is complete.
struct LifeQuestion {
  std::chrono::days configured{copy_life_days_usual};
  Instant now;
};
std::chrono::days longest_copy_life(store::Store& store, LifeQuestion const& question);

// Copies while no tick runs, and destroys the copies whose life is over. Throws Failure: bad_input
// ("backup.life"), refused ("backup.clock_frozen"), conflict ("backup.another_store",
// "backup.foreign_file", "tick.another"), unavailable; and what KeyCopyHeader::put_roots() does.
KeyCopyReport copy_keys(vault::Vault::Ground const& ground, upkeep::Upkeep& upkeep,
                        BackupFolder& folder, KeyCopyRequest const& request,
                        upkeep::Progress const& progress = {});

// Destroys the copies whose life is over by then, and what a copy that was cut off has left; how
// many copies. What a copy says of its own end counts, and so does its name: the earlier of the
// two.
std::size_t destroy_ended(BackupFolder& folder, Instant by);

// A copy, open for reading.
struct OpenKeyCopy {
  KeyCopyHeader header;
  std::string name;
  std::unique_ptr<BackupFile> file;

  // As KeyCopyHeader::open_roots().
  keys::Roots roots(std::optional<RecoveryKey> const& key = {}) const;
  // From the first row on.
  RowReader rows() const;
};

// The newest copy, every byte of it checked. Throws Failure: not_found ("backup.keys_missing"),
// refused ("backup.keys_expired") when the life of every copy is over at `now`, or ("backup.clock")
// when the newest was made later than `now`, damaged, too_new.
OpenKeyCopy newest_copy(BackupFolder const& folder, Instant now);
// The same without a look at its life: what it is, not what it has. Nullopt where there is none.
std::optional<KeyCopyHeader> newest_header(BackupFolder const& folder);

// The bucket that attachments stand in: no store has it.
inline constexpr Bucket attachment_bucket = 0xffff;

}  // namespace lofte::custody::backup
