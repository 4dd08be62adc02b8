// DIR/ledger.checkpoint: the newest checkpoint that was shown, kept outside the store, so that a
// store that has been put back to an earlier state is noticed. Anybody may copy it.
#pragma once

#include <filesystem>

#include "custody/ledger/log.hpp"

namespace lofte::custody::folder {

class CheckpointFile {
 public:
  explicit CheckpointFile(std::filesystem::path const& directory)
      : file_(directory / "ledger.checkpoint") {}

  // Throws Failure (damaged) when the log is not the continuation of what the file says:
  // "ledger.rolled_back", "ledger.rewritten", "ledger.checkpoint_malformed". Without a file, or
  // with one that another log has signed, there is nothing to compare.
  void expect_continued(ledger::Log const& log, ledger::VerifierKey const& key) const;

  // Of what the store has made durable. Throws Failure (unavailable, "file.unwritable"), and leaves
  // the file as it was.
  void write(ledger::SignedCheckpoint const& checkpoint) const;

 private:
  std::filesystem::path file_;
};

}  // namespace lofte::custody::folder
