// Checking a log from outside: from its tiles and a checkpoint alone, believing nothing but a key.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "custody/ledger/checkpoint.hpp"
#include "custody/ledger/tiles.hpp"

namespace lofte::custody::ledger {

// What a check has come to: kept between checks, so that the next one goes on from there, and a log
// that has been rewritten or has shrunk meanwhile is noticed.
//
//   lofte-ledger-seen 1
//   (the three lines of the checkpoint)
struct Seen {
  Checkpoint checkpoint;
  std::string text() const;
  static std::optional<Seen> parse(std::string_view text);
};

struct Check {
  TileSource const& source;
  SignedCheckpoint const& newest;
  VerifierKey const& key;
  std::optional<Seen> seen;  // of an earlier check
  // Told now and then how far the log has been read; what it is given may be kept as Seen.
  // Returning false stops the check, with Failure (unavailable, "stopped").
  std::function<bool(Checkpoint const& so_far)> progress;
};

// Reads every entry since `seen`, and every tile above it; how many entries. Throws Failure:
// damaged ("ledger.forged": not signed by the key; "ledger.rewritten": not the log that was seen;
// "ledger.shrunk"; "ledger.tampered": tiles or entries are not those of the checkpoint), not_found
// ("ledger.tile_missing").
std::uint64_t verify(Check const& check);

// Whether the log of `older` is the beginning of that of `newer`, by hashes alone. Throws as
// verify().
struct Pair {
  SignedCheckpoint const& older;
  SignedCheckpoint const& newer;
};
void verify_growth(TileSource const& source, Pair const& pair, VerifierKey const& key);

}  // namespace lofte::custody::ledger
