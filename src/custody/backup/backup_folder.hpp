// The folder that a backup is written to: the few operations on files that backups need, so that
// tests can put a disk in their place that fails or loses power at any of them.
//
// One thread at a time. All throw Failure: unavailable ("backup.io", "backup.disk_full").
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/wire.hpp"

namespace lofte::custody::backup {

class BackupFile {
 public:
  virtual ~BackupFile() = default;
  virtual std::uint64_t size() const = 0;
  // Fewer than `size` bytes where the file ends.
  virtual Bytes read(std::uint64_t offset, std::size_t size) const = 0;
};

// A file that is being written. Nothing of it is durable before sync().
class BackupDraft {
 public:
  virtual ~BackupDraft() = default;
  virtual void append(BytesView bytes) = 0;
  virtual void overwrite(std::uint64_t offset, BytesView bytes) = 0;
  virtual void sync() = 0;
};

class BackupFolder {
 public:
  virtual ~BackupFolder() = default;
  // For messages.
  virtual std::string place() const = 0;
  // Of its files, sorted.
  virtual std::vector<std::string> names() const = 0;
  // Null when there is none.
  virtual std::unique_ptr<BackupFile> open(std::string const& name) const = 0;
  // Mode 0600; one of that name is emptied.
  virtual std::unique_ptr<BackupDraft> create(std::string const& name) = 0;
  // Takes the place of one that has the name. Durable when it returns.
  virtual void rename(std::string const& from, std::string const& to) = 0;
  // Durable when it returns.
  virtual void remove(std::string const& name) = 0;
  // As remove, but its first bytes are overwritten on the disk before.
  virtual void destroy(std::string const& name, std::size_t first_bytes) = 0;
};

// A folder of the operating system, held against other processes that would write to it.
class DiskFolder final : public BackupFolder {
 public:
  enum class Use { write, read };
  // To write, it is made (mode 0700) when it is not there. Throws Failure: not_found
  // ("backup.missing"), conflict ("backup.busy") while another process uses it.
  DiskFolder(std::filesystem::path folder, Use use);
  ~DiskFolder() override;
  DiskFolder(DiskFolder const&) = delete;
  DiskFolder& operator=(DiskFolder const&) = delete;

  std::string place() const override { return folder_.string(); }
  std::vector<std::string> names() const override;
  std::unique_ptr<BackupFile> open(std::string const& name) const override;
  std::unique_ptr<BackupDraft> create(std::string const& name) override;
  void rename(std::string const& from, std::string const& to) override;
  void remove(std::string const& name) override;
  void destroy(std::string const& name, std::size_t first_bytes) override;

 private:
  void sync() const;

  std::filesystem::path folder_;
  int descriptor_ = -1;
};

// Writes a small file as a whole: beside its place, synced, renamed.
void write_whole(BackupFolder& folder, std::string const& name, BytesView bytes);
// What a file is called until it is whole.
std::string draft_name(std::string const& name);
bool is_draft(std::string const& name);

}  // namespace lofte::custody::backup
