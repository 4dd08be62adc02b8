#include "custody/folder/durable_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/failure.hpp"

namespace lofte::custody::folder {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void unwritable(fs::path const& file) {
  throw Failure(FailureKind::unavailable,
                {.code = "file.unwritable",
                 .message = file.string() + " can't be written: " + std::strerror(errno),
                 .remedy = "check that this user may write there, and that the disk is not full"});
}

// Closes when it goes.
struct Descriptor {
  int number;
  ~Descriptor() { ::close(number); }
};

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    ssize_t const written = ::write(descriptor, text.data(), text.size());
    if (written < 0) {
      return false;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void sync_folder_of(fs::path const& file) {
  Descriptor const folder{::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (folder.number < 0 || ::fsync(folder.number) != 0) {
    unwritable(file);
  }
}

}  // namespace

void write_durably(fs::path const& file, std::string_view text) {
  fs::path beside = file;
  beside += ".new";
  {
    Descriptor const out{::open(beside.c_str(), O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600)};
    if (out.number < 0 || !write_all(out.number, text) || ::fsync(out.number) != 0) {
      unwritable(beside);
    }
  }
  if (::rename(beside.c_str(), file.c_str()) != 0) {
    unwritable(file);
  }
  sync_folder_of(file);
}

void remove_durably(fs::path const& file) {
  if (::unlink(file.c_str()) != 0 && errno != ENOENT) {
    unwritable(file);
  }
  sync_folder_of(file);
}

}  // namespace lofte::custody::folder
