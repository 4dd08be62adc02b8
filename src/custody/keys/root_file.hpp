// The file of a root slot: three checksummed copies of one block, of mode 0600, overwritten in
// place one after the other, each synced before the next, so that a crash leaves at least one whole
// copy. Format: docs/formats/root-slot.md.
#pragma once

#include <array>
#include <filesystem>

#include "custody/keys/root_slot_copy.hpp"

namespace lofte::custody::keys {

// Held open and locked against other processes (and other objects) until it dies. Every method
// throws Failure (unavailable: "root_slot.io", "root_slot.disk_full").
class RootFile {
 public:
  // Throws Failure: not_found ("root_slot.missing"), conflict ("root_slot.open_to_others") when
  // other users may read or write it, damaged ("root_slot.damaged") when no copy is whole, too_new.
  explicit RootFile(std::filesystem::path path);
  RootFile(RootFile const&) = delete;
  RootFile& operator=(RootFile const&) = delete;
  ~RootFile();

  // Makes the file, whole or not at all. Throws Failure (conflict, "root_slot.exists").
  static void create(std::filesystem::path const& path, RootCopy const& copy);

  RootCopy const& newest() const { return newest_; }
  // Stays the same when the file is overwritten or renamed; a copy of it has another.
  std::uint64_t number() const { return number_; }

  // Overwrites each copy that was broken or behind with the newest; says how many were.
  int mend();
  // Overwrites every copy, and says in it which file it was written to.
  void write(RootCopy copy);

 private:
  void look();

  std::filesystem::path path_;
  int descriptor_;
  std::uint64_t number_ = 0;
  std::array<DecodedBlock, root_copy_count> blocks_;
  RootCopy newest_;
};

// Throws Failure (conflict, "root_slot.exists").
[[noreturn]] void slot_exists(std::filesystem::path const& path);

}  // namespace lofte::custody::keys
