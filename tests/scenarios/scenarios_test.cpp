// Plays every scenario beside this file.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "scenarios/scenario.hpp"

namespace lofte::scenarios {
namespace {

std::string const source = LOFTE_SOURCE_DIR;

std::vector<std::filesystem::path> all_scenarios() {
  std::vector<std::filesystem::path> found;
  for (auto const& entry : std::filesystem::directory_iterator(source + "/tests/scenarios")) {
    if (entry.path().extension() == ".txt") {
      found.push_back(entry.path());
    }
  }
  std::ranges::sort(found);
  return found;
}

class Scenario : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(Scenario, ComesOutAsWritten) {
  std::ifstream file(GetParam());
  std::stringstream text;
  text << file.rdbuf();
  auto const outcome = play(text.str(), source + "/policies");
  EXPECT_GT(outcome.questions, 0) << "a scenario that asks nothing shows nothing";
  for (auto const& difference : outcome.differences) {
    ADD_FAILURE() << GetParam().filename().string() << " " << difference;
  }
}

INSTANTIATE_TEST_SUITE_P(All, Scenario, testing::ValuesIn(all_scenarios()),
                         [](auto const& it) { return it.param.stem().string(); });

std::string const contract =
    "policy from 2020-01-01\n"
    "  contract holds name of order by contract: 1 year after order completed\n"
    "at 2024-03-05 order 1 completed\n";

TEST(ScenarioLanguage, ReportsAnAnswerThatIsNotTheOneStated) {
  auto const outcome = play(contract + "at 2025-03-05 name of order 1 for contract -> gone", "");
  ASSERT_EQ(outcome.differences.size(), 1U);
  EXPECT_EQ(outcome.differences.front(),
            "line 4: at 2025-03-05 name of order 1 for contract -> gone; was readable");
}

TEST(ScenarioLanguage, RefusesALineThatItCannotRead) {
  for (char const* wrong :
       {"nonsense", "at 2024-02-30 order 1 placed", "at 2024-03-05 order 1 lost",
        "at 2024-03-05 anna dances", "at 2025-01-01 order 1 -> gone",
        "at 2025-01-01 order 2 for contract -> gone"}) {
    EXPECT_THROW(play(contract + wrong, ""), std::runtime_error) << wrong;
  }
}

}  // namespace
}  // namespace lofte::scenarios
