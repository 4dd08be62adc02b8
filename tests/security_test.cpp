// docs/security.md against the tree: what it names is there, each row has its test, and no test of
// security is left out.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "source_files.hpp"

namespace lofte::tests {
namespace {

using testing::Contains;
using testing::IsEmpty;

std::string read(std::string const& path) {
  std::ifstream in(std::string(LOFTE_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// "Suite.Test" of every test in C++, "test_name" of every black-box test.
std::set<std::string> tests_of(std::string const& text, std::regex const& pattern) {
  std::set<std::string> tests;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    std::string const second = at->size() > 2 ? "." + (*at)[2].str() : "";
    tests.insert((*at)[1].str() + second);
  }
  return tests;
}

std::set<std::string> tests_in_cpp(std::string const& text) {
  static std::regex const test(R"(\bTEST(?:_F)?\((\w+),\s*(\w+)\))");
  return tests_of(text, test);
}

std::set<std::string> black_box_tests(std::string const& file) {
  static std::regex const test(R"(def (test_\w+)\()");
  return tests_of(read("tests/blackbox/" + file), test);
}

std::set<std::string> all_tests() {
  std::set<std::string> tests;
  for (SourceFile const& file : source_files(LOFTE_SOURCE_DIR)) {
    if (file.path.ends_with("_test.cpp")) {
      tests.merge(tests_in_cpp(file.text));
    }
  }
  for (auto const& entry :
       std::filesystem::directory_iterator(std::string(LOFTE_SOURCE_DIR) + "/tests/blackbox")) {
    tests.merge(black_box_tests(entry.path().filename().string()));
  }
  return tests;
}

// What stands between backticks and is a test's name.
std::set<std::string> tests_named_in(std::string const& text) {
  static std::regex const named(R"(`([A-Z]\w*\.[A-Za-z]\w*|test_\w+)`)");
  return tests_of(text, named);
}

std::vector<std::string> rows() {
  static std::regex const row(R"(\n(\| [^|\n]+\|[^|\n]+\|[^|\n]+\|))");
  std::string const page = read("docs/security.md");
  std::vector<std::string> rows;
  for (std::sregex_iterator at(page.begin(), page.end(), row), end; at != end; ++at) {
    if (!(*at)[1].str().contains("| shown by |")) {
      rows.push_back((*at)[1].str());
    }
  }
  return rows;
}

TEST(SecurityPage, EveryRowNamesItsTest) {
  ASSERT_FALSE(rows().empty());
  for (std::string const& row : rows()) {
    EXPECT_FALSE(tests_named_in(row).empty()) << row;
  }
}

TEST(SecurityPage, EveryTestThatItNamesIsThere) {
  auto const tests = all_tests();
  for (std::string const& named : tests_named_in(read("docs/security.md"))) {
    EXPECT_THAT(tests, Contains(named));
  }
}

TEST(SecurityPage, EveryFileThatItNamesIsThere) {
  static std::regex const file(R"(`((?:src|tests)/[^`]+)`)");
  std::vector<std::string> missing;
  for (std::string const& named : tests_of(read("docs/security.md"), file)) {
    if (!std::filesystem::exists(std::string(LOFTE_SOURCE_DIR) + "/" + named)) {
      missing.push_back(named);
    }
  }
  EXPECT_THAT(missing, IsEmpty());
}

TEST(SecurityPage, NoTestOfSecurityIsLeftOut) {
  auto const named = tests_named_in(read("docs/security.md"));
  auto tests = tests_in_cpp(read("src/edge/site/doors_test.cpp"));
  tests.merge(black_box_tests("security_test.py"));
  tests.merge(black_box_tests("hostile_test.py"));
  ASSERT_FALSE(tests.empty());
  for (std::string const& test : tests) {
    EXPECT_THAT(named, Contains(test));
  }
}

}  // namespace
}  // namespace lofte::tests
