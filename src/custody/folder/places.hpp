// Where things are in a data folder.
#pragma once

#include <filesystem>
#include <memory>

#include "base/clock.hpp"
#include "custody/folder/data_folder.hpp"
#include "custody/folder/settings_file.hpp"

namespace lofte::custody::folder {

std::filesystem::path store_of(std::filesystem::path const& directory);
std::filesystem::path slot_of(std::filesystem::path const& directory,
                              FolderSettings const& settings);
// There from the first to the last step of a restore: what it stands in is no data folder yet.
std::filesystem::path restore_mark_of(std::filesystem::path const& directory);
// Throws Failure (conflict, "folder.half_restored") where there is such a mark.
void expect_not_half_restored(std::filesystem::path const& directory);

// Noon keeps a virtual day the same in every time zone of Europe.
Instant noon_of(Day day);
std::unique_ptr<Clock> clock_of(FolderFile const& file);

// The folder, made if it is not there. Throws Failure (unavailable, "folder.unusable").
void make_folder(std::filesystem::path const& directory);

}  // namespace lofte::custody::folder
