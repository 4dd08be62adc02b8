#include "custody/keys/root_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/failure.hpp"

namespace lofte::custody::keys {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void damaged(fs::path const& file, std::string const& what) {
  throw Failure(FailureKind::damaged,
                {.code = "root_slot.damaged",
                 .message = "the root slot " + file.string() + " " + what,
                 .remedy = "put back your copy of the root slot; without the root key "
                           "nothing in the data folder can be read"});
}

[[noreturn]] void input_output_failed(fs::path const& file, char const* act) {
  std::string const why = std::generic_category().message(errno);
  throw Failure(
      FailureKind::unavailable,
      {.code = errno == ENOSPC ? "root_slot.disk_full" : "root_slot.io",
       .message = std::string(act) + " the root slot " + file.string() + " failed: " + why,
       .remedy = "check the disk and the rights of the file, then start again"});
}

[[noreturn]] void missing(fs::path const& path) {
  throw Failure(FailureKind::not_found,
                {.code = "root_slot.missing",
                 .message = "there is no root slot at " + path.string(),
                 .remedy = "put back your copy of it; without the root key nothing in the data "
                           "folder can be read"});
}

[[noreturn]] void too_new(fs::path const& path) {
  throw Failure(FailureKind::too_new,
                {.code = "root_slot.too_new",
                 .message = "the root slot " + path.string() + " was written by a newer version",
                 .remedy = "start the version of lofte that wrote it"});
}

// A file of the operating system, closed when it dies.
class File {
 public:
  File(fs::path const& path, int flags)
      : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  File(File const&) = delete;
  File& operator=(File const&) = delete;
  ~File() {
    if (is_open()) {
      ::close(descriptor_);
    }
  }
  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }
  fs::path const& path() const { return path_; }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  fs::path path_;
  int descriptor_;
};

struct Opened {
  fs::path const& path;
  int descriptor;
};

// Zeros where the file ends early.
RootBlock read_block(Opened const& file, std::size_t offset) {
  RootBlock block;
  std::size_t done = 0;
  while (done < root_copy_bytes) {
    ssize_t const got = ::pread(file.descriptor, block.data() + done, root_copy_bytes - done,
                                static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) {
      continue;
    }
    if (got < 0) {
      input_output_failed(file.path, "reading");
    }
    if (got == 0) {
      break;
    }
    done += static_cast<std::size_t>(got);
  }
  return block;
}

// Durable when it returns.
void write_block(Opened const& file, std::size_t index, RootBlock const& block) {
  std::size_t offset = index * root_copy_bytes;
  for (BytesView bytes = block.view(); !bytes.empty();) {
    ssize_t const put =
        ::pwrite(file.descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) {
      continue;
    }
    if (put < 0) {
      input_output_failed(file.path, "writing");
    }
    offset += static_cast<std::size_t>(put);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  if (::fdatasync(file.descriptor) != 0) {
    input_output_failed(file.path, "syncing");
  }
}

struct stat status_of(Opened const& file) {
  struct stat status{};
  if (::fstat(file.descriptor, &status) != 0) {
    input_output_failed(file.path, "looking at");
  }
  return status;
}

void check_rights(fs::path const& path, struct stat const& status) {
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw Failure(
        FailureKind::conflict,
        {.code = "root_slot.open_to_others",
         .message = "the root slot " + path.string() + " may be read or written by other users",
         .remedy = "chmod 600 " + path.string() +
                   "; if others may have read it, treat the root key as known"});
  }
}

// A copy in a token's keeping says which file it is in.
RootBlock block_for(Opened const& file, RootCopy copy) {
  if (auto* const roots = std::get_if<TokenRoots>(&copy.held)) {
    roots->file_number = status_of(file).st_ino;
  }
  return encode_root_copy(copy);
}

void write_all(Opened const& file, RootCopy const& copy) {
  RootBlock const block = block_for(file, copy);
  for (std::size_t i = 0; i < root_copy_count; ++i) {
    write_block(file, i, block);
  }
}

// Both the name and the bytes are durable when this returns.
void sync_folder_of(fs::path const& path) {
  auto const folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  File const opened(folder, O_RDONLY | O_DIRECTORY);
  if (!opened.is_open() || ::fsync(opened.descriptor()) != 0) {
    input_output_failed(path, "syncing the folder of");
  }
}

}  // namespace

void slot_exists(fs::path const& path) {
  throw Failure(FailureKind::conflict,
                {.code = "root_slot.exists",
                 .message = "there is a root slot at " + path.string() + " already",
                 .remedy = "a new root key would make all data kept under the old one unreadable"});
}

// Written whole beside its place, then given its name: a crash leaves a whole slot or none.
void RootFile::create(fs::path const& path, RootCopy const& copy) {
  if (fs::exists(path)) {
    slot_exists(path);
  }
  auto const draft = fs::path(path.string() + ".new");
  ::unlink(draft.c_str());
  {
    File const created(draft, O_RDWR | O_CREAT | O_EXCL);
    if (!created.is_open()) {
      input_output_failed(draft, "creating");
    }
    write_all({.path = draft, .descriptor = created.descriptor()}, copy);
  }
  bool const named = ::link(draft.c_str(), path.c_str()) == 0;
  int const why = errno;
  ::unlink(draft.c_str());
  if (!named && why == EEXIST) {
    slot_exists(path);
  }
  if (!named) {
    errno = why;
    input_output_failed(path, "naming");
  }
  sync_folder_of(path);
}

RootFile::RootFile(fs::path path) : path_(std::move(path)), descriptor_(-1) {
  File opened(path_, O_RDWR);
  if (!opened.is_open() && errno == ENOENT) {
    missing(path_);
  }
  if (!opened.is_open()) {
    input_output_failed(path_, "opening");
  }
  if (::flock(opened.descriptor(), LOCK_EX) != 0) {
    input_output_failed(path_, "locking");
  }
  auto const status = status_of({.path = path_, .descriptor = opened.descriptor()});
  check_rights(path_, status);
  number_ = status.st_ino;
  for (std::size_t i = 0; i < root_copy_count; ++i) {
    blocks_[i] = decode_root_copy(
        read_block({.path = path_, .descriptor = opened.descriptor()}, i * root_copy_bytes).view());
  }
  look();
  descriptor_ = opened.release();
}

RootFile::~RootFile() {
  ::close(descriptor_);
}

// Finds the newest whole copy.
void RootFile::look() {
  RootCopy const* best = nullptr;
  bool perhaps_newer = false;
  for (DecodedBlock const& block : blocks_) {
    if (block.state == BlockState::newer) {
      too_new(path_);
    }
    perhaps_newer |= block.state == BlockState::perhaps_newer;
    if (block.state == BlockState::whole &&
        (best == nullptr || block.copy.sequence > best->sequence)) {
      best = &block.copy;
    }
  }
  if (best == nullptr && perhaps_newer) {
    too_new(path_);
  }
  if (best == nullptr) {
    damaged(path_, "has no whole copy of the root key");
  }
  newest_ = *best;
}

int RootFile::mend() {
  RootBlock const block = encode_root_copy(newest_);
  int mended = 0;
  for (std::size_t i = 0; i < root_copy_count; ++i) {
    if (blocks_[i].state != BlockState::whole || blocks_[i].copy.sequence != newest_.sequence) {
      write_block({.path = path_, .descriptor = descriptor_}, i, block);
      blocks_[i] = {.state = BlockState::whole, .copy = newest_};
      ++mended;
    }
  }
  return mended;
}

void RootFile::write(RootCopy copy) {
  write_all({.path = path_, .descriptor = descriptor_}, copy);
  newest_ = std::move(copy);
}

}  // namespace lofte::custody::keys
