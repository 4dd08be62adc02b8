// The ledger's log as files: a folder of tiles in the paths of C2SP tlog-tiles, with `checkpoint`
// beside them; and whichever of the two kinds of folder a command was given.
#pragma once

#include <filesystem>
#include <memory>

#include "custody/ledger/checkpoint.hpp"
#include "custody/ledger/tiles.hpp"

namespace lofte::edge::cli {

class LogSource : public custody::ledger::TileSource {
 public:
  virtual custody::ledger::SignedCheckpoint checkpoint() const = 0;
  // Of a data folder its own key; nullopt for files, which prove nothing about who signs.
  virtual std::optional<custody::ledger::VerifierKey> own_key() const = 0;
};

// Throws Failure: not_found ("ledger.source_missing"), damaged ("ledger.forged" for a checkpoint
// that can't be read), and what DataFolder::open throws.
std::unique_ptr<LogSource> open_log(std::filesystem::path const& source);

// The key of the text, or the source's own when it is empty. Throws Failure (bad_input,
// "ledger.key_malformed", "ledger.key_missing").
custody::ledger::VerifierKey key_for(std::string const& text, LogSource const& source);

// Throws Failure (bad_input, "ledger.checkpoint_malformed").
custody::ledger::SignedCheckpoint read_checkpoint(std::filesystem::path const& file);

}  // namespace lofte::edge::cli
