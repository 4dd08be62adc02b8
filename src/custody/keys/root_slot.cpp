#include "custody/keys/root_slot.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/failure.hpp"
#include "custody/keys/root_slot_copy.hpp"

namespace lofte::custody::keys {

namespace {

[[noreturn]] void damaged(std::filesystem::path const& file, std::string const& what) {
  throw Failure(FailureKind::damaged,
                {.code = "root_slot.damaged",
                 .message = "the root slot " + file.string() + " " + what,
                 .remedy = "put back your copy of the root slot; without the root key "
                           "nothing in the data folder can be read"});
}

[[noreturn]] void input_output_failed(std::filesystem::path const& file, char const* act) {
  std::string const why = std::generic_category().message(errno);
  throw Failure(
      FailureKind::unavailable,
      {.code = errno == ENOSPC ? "root_slot.disk_full" : "root_slot.io",
       .message = std::string(act) + " the root slot " + file.string() + " failed: " + why,
       .remedy = "check the disk and the rights of the file, then start again"});
}

// A file of the operating system, closed when it dies. A lock on it holds off other processes.
class File {
 public:
  File(std::filesystem::path const& path, int flags)
      : path_(path), descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  File(File&& other) noexcept
      : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}
  File& operator=(File&&) = delete;
  ~File() {
    if (is_open()) {
      ::close(descriptor_);
    }
  }
  bool is_open() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

  void lock() {
    if (::flock(descriptor_, LOCK_EX) != 0) {
      input_output_failed(path_, "locking");
    }
  }

  // Zeros where the file ends early.
  RootBlock read(std::size_t offset) const {
    RootBlock block;
    std::size_t done = 0;
    while (done < root_copy_bytes) {
      ssize_t const got = ::pread(descriptor_, block.data() + done, root_copy_bytes - done,
                                  static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got < 0) {
        input_output_failed(path_, "reading");
      }
      if (got == 0) {
        break;
      }
      done += static_cast<std::size_t>(got);
    }
    return block;
  }

  void write(std::size_t offset, BytesView bytes) {
    while (!bytes.empty()) {
      ssize_t const put =
          ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (put < 0 && errno == EINTR) {
        continue;
      }
      if (put < 0) {
        input_output_failed(path_, "writing");
      }
      offset += static_cast<std::size_t>(put);
      bytes.remove_prefix(static_cast<std::size_t>(put));
    }
  }

  void sync() {
    if (::fdatasync(descriptor_) != 0) {
      input_output_failed(path_, "syncing");
    }
  }

 private:
  std::filesystem::path path_;
  int descriptor_;
};

void check_rights(std::filesystem::path const& path, File const& file) {
  struct stat status{};
  if (::fstat(file.descriptor(), &status) != 0) {
    input_output_failed(path, "looking at");
  }
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    throw Failure(
        FailureKind::conflict,
        {.code = "root_slot.open_to_others",
         .message = "the root slot " + path.string() + " may be read or written by other users",
         .remedy = "chmod 600 " + path.string() +
                   "; if others may have read it, treat the root key as known"});
  }
}

using Blocks = std::array<DecodedBlock, root_copy_count>;

Blocks read_blocks(File const& file) {
  Blocks blocks;
  for (std::size_t i = 0; i < root_copy_count; ++i) {
    blocks[i] = decode_root_copy(file.read(i * root_copy_bytes).view());
  }
  return blocks;
}

[[noreturn]] void too_new(std::filesystem::path const& path) {
  throw Failure(FailureKind::too_new,
                {.code = "root_slot.too_new",
                 .message = "the root slot " + path.string() + " was written by a newer version",
                 .remedy = "start the version of lofte that wrote it"});
}

RootCopy newest(std::filesystem::path const& path, Blocks const& blocks) {
  RootCopy const* best = nullptr;
  bool perhaps_newer = false;
  for (DecodedBlock const& block : blocks) {
    if (block.state == BlockState::newer) {
      too_new(path);
    }
    perhaps_newer |= block.state == BlockState::perhaps_newer;
    if (block.state == BlockState::whole &&
        (best == nullptr || block.copy.sequence > best->sequence)) {
      best = &block.copy;
    }
  }
  if (best == nullptr && perhaps_newer) {
    too_new(path);
  }
  if (best == nullptr) {
    damaged(path, "has no whole copy of the root key");
  }
  return *best;
}

void write_all(File& file, RootCopy const& copy) {
  RootBlock const block = encode_root_copy(copy);
  for (std::size_t i = 0; i < root_copy_count; ++i) {
    file.write(i * root_copy_bytes, block.view());
    file.sync();
  }
}

// Overwrites each copy that is broken or behind; says how many were.
int mend(File& file, Blocks const& blocks, RootCopy const& copy) {
  RootBlock const block = encode_root_copy(copy);
  int mended = 0;
  for (std::size_t i = 0; i < root_copy_count; ++i) {
    if (blocks[i].state != BlockState::whole || blocks[i].copy.sequence != copy.sequence) {
      file.write(i * root_copy_bytes, block.view());
      file.sync();
      ++mended;
    }
  }
  return mended;
}

// Both the name and the bytes are durable when this returns.
void sync_folder_of(std::filesystem::path const& path) {
  auto const folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
  File opened(folder, O_RDONLY | O_DIRECTORY);
  if (!opened.is_open() || ::fsync(opened.descriptor()) != 0) {
    input_output_failed(path, "syncing the folder of");
  }
}

bool same_state(Roots const& a, Roots const& b) {
  return a.generation == b.generation && a.next.has_value() == b.next.has_value();
}

Roots first_roots(Random& random) {
  return {.generation = 1, .current = crypto::Key::random(random), .next = std::nullopt};
}

[[noreturn]] void there_already(std::filesystem::path const& file) {
  throw Failure(FailureKind::conflict,
                {.code = "root_slot.exists",
                 .message = "there is a root slot at " + file.string() + " already",
                 .remedy = "a new root key would make all data kept under the old one unreadable"});
}

// No other process reads or writes the slot until the file dies.
File open_locked(std::filesystem::path const& path) {
  File opened(path, O_RDWR);
  if (!opened.is_open() && errno == ENOENT) {
    throw Failure(FailureKind::not_found,
                  {.code = "root_slot.missing",
                   .message = "there is no root slot at " + path.string(),
                   .remedy = "put back your copy of it; without the root key nothing in the data "
                             "folder can be read"});
  }
  if (!opened.is_open()) {
    input_output_failed(path, "opening");
  }
  opened.lock();
  return opened;
}

}  // namespace

// Written whole beside its place, then given its name: a crash leaves a whole slot or none.
void FileRootSlot::create(std::filesystem::path const& file, Random& random) {
  create(file, first_roots(random));
}

void FileRootSlot::create(std::filesystem::path const& file, Roots const& roots) {
  if (std::filesystem::exists(file)) {
    there_already(file);
  }
  auto const draft = std::filesystem::path(file.string() + ".new");
  ::unlink(draft.c_str());
  {
    File created(draft, O_RDWR | O_CREAT | O_EXCL);
    if (!created.is_open()) {
      input_output_failed(draft, "creating");
    }
    write_all(created, {.sequence = 1, .roots = roots});
  }
  bool const named = ::link(draft.c_str(), file.c_str()) == 0;
  int const why = errno;
  ::unlink(draft.c_str());
  if (!named && why == EEXIST) {
    there_already(file);
  }
  if (!named) {
    errno = why;
    input_output_failed(file, "naming");
  }
  sync_folder_of(file);
}

FileRootSlot::FileRootSlot(std::filesystem::path file) : file_(std::move(file)) {
  File opened = open_locked(file_);
  check_rights(file_, opened);
  Blocks const blocks = read_blocks(opened);
  RootCopy const copy = newest(file_, blocks);
  mended_ = mend(opened, blocks, copy);
  roots_ = copy.roots;
}

Roots FileRootSlot::load() const {
  std::lock_guard lock(mutex_);
  return roots_;
}

bool FileRootSlot::replace(Roots const& before, Roots const& after) {
  std::lock_guard lock(mutex_);
  File opened = open_locked(file_);
  Blocks const blocks = read_blocks(opened);
  RootCopy const found = newest(file_, blocks);
  // A replacement that failed halfway, here or in another process, is completed first: what the
  // caller is told must hold in every copy.
  if (last_replace_failed_) {
    write_all(opened, found);
    last_replace_failed_ = false;
  } else {
    mend(opened, blocks, found);
  }
  roots_ = found.roots;
  if (!same_state(found.roots, before)) {
    return false;
  }
  last_replace_failed_ = true;
  write_all(opened, {.sequence = found.sequence + 1, .roots = after});
  last_replace_failed_ = false;
  roots_ = after;
  return true;
}

MemoryRootSlot::MemoryRootSlot(Random& random) : roots_(first_roots(random)) {}

Roots MemoryRootSlot::load() const {
  std::lock_guard lock(mutex_);
  return roots_;
}

bool MemoryRootSlot::replace(Roots const& before, Roots const& after) {
  std::lock_guard lock(mutex_);
  if (!same_state(roots_, before)) {
    return false;
  }
  roots_ = after;
  return true;
}

}  // namespace lofte::custody::keys
