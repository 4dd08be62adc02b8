// Checking a log with a file that remembers what was seen of it.
#pragma once

#include <filesystem>

#include "custody/ledger/verify.hpp"
#include "edge/cli/log_files.hpp"

namespace lofte::edge::cli {

// How many entries were read. With a file, goes on from what it says, and writes it as the check
// comes along, so that one that is cut off goes on, too. Throws what ledger::verify does, and
// Failure (bad_input, "ledger.seen_malformed").
std::uint64_t verify_as_seen(LogSource const& source, custody::ledger::VerifierKey const& key,
                             std::filesystem::path const& seen);

}  // namespace lofte::edge::cli
