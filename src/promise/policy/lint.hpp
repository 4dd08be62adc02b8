// The parts of lint. Each judges one side of the promise, from what the policy states alone.
// Internal to the module.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "promise/policy/finding.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::promise::policy {

using Findings = std::vector<Finding>;

// Where it is said that something is missing, or what is to be said of all of the file.
inline constexpr Position top{.line = 1, .column = 1};

void lint_consent(Policy const& policy, Findings& findings);    // how consent is taken
void lint_basis(Policy const& policy, Findings& findings);      // on what a purpose rests
void lint_retention(Policy const& policy, Findings& findings);  // for how long
void lint_data(Policy const& policy, Findings& findings);       // which data, and whether named
void lint_sharing(Policy const& policy, Findings& findings);    // who else receives data
void lint_cookies(Policy const& policy, Findings& findings);
void lint_rights(Policy const& policy, Findings& findings);
void lint_text(Policy const& policy, Findings& findings);  // the text itself

inline bool serves(Purpose const& purpose, Use use) {
  return std::ranges::find(purpose.serves, use) != purpose.serves.end();
}

inline bool serves_marketing(Purpose const& purpose) {
  return serves(purpose, Use::direct_marketing) || serves(purpose, Use::partner_marketing);
}

// " (clause 3.2)", " (clauses 3.2, 3.6)", or nothing.
std::string in_clauses(std::vector<std::string> const& clauses);

}  // namespace lofte::promise::policy
