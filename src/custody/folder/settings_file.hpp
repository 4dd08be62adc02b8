// DIR/lofte.toml: the format version of the data folder, and its virtual clock if it has one.
#pragma once

#include <filesystem>
#include <optional>

#include "base/day.hpp"

namespace lofte::custody::folder {

inline constexpr int folder_format = 1;

struct FolderFile {
  std::optional<Day> virtual_today;

  static bool exists(std::filesystem::path const& directory);
  // Throws Failure: damaged ("folder.damaged"), too_new ("folder.too_new").
  static FolderFile load(std::filesystem::path const& directory);
  // Replaces the file as a whole, durably.
  void save(std::filesystem::path const& directory) const;
};

}  // namespace lofte::custody::folder
