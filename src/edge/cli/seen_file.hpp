// Checking a log with a file that remembers what was seen of it.
#pragma once

#include <filesystem>

#include "custody/ledger/verify.hpp"
#include "edge/cli/log_files.hpp"

namespace lofte::edge::cli {

struct Verified {
  custody::ledger::SignedCheckpoint checkpoint;  // the very one that was verified
  std::uint64_t entries_read = 0;
};
// With a file, goes on from what it says, and writes it once all is verified. How far a check has
// come stands in FILE.partial meanwhile, so that one that is cut off goes on, too. Throws what
// ledger::verify does, and Failure (bad_input, "ledger.seen_malformed").
Verified verify_as_seen(LogSource const& source, custody::ledger::VerifierKey const& key,
                        std::filesystem::path const& seen);

}  // namespace lofte::edge::cli
