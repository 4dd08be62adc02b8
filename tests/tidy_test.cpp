// The house's own rules, held on every text file of the project. CONTRIBUTING.md says why each is
// there.
#include <gmock/gmock.h>

#include <algorithm>
#include <array>
#include <regex>
#include <set>

#include "source_files.hpp"

namespace lofte::tests {
namespace {

constexpr std::size_t lines_max = 400;
constexpr std::string_view long_because = "// Long because:";

using Faults = std::vector<std::string>;

bool is_header(std::string_view path) {
  return path.ends_with(".hpp");
}
bool is_code(std::string_view path) {
  return path.ends_with(".cpp") || is_header(path);
}
std::string name_of(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

void find_in_lines(SourceFile const& file, std::string const& text, std::regex const& pattern,
                   std::string_view what, Faults& faults) {
  std::size_t number = 0;
  for (std::string_view line : lines_of(text)) {
    ++number;
    std::cmatch match;
    if (std::regex_search(line.begin(), line.end(), match, pattern)) {
      faults.push_back(file.path + ":" + std::to_string(number) + ": " + std::string(what) + ": " +
                       match[1].str());
    }
  }
}

// Time and randomness come in through their ports, so that a test or the simulation can bring its
// own.
void check_ports(SourceFile const& file, std::string const& code, Faults& faults) {
  static std::set<std::string> const adapters{"src/base/clock.cpp", "src/base/random.cpp"};
  static std::regex const pattern(
      R"((?:^|[^\w.>])((?:std::chrono::)?system_clock\b|(?:std::|::)?s?rand\(|(?:std::)?random_device\b|(?:std::)?time\((?:nullptr|NULL|0|&)|(?:std::)?mt19937\w*|gettimeofday\b|clock_gettime\b))");
  bool const held = file.path.starts_with("src/") || file.path.starts_with("simulation/") ||
                    file.path.starts_with("demo/");
  if (held && !adapters.contains(file.path)) {
    find_in_lines(file, code, pattern, "time or randomness outside its adapter", faults);
  }
}

// Names that don't say what a thing does.
void check_names(SourceFile const& file, std::string const& code, Faults& faults) {
  static std::regex const word(
      R"(\b(\w*(?:Manager|Handler|Helpers?|Utils?|Service|_manager|_handler|_helpers?|_utils?|_service)_?)\b)");
  static std::regex const file_name(
      R"((?:^|[_\-])((?:manager|handler|helpers?|utils?|service)s?)\.)");
  std::smatch match;
  std::string const name = name_of(file.path);
  if (std::regex_search(name, match, file_name)) {
    faults.push_back(file.path +
                     ": a file's name that does not say what is in it: " + match[1].str());
  }
  find_in_lines(file, code, word, "a name that does not say what it does", faults);
}

// Work that was left for later belongs in an issue, where somebody sees it.
void check_leftovers(SourceFile const& file, Faults& faults) {
  static std::regex const pattern(
      "\\b(FIX"
      "ME|TO"
      "DO|X"
      "XX)\\b");
  find_in_lines(file, file.text, pattern, "left for later", faults);
}

void check_shape(SourceFile const& file, std::set<std::string> const& paths, Faults& faults) {
  auto const lines = lines_of(file.text);
  bool const says_what_it_is = !lines.empty() && lines[0].starts_with("//");
  if (lines.size() > lines_max && file.text.find(long_because) == file.text.npos) {
    faults.push_back(file.path + ": " + std::to_string(lines.size()) +
                     " lines, without a comment \"" + std::string(long_because) + " …\"");
  }
  if (is_header(file.path)) {
    if (!says_what_it_is) {
      faults.push_back(file.path + ": a header begins with a comment that says what it is");
    }
    if (std::ranges::find(lines, "#pragma once") == lines.end()) {
      faults.push_back(file.path + ": a header without #pragma once");
    }
    return;
  }
  std::string const header = file.path.substr(0, file.path.size() - 4) + ".hpp";
  if (!says_what_it_is && !file.path.ends_with("_test.cpp") && !file.path.ends_with("main.cpp") &&
      !paths.contains(header)) {
    faults.push_back(
        file.path +
        ": without a header of its name, it begins with a comment that says what it is");
  }
}

// The project stands by itself: nothing in it knows where it was checked out.
void check_stands_alone(SourceFile const& file, Faults& faults) {
  static std::regex const pattern(
      "(/wo"
      "rk/[a-z]+)");
  find_in_lines(file, file.text, pattern, "a path outside the checkout", faults);
}

Faults faults_of(std::vector<SourceFile> const& files) {
  Faults faults;
  std::set<std::string> paths;
  for (SourceFile const& file : files) {
    paths.insert(file.path);
  }
  for (SourceFile const& file : files) {
    check_leftovers(file, faults);
    check_stands_alone(file, faults);
    if (is_code(file.path)) {
      std::string const code = without_comments_and_strings(file.text);
      check_ports(file, code, faults);
      check_names(file, code, faults);
      check_shape(file, paths, faults);
    }
  }
  return faults;
}

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Tidy, HoldsInTheWholeHouse) {
  auto const files = source_files(LOFTE_SOURCE_DIR);
  ASSERT_THAT(files, testing::Contains(testing::Field(&SourceFile::path, "src/base/day.hpp")));
  EXPECT_THAT(faults_of(files), IsEmpty());
}

Faults faults_of(std::string path, std::string text) {
  return faults_of(std::vector<SourceFile>{{std::move(path), std::move(text)}});
}

TEST(Tidy, AllowsAnOrdinaryFile) {
  EXPECT_THAT(
      faults_of(
          "src/base/day.hpp",
          "// Days.\n#pragma once\n#include <utility>\nint day_time(int);  // not a Manager\n"
          "inline int x = clock.time() + operand(1) + day_time(0);\nchar const* s = \"rand()\";\n"),
      IsEmpty());
  EXPECT_THAT(
      faults_of("src/base/clock.cpp", "// Time.\nauto t = std::chrono::system_clock::now();\n"),
      IsEmpty());
}

TEST(Tidy, FailsTimeAndRandomnessOutsideTheirAdapters) {
  for (char const* line : {"auto t = std::chrono::system_clock::now();", "long t = time(nullptr);",
                           "long t = std::time(0);", "int r = rand();", "std::random_device d;",
                           "std::mt19937_64 g;"}) {
    EXPECT_THAT(faults_of("src/shop/orders/place.cpp", std::string("// Places.\n") + line + "\n"),
                ElementsAre(HasSubstr("src/shop/orders/place.cpp:2: time or randomness")))
        << line;
  }
}

TEST(Tidy, FailsNamesThatSayNothing) {
  EXPECT_THAT(faults_of("src/a/b.cpp", "// B.\nclass OrderManager {};\n"),
              ElementsAre(HasSubstr("OrderManager")));
  EXPECT_THAT(faults_of("src/a/b.cpp", "// B.\nint string_util(int);\n"),
              ElementsAre(HasSubstr("string_util")));
  EXPECT_THAT(faults_of("src/a/order_helpers.cpp", "// B.\n"), ElementsAre(HasSubstr("helpers")));
}

TEST(Tidy, FailsWhatWasLeftForLater) {
  EXPECT_THAT(faults_of("docs/x.md",
                        "One.\nFIX"
                        "ME: two\n"),
              ElementsAre(HasSubstr("docs/x.md:2")));
  EXPECT_THAT(faults_of("src/a/b.cpp",
                        "// TO"
                        "DO\n"),
              ElementsAre(HasSubstr("left for later")));
}

TEST(Tidy, FailsALongFileThatDoesNotSayWhy) {
  std::string const text = "// Long.\n" + std::string(lines_max, '\n');
  EXPECT_THAT(faults_of("src/a/b.cpp", text), ElementsAre(HasSubstr("401 lines")));
  EXPECT_THAT(faults_of("src/a/b.cpp", "// Long because: one table.\n" + text), IsEmpty());
}

TEST(Tidy, FailsAHeaderThatDoesNotSayWhatItIs) {
  EXPECT_THAT(faults_of("src/a/b.hpp", "#pragma once\n"),
              ElementsAre(HasSubstr("begins with a comment")));
  EXPECT_THAT(faults_of("src/a/b.hpp", "// B.\n"), ElementsAre(HasSubstr("#pragma once")));
  EXPECT_THAT(faults_of("src/a/b.cpp", "int b;\n"),
              ElementsAre(HasSubstr("without a header of its name")));
}

TEST(Tidy, FailsAPathOutsideTheCheckout) {
  EXPECT_THAT(faults_of("README.md",
                        "see /wo"
                        "rk/elsewhere/x\n"),
              ElementsAre(HasSubstr("outside the checkout")));
}

TEST(Tidy, KnowsCodeFromProse) {
  EXPECT_EQ(
      without_comments_and_strings("a // b\nc /* d\n */ e \"f\\\"g\" 1'000 'h' R\"x(i\")x\" j"),
      "a  \nc  \n e   1'000     j");
}

}  // namespace
}  // namespace lofte::tests
