#include "custody/backup/backup_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/failure.hpp"

namespace lofte::custody::backup {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view draft_ending = ".new";

[[noreturn]] void failed(fs::path const& path, char const* act) {
  int const why = errno;
  throw Failure(
      FailureKind::unavailable,
      {.code = why == ENOSPC ? "backup.disk_full" : "backup.io",
       .message = std::string(act) + " " + path.string() + " failed: " + std::strerror(why),
       .remedy = "check that this user may do so, and that the disk is not full"});
}

class Descriptor {
 public:
  Descriptor(fs::path const& path, int flags)
      : number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  Descriptor(Descriptor const&) = delete;
  Descriptor& operator=(Descriptor const&) = delete;
  ~Descriptor() {
    if (number_ >= 0) {
      ::close(number_);
    }
  }
  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

void write_at(Descriptor const& file, fs::path const& path, std::uint64_t offset, BytesView bytes) {
  while (!bytes.empty()) {
    ssize_t const put =
        ::pwrite(file.number(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (put < 0 && errno == EINTR) {
      continue;
    }
    if (put < 0) {
      failed(path, "writing");
    }
    offset += static_cast<std::uint64_t>(put);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
}

class DiskFile final : public BackupFile {
 public:
  explicit DiskFile(fs::path path) : path_(std::move(path)), file_(path_, O_RDONLY) {
    struct stat status{};
    if (file_.is_open()) {
      if (::fstat(file_.number(), &status) != 0) {
        failed(path_, "looking at");
      }
      size_ = static_cast<std::uint64_t>(status.st_size);
    } else if (errno != ENOENT) {
      failed(path_, "opening");
    }
  }
  bool is_there() const { return file_.is_open(); }
  std::uint64_t size() const override { return size_; }
  Bytes read(std::uint64_t offset, std::size_t size) const override {
    Bytes bytes(size, '\0');
    std::size_t done = 0;
    while (done < size) {
      ssize_t const got = ::pread(file_.number(), bytes.data() + done, size - done,
                                  static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) {
        continue;
      }
      if (got < 0) {
        failed(path_, "reading");
      }
      if (got == 0) {
        break;
      }
      done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
  }

 private:
  fs::path path_;
  Descriptor file_;
  std::uint64_t size_ = 0;
};

class DiskDraft final : public BackupDraft {
 public:
  explicit DiskDraft(fs::path path)
      : path_(std::move(path)), file_(path_, O_WRONLY | O_CREAT | O_TRUNC) {
    if (!file_.is_open()) {
      failed(path_, "making");
    }
  }
  void append(BytesView bytes) override {
    write_at(file_, path_, size_, bytes);
    size_ += bytes.size();
  }
  void overwrite(std::uint64_t offset, BytesView bytes) override {
    write_at(file_, path_, offset, bytes);
  }
  void sync() override {
    if (::fsync(file_.number()) != 0) {
      failed(path_, "syncing");
    }
  }

 private:
  fs::path path_;
  Descriptor file_;
  std::uint64_t size_ = 0;
};

}  // namespace

DiskFolder::DiskFolder(fs::path folder, Use use) : folder_(std::move(folder)) {
  std::error_code error;
  if (use == Use::write && !fs::exists(folder_, error)) {
    fs::create_directories(folder_, error);
    ::chmod(folder_.c_str(), 0700);
  }
  descriptor_ = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor_ < 0 && errno == ENOENT && use == Use::read) {
    throw Failure(FailureKind::not_found, {.code = "backup.missing",
                                           .message = "there is no folder " + folder_.string(),
                                           .remedy = "check the path; is its disk mounted?"});
  }
  if (descriptor_ < 0) {
    failed(folder_, "opening");
  }
  if (::flock(descriptor_, (use == Use::write ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
    ::close(descriptor_);
    throw Failure(FailureKind::conflict,
                  {.code = "backup.busy",
                   .message = "another process uses the backup in " + folder_.string(),
                   .remedy = "let it finish, then try again"});
  }
}

DiskFolder::~DiskFolder() {
  ::close(descriptor_);
}

void DiskFolder::sync() const {
  if (::fsync(descriptor_) != 0) {
    failed(folder_, "syncing");
  }
}

std::vector<std::string> DiskFolder::names() const {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end;
       entry.increment(error)) {
    if (std::string name = entry->path().filename().string(); name != "lost+found") {
      names.push_back(std::move(name));
    }
  }
  if (error) {
    errno = error.value();
    failed(folder_, "listing");
  }
  std::ranges::sort(names);
  return names;
}

std::unique_ptr<BackupFile> DiskFolder::open(std::string const& name) const {
  auto file = std::make_unique<DiskFile>(folder_ / name);
  return file->is_there() ? std::move(file) : nullptr;
}

std::unique_ptr<BackupDraft> DiskFolder::create(std::string const& name) {
  return std::make_unique<DiskDraft>(folder_ / name);
}

void DiskFolder::rename(std::string const& from, std::string const& to) {
  if (::rename((folder_ / from).c_str(), (folder_ / to).c_str()) != 0) {
    failed(folder_ / from, "renaming");
  }
  sync();
}

void DiskFolder::remove(std::string const& name) {
  if (::unlink((folder_ / name).c_str()) != 0 && errno != ENOENT) {
    failed(folder_ / name, "removing");
  }
  sync();
}

void DiskFolder::destroy(std::string const& name, std::size_t first_bytes) {
  fs::path const path = folder_ / name;
  {
    Descriptor const file(path, O_WRONLY);
    struct stat status{};
    if (!file.is_open() || ::fstat(file.number(), &status) != 0) {
      failed(path, "opening");
    }
    std::size_t const size = std::min(first_bytes, static_cast<std::size_t>(status.st_size));
    write_at(file, path, 0, Bytes(size, '\0'));
    if (::fdatasync(file.number()) != 0) {
      failed(path, "syncing");
    }
  }
  remove(name);
}

void write_whole(BackupFolder& folder, std::string const& name, BytesView bytes) {
  {
    auto const draft = folder.create(draft_name(name));
    draft->append(bytes);
    draft->sync();
  }
  folder.rename(draft_name(name), name);
}

std::string draft_name(std::string const& name) {
  return name + std::string(draft_ending);
}

bool is_draft(std::string const& name) {
  return name.ends_with(draft_ending);
}

}  // namespace lofte::custody::backup
