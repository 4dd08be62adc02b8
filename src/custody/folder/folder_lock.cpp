#include "custody/folder/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/failure.hpp"

namespace lofte::custody::folder {

FolderLock::FolderLock(std::filesystem::path const& directory)
    : descriptor_(::open((directory / "lock").c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    bool const is_busy = descriptor_ >= 0 && errno == EWOULDBLOCK;
    std::string const why = std::strerror(errno);
    if (descriptor_ >= 0) {
      ::close(descriptor_);
    }
    if (is_busy) {
      throw Failure(
          FailureKind::conflict,
          {.code = "folder.locked",
           .message = "another process has the data folder " + directory.string() + " open",
           .remedy = "stop it first (lofte serve?), or ask it over its HTTP API"});
    }
    throw Failure(
        FailureKind::unavailable,
        {.code = "folder.unusable",
         .message = "the data folder " + directory.string() + " can't be locked: " + why,
         .remedy = "check that this user may write to it, and that the disk is not full"});
  }
}

FolderLock::~FolderLock() {
  ::close(descriptor_);
}

}  // namespace lofte::custody::folder
