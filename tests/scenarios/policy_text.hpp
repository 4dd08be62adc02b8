// The policies of a scenario: a file of the policies folder, or a few purposes over two shapes of
// record that need no stating.
#pragma once

#include <string>

#include "promise/policy/policy.hpp"

namespace lofte::scenarios {

// The policy of policies/NAME.toml. Throws std::runtime_error with the findings when it has errors.
promise::policy::Policy read_policy(std::string const& folder, std::string const& name);

// A policy under construction, as TOML.
class PolicyText {
 public:
  PolicyText();
  // "contract holds name, phone of order by contract: 2 years after order completed"
  void add_purpose(std::string const& line);
  void end_fiscal_years_on(std::string const& month_and_day) { fiscal_year_ends_ = month_and_day; }
  promise::policy::Policy parsed() const;

 private:
  std::string fiscal_year_ends_ = "12-31";
  std::string purposes_;
};

}  // namespace lofte::scenarios
