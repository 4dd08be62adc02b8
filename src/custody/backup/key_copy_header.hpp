// What a copy of the key plane begins with: a block of its own, with the roots that open the rest.
// They stand in the clear, or sealed to a recovery key. Format: docs/formats/backup.md, "The key
// plane".
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "base/day.hpp"
#include "custody/backup/recovery_key.hpp"
#include "custody/backup/row_file.hpp"
#include "custody/keys/root_slot.hpp"

namespace lofte::custody::backup {

// A copy's block that is overwritten when it is destroyed, in bytes.
inline constexpr std::size_t key_copy_header_bytes = 4096;

struct SealedRoots {
  RecoveryPublicKey to;
  Bytes box;
};

struct KeyCopyHeader {
  Instant made;
  Instant ends;  // of its life
  Uuid store;
  std::string written_by;
  std::optional<Day> virtual_today;  // of a store that lives by a virtual clock
  std::variant<keys::Roots, SealedRoots> roots;
  RowsSeal seal;

  // For `to`, or in the clear. Throws Failure (bad_input, "backup.recovery_key_malformed") when
  // nothing can be sealed to it. Before it, store and life are set.
  void put_roots(keys::Roots const& opened, std::optional<RecoveryPublicKey> const& to);
  // A key is needed when they are sealed, and not used otherwise; `name` is for messages. Throws
  // Failure: bad_input ("backup.recovery_key_missing", "backup.recovery_key_wrong"), damaged
  // ("backup.damaged") when they are another copy's.
  keys::Roots open_roots(std::string const& name, std::optional<RecoveryKey> const& key) const;

  Bytes encode() const;
  // Throws Failure: damaged ("backup.damaged"), too_new ("backup.too_new").
  static KeyCopyHeader decode(std::string const& name, BytesView block);
  // What the rows are chained to.
  Bytes chained_to() const;
};

}  // namespace lofte::custody::backup
