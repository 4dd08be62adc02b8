// Small files that are there whole or not at all.
#pragma once

#include <filesystem>
#include <string_view>

namespace lofte::custody::folder {

// Writes beside the file, syncs, and renames over it; mode 0600. Throws Failure (unavailable,
// "file.unwritable").
void write_durably(std::filesystem::path const& file, std::string_view text);

// It stays removed when the power is lost then. Throws Failure (unavailable, "file.unwritable").
void remove_durably(std::filesystem::path const& file);

}  // namespace lofte::custody::folder
