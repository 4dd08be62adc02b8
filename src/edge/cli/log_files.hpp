// Where a command reads the ledger's log: a data folder; files, that is a folder of tiles in the
// paths of C2SP tlog-tiles with `checkpoint` beside them; or a server of the same.
#pragma once

#include <filesystem>
#include <memory>

#include "custody/ledger/checkpoint.hpp"
#include "custody/ledger/tiles.hpp"

namespace lofte::edge::cli {

class LogSource : public custody::ledger::TileSource {
 public:
  virtual custody::ledger::SignedCheckpoint checkpoint() const = 0;
  // Of a data folder its own key; nullopt for others, which prove nothing about who signs.
  virtual std::optional<custody::ledger::VerifierKey> own_key() const = 0;
};

struct LogPlace {
  std::string source;             // a folder, or the URL that "/checkpoint" and "/tile/…" follow
  std::filesystem::path ca_file;  // of a URL; "": the system's
};
// Throws Failure: not_found ("ledger.source_missing"), and what DataFolder::open throws. A server
// is not asked before something is read.
std::unique_ptr<LogSource> open_log(LogPlace const& place);

// The key of the text, or the source's own when it is empty. Throws Failure (bad_input,
// "ledger.key_malformed", "ledger.key_missing").
custody::ledger::VerifierKey key_for(std::string const& text, LogSource const& source);

// Throws Failure (bad_input, "ledger.checkpoint_malformed").
custody::ledger::SignedCheckpoint read_checkpoint(std::filesystem::path const& file);

}  // namespace lofte::edge::cli
