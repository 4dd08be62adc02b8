// The file of a recovery key's secret half.
#pragma once

#include <filesystem>

#include "custody/backup/recovery_key.hpp"

namespace lofte::edge::cli {

// Throws Failure: bad_input ("backup.recovery_key_malformed"), and what read_text() does.
custody::backup::RecoveryKey read_recovery_key(std::filesystem::path const& file);

}  // namespace lofte::edge::cli
