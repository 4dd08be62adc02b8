#include "custody/folder/places.hpp"

#include "base/failure.hpp"

namespace lofte::custody::folder {

namespace fs = std::filesystem;

fs::path store_of(fs::path const& directory) {
  return directory / "store";
}

fs::path slot_of(fs::path const& directory, FolderSettings const& settings) {
  return settings.root_slot.empty() ? directory / "root.slot" : settings.root_slot;
}

fs::path restore_mark_of(fs::path const& directory) {
  return directory / "restoring";
}

void expect_not_half_restored(fs::path const& directory) {
  if (fs::exists(restore_mark_of(directory))) {
    throw Failure(FailureKind::conflict,
                  {.code = "folder.half_restored",
                   .message = "a restore into " + directory.string() + " was cut off",
                   .remedy = "run the same lofte restore again; it begins anew"});
  }
}

Instant noon_of(Day day) {
  return Instant{std::chrono::milliseconds{day.time_since_epoch()}} + std::chrono::hours{12};
}

std::unique_ptr<Clock> clock_of(FolderFile const& file) {
  if (file.virtual_today) {
    return std::make_unique<VirtualClock>(noon_of(*file.virtual_today));
  }
  return std::make_unique<SystemClock>();
}

void make_folder(fs::path const& directory) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) {
    throw Failure(
        FailureKind::unavailable,
        {.code = "folder.unusable",
         .message = "the folder " + directory.string() + " can't be made: " + error.message(),
         .remedy = "choose a folder that this user may write to"});
  }
}

}  // namespace lofte::custody::folder
