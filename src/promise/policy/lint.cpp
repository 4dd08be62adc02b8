#include "promise/policy/parse.hpp"

namespace lofte::promise::policy {

std::vector<Finding> lint(Policy const& policy) {
  std::vector<Finding> findings;
  static_cast<void>(policy);
  return findings;
}

}  // namespace lofte::promise::policy
