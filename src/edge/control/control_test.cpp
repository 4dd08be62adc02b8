#include "edge/control/control.hpp"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>

namespace lofte::edge::control {
namespace {

namespace fs = std::filesystem;

class TheDoor : public testing::Test {
 protected:
  TheDoor() {
    std::string pattern = (fs::temp_directory_path() / "lofte-control-XXXXXX").string();
    folder = ::mkdtemp(pattern.data());
  }
  ~TheDoor() override { fs::remove_all(folder); }
  fs::path folder;
};

TEST_F(TheDoor, AnswersOneQuestionAfterAnother) {
  Door const door(folder, [](std::string_view question) { return std::string(question) + "!"; });
  EXPECT_EQ(ask(folder, "one"), "one!");
  EXPECT_EQ(ask(folder, ""), "!");
  std::string const large(message_bytes_max - 1, 'x');
  EXPECT_EQ(ask(folder, large), large + "!");
}

TEST_F(TheDoor, IsItsUsersAlone) {
  Door const door(folder, [](std::string_view) { return std::string(); });
  struct stat status{};
  ASSERT_EQ(::stat((folder / "control").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(TheDoor, ThatIsNotThereHasNobodyBehindIt) {
  EXPECT_EQ(ask(folder, "anybody?"), std::nullopt);
  {
    Door const door(folder, [](std::string_view) { return std::string(); });
  }
  EXPECT_FALSE(fs::exists(folder / "control"));
  EXPECT_EQ(ask(folder, "anybody?"), std::nullopt);
  std::ofstream(folder / "control") << "left by another";
  EXPECT_EQ(ask(folder, "anybody?"), std::nullopt);
  Door const door(folder, [](std::string_view) { return std::string("here"); });
  EXPECT_EQ(ask(folder, "anybody?"), "here");
}

TEST_F(TheDoor, MayStandInAFolderOfALongName) {
  fs::path const deep = folder / std::string(120, 'a') / std::string(120, 'b');
  fs::create_directories(deep);
  Door const door(deep, [](std::string_view) { return std::string("here"); });
  EXPECT_EQ(ask(deep, "anybody?"), "here");
}

TEST_F(TheDoor, IsClosedToAQuestionThatIsTooLarge) {
  Door const door(folder, [](std::string_view) { return std::string("here"); });
  EXPECT_ANY_THROW(ask(folder, std::string(message_bytes_max + 1, 'x')));
  EXPECT_EQ(ask(folder, "anybody?"), "here");
}

}  // namespace
}  // namespace lofte::edge::control
