#include "promise/policy/parse.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace lofte::promise::policy {
namespace {

using testing::IsEmpty;

std::string read_file(std::string const& name) {
  std::ifstream file(std::string(LOFTE_SOURCE_DIR) + "/policies/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string told(Parsed const& parsed) {
  std::string text;
  for (Finding const& finding : parsed.findings) {
    text += to_string(finding, "policy.toml") + "\n";
  }
  return text;
}

TEST(Policy, minimal_policy_parses) {
  Parsed const parsed = parse(read_file("minimal.toml"), "minimal.toml");
  ASSERT_TRUE(parsed.policy) << told(parsed);
  EXPECT_THAT(parsed.findings, IsEmpty());
  EXPECT_EQ(parsed.policy->compartments.at(0).size(), 2U);
}

}  // namespace
}  // namespace lofte::promise::policy
