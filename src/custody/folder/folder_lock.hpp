// Holds a data folder for one process at a time.
#pragma once

#include <filesystem>

namespace lofte::custody::folder {

// Held until it dies; the system lets it go when the process ends, however it ends.
class FolderLock {
 public:
  // Throws Failure: conflict ("folder.locked"), unavailable ("folder.unusable").
  explicit FolderLock(std::filesystem::path const& directory);
  ~FolderLock();
  FolderLock(FolderLock const&) = delete;
  FolderLock& operator=(FolderLock const&) = delete;

 private:
  int descriptor_;
};

}  // namespace lofte::custody::folder
