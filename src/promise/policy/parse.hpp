// Reads a policy from its text.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "promise/policy/finding.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::promise::policy {

struct Parsed {
  std::optional<Policy> policy;   // absent when there is an error among the findings
  std::vector<Finding> findings;  // errors of the language, in the order of the file
};

// Pure. Throws nothing for any text; reports every error it can find, not the first alone.
Parsed parse(std::string_view text, std::string_view path);

// What lint has to say about a policy that parses. Pure. Codes: docs/policy-language.md,
// "Findings".
std::vector<Finding> lint(Policy const& policy);

// What is to be said about publishing `after` where `before` was in force: basis.relabelled,
// version.repeated. Pure.
std::vector<Finding> lint_change(Policy const& before, Policy const& after);

// As parse, for a policy that has been accepted before: throws Failure (damaged) when it has
// errors.
Policy parse_accepted(std::string_view text);

}  // namespace lofte::promise::policy
