#include "custody/folder/data_folder.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "base/failure.hpp"
#include "custody/folder/durable_file.hpp"

namespace lofte::custody::folder {
namespace {

namespace fs = std::filesystem;

std::string file_text(fs::path const& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class DataFolderTest : public testing::Test {
 protected:
  DataFolderTest() {
    std::string pattern = (fs::temp_directory_path() / "lofte-folder-XXXXXX").string();
    directory = fs::path(::mkdtemp(pattern.data())) / "data";
  }
  ~DataFolderTest() override { fs::remove_all(directory.parent_path()); }

  void create(std::optional<Day> virtual_today = parse_day("2024-03-05")) {
    DataFolder::create(directory, policy, virtual_today);
  }
  std::string code_of(std::function<void()> const& act) {
    try {
      act();
      return "nothing failed";
    } catch (Failure const& failure) {
      EXPECT_FALSE(failure.remedy().empty()) << failure.code();
      return failure.code();
    }
  }
  std::string code_of_opening() {
    return code_of([&] { DataFolder::open(directory); });
  }

  std::string policy = file_text(LOFTE_SOURCE_DIR "/policies/minimal.toml");
  fs::path directory;
};

TEST_F(DataFolderTest, KeepsWhatWasWrittenFromOneOpeningToTheNext) {
  create();
  SubjectId subject;
  {
    auto const folder = DataFolder::open(directory);
    subject = folder->vault().create_subject("customer 1", store::Durability::synced).subject;
  }
  EXPECT_EQ(DataFolder::open(directory)->vault().find_subject("customer 1"), subject);
}

TEST_F(DataFolderTest, MovesAVirtualClockForwardAndRemembersIt) {
  create();
  {
    auto const folder = DataFolder::open(directory);
    folder->set_clock(*parse_day("2025-01-01"));
    EXPECT_EQ(code_of([&] { folder->set_clock(*parse_day("2024-12-31")); }), "clock.backward");
  }
  EXPECT_EQ(to_string(DataFolder::open(directory)->vault().today()), "2025-01-01");
}

TEST_F(DataFolderTest, RefusesToMoveARealClock) {
  create(std::nullopt);
  auto const folder = DataFolder::open(directory);
  EXPECT_EQ(code_of([&] { folder->set_clock(*parse_day("2999-01-01")); }), "clock.real");
}

TEST_F(DataFolderTest, IsOpenedByOneAtATime) {
  create();
  auto const folder = DataFolder::open(directory);
  EXPECT_EQ(code_of_opening(), "folder.locked");
}

TEST_F(DataFolderTest, NamesWhatIsWrong) {
  EXPECT_EQ(code_of_opening(), "folder.missing");
  create();
  EXPECT_EQ(code_of([&] { create(); }), "folder.exists");
  std::string const good = file_text(directory / "lofte.toml");
  write_durably(directory / "lofte.toml", "format = 2\n");
  EXPECT_EQ(code_of_opening(), "folder.too_new");
  write_durably(directory / "lofte.toml", "rubbish\n");
  EXPECT_EQ(code_of_opening(), "folder.damaged");
  write_durably(directory / "lofte.toml", good);
  fs::rename(directory / "root.slot", directory / "elsewhere");
  EXPECT_EQ(code_of_opening(), "root_slot.missing");
  fs::rename(directory / "elsewhere", directory / "root.slot");
  EXPECT_NO_THROW(DataFolder::open(directory));
}

// Not mounted, most often: what is told must never be to throw the root slot away.
TEST_F(DataFolderTest, AStoreThatIsGoneIsNotMadeAnew) {
  create();
  fs::rename(directory / "store", directory / "elsewhere");
  EXPECT_EQ(code_of_opening(), "store.missing");
  fs::create_directory(directory / "store");
  EXPECT_EQ(code_of_opening(), "store.missing");
  EXPECT_TRUE(fs::is_empty(directory / "store"));
  fs::remove(directory / "store");
  fs::rename(directory / "elsewhere", directory / "store");
  EXPECT_NO_THROW(DataFolder::open(directory));
}

// Made anew, it would live by another clock, and the policy that was given would not be in force.
TEST_F(DataFolderTest, IsNotMadeAnewOverAStoreThatHasLived) {
  create();
  fs::remove(directory / "lofte.toml");
  EXPECT_NO_THROW(create());  // as if the first creation had been cut off at its last step
  DataFolder::open(directory)->upkeep().tick();
  fs::rename(directory / "lofte.toml", directory.string() + ".lofte.toml");
  EXPECT_EQ(code_of([&] { create(); }), "folder.file_missing");
  fs::rename(directory.string() + ".lofte.toml", directory / "lofte.toml");
  EXPECT_NO_THROW(DataFolder::open(directory));
}

TEST_F(DataFolderTest, IsNotMadeAmongTheFilesOfOthers) {
  fs::create_directory(directory);
  fs::permissions(directory, fs::perms{0755});
  std::ofstream(directory / "letter.txt") << "of another program";
  EXPECT_EQ(code_of([&] { create(); }), "folder.not_empty");
  EXPECT_EQ(fs::status(directory).permissions(), fs::perms{0755});
  fs::remove(directory / "letter.txt");
  EXPECT_NO_THROW(create());
}

TEST_F(DataFolderTest, AnotherRootSlotOpensNothing) {
  create();
  SystemRandom random;
  fs::remove(directory / "root.slot");
  keys::FileRootSlot::create({.file = directory / "root.slot", .token_uri = {}}, random);
  EXPECT_EQ(code_of_opening(), "root_slot.another");
}

TEST_F(DataFolderTest, ItsSecretsAreItsUsersAlone) {
  create();
  auto const folder = DataFolder::open(directory);
  fs::path const key = folder->owner_key_file();
  EXPECT_EQ(file_text(key), file_text(folder->owner_key_file()));
  EXPECT_EQ(file_text(key).size(), 6 + 52 + 1U);
  for (fs::path const& file : {key, directory / "root.slot", directory / "lofte.toml"}) {
    struct stat status{};
    ASSERT_EQ(::stat(file.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U) << file.filename();
  }
}

}  // namespace
}  // namespace lofte::custody::folder
