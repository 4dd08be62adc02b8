// A log that a server serves in the paths of C2SP tlog-tiles: any such server, not only Löfte's.
//
// The server may be hostile. What it answers is taken only when it is as large as it must be, and
// nothing of it is believed before the log has been verified. Tiles that follow each other are
// asked for ahead, some at once. Memory: what was asked for ahead, 16 tiles at a time of each
// level; honest ones have some 10 kB, a hostile server's at most 16 MB.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "edge/cli/log_files.hpp"
#include "edge/http/client.hpp"

namespace lofte::edge::cli {

// Whether it is a URL, and not a folder's name.
bool is_url(std::string_view source);

// One thread.
class ServedLog final : public LogSource {
 public:
  struct Place {
    std::string url;                // what "/checkpoint" and "/tile/…" follow
    std::filesystem::path ca_file;  // "": the system's
  };
  explicit ServedLog(Place place);

  // Both throw Failure: not_found ("ledger.tile_missing", "ledger.source_missing"), damaged
  // ("ledger.tile_malformed", "ledger.entries_malformed"), unavailable ("ledger.server_busy",
  // "ledger.server_answer"), and what http::Client tells.
  Bytes tile(custody::ledger::TileName const& name) const override;
  custody::ledger::SignedCheckpoint checkpoint() const override;
  std::optional<custody::ledger::VerifierKey> own_key() const override { return std::nullopt; }

 private:
  // Tiles of one level, or bundles of entries.
  using Row = std::pair<custody::ledger::TileName::Kind, unsigned>;
  struct ReadAhead {
    std::uint64_t next = 0;     // the tile after the latest that was asked for
    std::uint64_t at_once = 1;  // how many were asked for the last time
  };

  http::ClientRequest request_for(std::string const& path) const;
  http::Answered answer_for(custody::ledger::TileName const& name) const;
  void ask_ahead(custody::ledger::TileName const& name, ReadAhead& row) const;
  [[noreturn]] void lacks(custody::ledger::TileName const& name) const;
  Bytes whole_instead(custody::ledger::TileName const& name) const;
  Bytes content(std::string const& path, http::Answered answer) const;

  std::string url_;
  mutable http::Client client_;
  mutable std::uint64_t size_ = 0;  // of the log, by the newest checkpoint that was read
  mutable std::map<Row, ReadAhead> rows_;
  mutable std::map<custody::ledger::TileName, http::Answered> ahead_;
};

}  // namespace lofte::edge::cli
