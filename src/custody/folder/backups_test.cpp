#include "custody/folder/backups.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>

#include "base/failure.hpp"

namespace lofte::custody::folder {
namespace {

namespace fs = std::filesystem;

std::string policy_text() {
  std::ifstream in(LOFTE_SOURCE_DIR "/policies/minimal.toml", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class FolderBackups : public testing::Test {
 protected:
  FolderBackups() {
    std::string pattern = (fs::temp_directory_path() / "lofte-backups-XXXXXX").string();
    base = ::mkdtemp(pattern.data());
    DataFolder::create(base / "data", policy_text(), parse_day("2024-03-05"));
  }
  ~FolderBackups() override { fs::remove_all(base); }

  void back_up_both() {
    auto const folder = DataFolder::open(base / "data");
    back_up_data(*folder, base / "backup", "1.0.0");
    copy_keys(*folder, {.into = base / "keys"}, "1.0.0");
  }
  RestoreReport restore(std::optional<Day> today = {}, fs::path const& into = "new") {
    return restore_folder({.directory = base / into,
                           .keys = base / "keys",
                           .data = base / "backup",
                           .virtual_today = today});
  }
  static std::string code_of(auto const& act) {
    try {
      act();
      return "nothing failed";
    } catch (Failure const& failure) {
      EXPECT_FALSE(failure.remedy().empty()) << failure.code();
      return failure.code();
    }
  }

  fs::path base;
};

TEST_F(FolderBackups, ARestoredFolderIsAFolderLikeTheOneBefore) {
  auto const subject = DataFolder::open(base / "data")
                           ->vault()
                           .create_subject("customer 1", store::Durability::synced)
                           .subject;
  back_up_both();
  auto const report = restore();
  EXPECT_EQ(to_string(report.now).substr(0, 10), "2024-03-05");
  EXPECT_FALSE(report.replayed.ticked.frozen);
  auto const folder = DataFolder::open(base / "new");
  EXPECT_EQ(folder->vault().find_subject("customer 1"), subject);
  EXPECT_EQ(to_string(folder->vault().today()), "2024-03-05");
  EXPECT_TRUE(folder->has_virtual_clock());
  // It goes on with the backups of the one before.
  back_up_data(*folder, base / "backup", "1.0.0");
  EXPECT_EQ(copy_keys(*folder, {.into = base / "keys"}, "1.0.0").copies, 2U);
}

// By the real clock, on another machine: what it has run ahead since the copy is within its life.
TEST_F(FolderBackups, TheClockOfARestoredFolderIsBelieved) {
  DataFolder::create(base / "real", policy_text(), std::nullopt);
  {
    auto const folder = DataFolder::open(base / "real");
    folder->upkeep().tick();
    back_up_data(*folder, base / "backup", "1.0.0");
    copy_keys(*folder, {.into = base / "keys"}, "1.0.0");
  }
  EXPECT_EQ(code_of([&] { restore(parse_day("2999-01-01")); }), "restore.clock");
  EXPECT_FALSE(restore().replayed.ticked.frozen);
}

TEST_F(FolderBackups, GoOnlyIntoAFolderThatIsEmptyAndOnlyFromCopiesThatLive) {
  back_up_both();
  fs::create_directory(base / "new");
  std::ofstream(base / "new" / "letter.txt") << "of another program";
  fs::permissions(base / "new", fs::perms{0755});
  EXPECT_EQ(code_of([&] { restore(); }), "restore.not_empty");
  EXPECT_EQ(fs::status(base / "new").permissions(), fs::perms{0755});
  fs::remove(base / "new" / "letter.txt");
  EXPECT_EQ(code_of([&] { restore(parse_day("2024-03-12")); }), "backup.keys_expired");
  EXPECT_TRUE(fs::is_empty(base / "new"));
  EXPECT_EQ(code_of([&] { restore(); }), "nothing failed");
}

TEST_F(FolderBackups, AFolderThatIsHalfRestoredIsNoFolder) {
  back_up_both();
  restore();
  std::ofstream(base / "new" / "restoring").flush();
  EXPECT_EQ(code_of([&] { DataFolder::open(base / "new"); }), "folder.half_restored");
  fs::remove(base / "new" / "lofte.toml");
  EXPECT_EQ(code_of([&] { DataFolder::create(base / "new", policy_text(), {}); }),
            "folder.half_restored");
  fs::remove(base / "new" / "store" / "CURRENT");
  restore();
  EXPECT_NO_THROW(DataFolder::open(base / "new"));
}

TEST_F(FolderBackups, AreHeldForOneAtATime) {
  auto const folder = DataFolder::open(base / "data");
  backup::DiskFolder const held(base / "backup", backup::DiskFolder::Use::write);
  EXPECT_EQ(code_of([&] { back_up_data(*folder, base / "backup", "1.0.0"); }), "backup.busy");
}

}  // namespace
}  // namespace lofte::custody::folder
