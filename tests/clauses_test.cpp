// docs/clauses.md against the tree: what it names is there, and no clause is missing.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

namespace lofte::tests {
namespace {

using testing::IsEmpty;

std::string read(std::string const& path) {
  std::ifstream in(std::string(LOFTE_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> found_in(std::string const& text, std::regex const& pattern) {
  std::vector<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) {
    found.push_back((*at)[1].str());
  }
  return found;
}

// The clauses that the example policy says it makes true.
std::set<std::string> clauses_of_the_policy() {
  std::set<std::string> clauses;
  for (auto const& list :
       found_in(read("policies/usbstars.toml"), std::regex(R"(clauses = \[([^\]]*)\])"))) {
    for (auto const& clause : found_in(list, std::regex(R"re("([^"]*)")re"))) {
      clauses.insert(clause);
    }
  }
  return clauses;
}

struct Row {
  std::string clause;
  std::string cells;
};

std::vector<Row> rows() {
  std::vector<Row> rows;
  std::string const page = read("docs/clauses.md");
  std::regex const row(R"(\n\| ([0-9][^ |]*|restriction|portability) \|([^\n]*))");
  for (std::sregex_iterator at(page.begin(), page.end(), row), end; at != end; ++at) {
    rows.push_back({.clause = (*at)[1].str(), .cells = (*at)[2].str()});
  }
  return rows;
}

TEST(Clauses, EachOfThePolicyHasARow) {
  auto missing = clauses_of_the_policy();
  ASSERT_FALSE(missing.empty());
  for (Row const& row : rows()) {
    missing.erase(row.clause);
  }
  EXPECT_THAT(missing, IsEmpty());
}

TEST(Clauses, EveryFileAndTestOfARowIsThere) {
  std::string const tests = read("tests/blackbox/clause_test.py");
  std::vector<std::string> missing;
  for (Row const& row : rows()) {
    for (auto const& named : found_in(row.cells, std::regex("`([^`]+)`"))) {
      bool const is_test = named.starts_with("test_");
      bool const is_scenario = named.ends_with(".txt");
      bool const is_file = named.starts_with("src/");
      std::string const path =
          std::string(LOFTE_SOURCE_DIR) + (is_scenario ? "/tests/scenarios/" : "/") + named;
      bool const is_there =
          is_test ? tests.find("def " + named + "(") != tests.npos : std::filesystem::exists(path);
      if ((is_test || is_scenario || is_file) && !is_there) {
        missing.push_back(row.clause + ": " + named);
      }
    }
  }
  EXPECT_THAT(missing, IsEmpty());
}

TEST(Clauses, ARowThatIsBuiltNamesItsTest) {
  for (Row const& row : rows()) {
    bool const is_built = row.cells.find("not built") == row.cells.npos;
    bool const has_test = row.cells.find("`test_") != row.cells.npos ||
                          row.cells.find(".txt`") != row.cells.npos ||
                          row.cells.find("_test.cpp`") != row.cells.npos;
    EXPECT_EQ(is_built, has_test) << row.clause;
  }
}

TEST(Clauses, EveryTestNamedAfterAClauseIsInARow) {
  std::string const page = read("docs/clauses.md");
  for (auto const& test :
       found_in(read("tests/blackbox/clause_test.py"), std::regex(R"(def (test_\w+)\()"))) {
    EXPECT_NE(page.find("`" + test + "`"), page.npos) << test;
  }
}

}  // namespace
}  // namespace lofte::tests
