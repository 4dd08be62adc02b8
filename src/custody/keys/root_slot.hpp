// Where the root key lives, outside the store. Between two generations the slot holds both roots.
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>

#include "base/random.hpp"
#include "custody/crypto/crypto.hpp"

namespace lofte::custody::keys {

struct Roots {
  std::uint64_t generation = 0;  // of `current`
  crypto::Key current;
  std::optional<crypto::Key> next;  // of generation + 1, while a tick is under way
};

// Any thread.
class RootSlot {
 public:
  virtual ~RootSlot() = default;
  virtual Roots load() const = 0;

  // Replaces `before` by `after`, durably, if the slot still holds `before` (same generation, same
  // presence of next); false when another process was first. When it returns true, every stored
  // copy has been overwritten.
  virtual bool replace(Roots const& before, Roots const& after) = 0;
};

// Three checksummed copies in one file of mode 0600, overwritten in place one after the other, each
// synced before the next, so that a crash leaves at least one whole copy. Format:
// docs/formats/root-slot.md.
class FileRootSlot final : public RootSlot {
 public:
  // Makes a slot with a fresh root of generation 1. Throws Failure (conflict) when the file is
  // there.
  static void create(std::filesystem::path const& file, Random& random);
  // The same with roots that a restored key plane hangs under.
  static void create(std::filesystem::path const& file, Roots const& roots);

  // Throws Failure: not_found ("root_slot.missing"), damaged ("root_slot.damaged") when no copy is
  // whole, too_new, conflict ("root_slot.open_to_others") when other users may read or write it.
  // Copies that are damaged, or behind after a crash, are mended from the newest whole one;
  // `mended()` says how many.
  explicit FileRootSlot(std::filesystem::path file);

  // From memory; what another process has put there is seen by the next replace.
  Roots load() const override;
  // Throws Failure (unavailable: "root_slot.io", "root_slot.disk_full") when the slot may hold
  // either; the next replace completes it.
  bool replace(Roots const& before, Roots const& after) override;
  int mended() const { return mended_; }

 private:
  std::filesystem::path file_;
  int mended_ = 0;
  mutable std::mutex mutex_;
  bool last_replace_failed_ = false;
  Roots roots_;
};

class MemoryRootSlot final : public RootSlot {
 public:
  explicit MemoryRootSlot(Random& random);
  Roots load() const override;
  bool replace(Roots const& before, Roots const& after) override;

 private:
  mutable std::mutex mutex_;
  Roots roots_;
};

}  // namespace lofte::custody::keys
