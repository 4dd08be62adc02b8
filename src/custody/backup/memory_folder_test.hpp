// A backup's folder in memory that can lose power at any of its operations. What was not synced is
// then there in part; what rename and remove did is there for good, as they promise.
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "base/failure.hpp"
#include "custody/backup/backup_folder.hpp"

namespace lofte::custody::backup {

struct PowerLoss {};

class MemoryFolder final : public BackupFolder {
 public:
  struct Content {
    Bytes now;
    Bytes durable;
  };
  using Files = std::map<std::string, std::shared_ptr<Content>>;

  std::string place() const override { return "memory"; }
  std::vector<std::string> names() const override {
    std::vector<std::string> names;
    for (auto const& [name, content] : files_) {
      names.push_back(name);
    }
    return names;
  }
  std::unique_ptr<BackupFile> open(std::string const& name) const override {
    auto const found = files_.find(name);
    return found == files_.end() ? nullptr : std::make_unique<File>(found->second);
  }
  std::unique_ptr<BackupDraft> create(std::string const& name) override {
    step();
    auto content = std::make_shared<Content>();
    files_[name] = content;
    return std::make_unique<Draft>(*this, content);
  }
  void rename(std::string const& from, std::string const& to) override {
    step();
    auto node = files_.extract(from);
    files_[to] = node.mapped();
    step();
  }
  void remove(std::string const& name) override {
    step();
    files_.erase(name);
    step();
  }
  void destroy(std::string const& name, std::size_t first_bytes) override {
    auto const content = files_.at(name);
    step();
    std::size_t const size = std::min(first_bytes, content->now.size());
    content->now.replace(0, size, Bytes(size, '\0'));
    content->durable = content->now;
    overwritten_.push_back(name);
    remove(name);
  }

  // The operation after so many loses power: it throws PowerLoss, and so do all that follow.
  void lose_power_after(int operations) { left_ = operations; }
  // No byte more can be appended.
  void fill() { is_full_ = true; }
  // As found when the power is back.
  void power_back() {
    left_.reset();
    for (auto& [name, content] : files_) {
      // Of what was written and not synced, half has reached the disk.
      Bytes found = content->now.substr(0, (content->durable.size() + content->now.size()) / 2);
      if (content->now.size() == content->durable.size()) {
        found = content->durable;
      }
      content->now = content->durable = found;
    }
  }
  Content& file(std::string const& name) { return *files_.at(name); }
  void erase(std::string const& name) { files_.erase(name); }
  void set(std::string const& name, Bytes const& bytes) {
    files_[name] = std::make_shared<Content>(Content{.now = bytes, .durable = bytes});
  }
  std::vector<std::string> const& overwritten() const { return overwritten_; }
  // A folder with the same bytes.
  std::map<std::string, Bytes> bytes() const {
    std::map<std::string, Bytes> all;
    for (auto const& [name, content] : files_) {
      all[name] = content->now;
    }
    return all;
  }

 private:
  class File final : public BackupFile {
   public:
    explicit File(std::shared_ptr<Content> content) : content_(std::move(content)) {}
    std::uint64_t size() const override { return content_->now.size(); }
    Bytes read(std::uint64_t offset, std::size_t size) const override {
      return offset >= content_->now.size() ? Bytes{} : content_->now.substr(offset, size);
    }

   private:
    std::shared_ptr<Content> content_;
  };
  class Draft final : public BackupDraft {
   public:
    Draft(MemoryFolder& folder, std::shared_ptr<Content> content)
        : folder_(&folder), content_(std::move(content)) {}
    void append(BytesView bytes) override {
      folder_->step();
      if (folder_->is_full_) {
        throw Failure(
            FailureKind::unavailable,
            {.code = "backup.disk_full", .message = "the disk is full", .remedy = "make room"});
      }
      content_->now.append(bytes);
    }
    void overwrite(std::uint64_t offset, BytesView bytes) override {
      folder_->step();
      content_->now.replace(offset, bytes.size(), bytes);
    }
    void sync() override {
      folder_->step();
      content_->durable = content_->now;
    }

   private:
    MemoryFolder* folder_;
    std::shared_ptr<Content> content_;
  };

  void step() {
    if (left_ && (*left_)-- <= 0) {
      throw PowerLoss{};
    }
  }

  Files files_;
  std::optional<int> left_;
  bool is_full_ = false;
  std::vector<std::string> overwritten_;
};

}  // namespace lofte::custody::backup
