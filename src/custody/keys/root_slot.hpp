// Where the root key lives, outside the store. Between two generations the slot holds both roots.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/random.hpp"
#include "custody/crypto/crypto.hpp"
#include "custody/token/token.hpp"

namespace lofte::custody::keys {

class RootFile;
class RootSealing;

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
  // copy has been overwritten, and what opened a root that has left the slot is destroyed.
  virtual bool replace(Roots const& before, Roots const& after) = 0;
};

// Finds the token of a PKCS#11 URI; tests bring their own.
using OpenToken = std::function<std::unique_ptr<token::Token>(std::string const& uri)>;

// Three checksummed copies in one file of mode 0600, overwritten in place one after the other, each
// synced before the next, so that a crash leaves at least one whole copy. The roots in it are in
// the clear, or sealed by keys of a token (token_sealing.hpp): the file says which, and where the
// token is. Format: docs/formats/root-slot.md.
class FileRootSlot final : public RootSlot {
 public:
  // Makes a slot with a fresh root of generation 1, sealed by the token of `token_uri` unless that
  // is empty. Throws Failure (conflict) when the file is there, and what the token throws.
  struct Place {
    std::filesystem::path file;
    std::string token_uri;
  };
  static void create(Place const& place, Random& random,
                     OpenToken const& open = token::pkcs11_token);
  // The same with roots that a restored key plane hangs under.
  static void create(Place const& place, Roots const& roots, Random& random,
                     OpenToken const& open = token::pkcs11_token);

  // Throws Failure: not_found ("root_slot.missing"), damaged ("root_slot.damaged") when no copy is
  // whole, too_new, conflict ("root_slot.open_to_others") when other users may read or write it;
  // of a slot in a token also what the token and TokenSealing::open throw, and conflict
  // ("root_slot.copied") when the file is not the one that was written: its token's keys are not
  // its own. Copies that are damaged, or behind after a crash, are mended from the newest whole
  // one; `mended()` says how many.
  FileRootSlot(std::filesystem::path file, Random& random,
               OpenToken const& open = token::pkcs11_token);
  ~FileRootSlot() override;

  // From memory, so that a token that is away stops no reader; what another process has put there
  // is seen by the next replace.
  Roots load() const override;
  // Throws Failure (unavailable: "root_slot.io", "root_slot.disk_full", "token.gone", …) when the
  // slot may hold either; the same replacement again completes it.
  bool replace(Roots const& before, Roots const& after) override;
  int mended() const { return mended_; }
  // Of the token that seals the roots; empty when they are in the clear.
  std::string const& token_uri() const { return token_uri_; }

 private:
  struct Replacement {
    Roots before;
    Roots after;
  };
  void refresh(RootFile& file);
  bool complete(Replacement const& asked);

  std::filesystem::path file_;
  std::unique_ptr<RootSealing> sealing_;
  std::string token_uri_;
  int mended_ = 0;
  mutable std::mutex mutex_;
  std::optional<Replacement> unfinished_;  // it failed after it may have reached the file
  std::uint64_t sequence_ = 0;             // of `roots_`
  Roots roots_;
};

// Moves the roots of the slot in `place.file` into the token of `place.token_uri`, or into the file
// in the clear when that is empty. The slot then has a next root, which has never been where the
// old ones were: the tick that must follow makes it the only one.
// When the token has the slot's keys already, only the way to it is noted anew, and nothing else
// has to be done.
// Throws Failure: conflict ("root_slot.tick_pending") when a tick was cut off, which is to be
// completed first; what the slot and both tokens throw. No other process may have the slot.
enum class Moved { roots, address };
Moved move_root(FileRootSlot::Place const& place, Random& random,
                OpenToken const& open = token::pkcs11_token);

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
