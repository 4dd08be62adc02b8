#include "promise/policy/sample.hpp"

#include <fstream>
#include <iterator>

#include "base/failure.hpp"

namespace lofte::promise::policy::sample {

std::string_view text() {
  return R"(language = "en"
timezone = "Europe/Stockholm"
fiscal_year_ends = "12-31"

[version]
number = "1"
date = 2026-01-01

[controller]
name = "The Corner Shop"

[data.name]
label = "name"

[data.email]
label = "e-mail"
identifies = true

[data.order_history]
label = "order history"

[record.order]
fields = { name = "name", email = "email", lines = "order_history" }
events = ["placed", "completed"]

[record.account]
fields = { name = "name", email = "email" }
events = ["registered"]

[purpose.contract]
title = "Deliver"
basis = "contract"
records = ["order"]
data = ["name", "email", "order_history"]
keep = "4 years after order completed"

[purpose.bookkeeping]
title = "Keep the books"
basis = "legal_obligation"
law = "The Accounting Act"
serves = ["bookkeeping"]
records = ["order"]
data = ["name", "order_history"]
keep = "7 fiscal years after order completed"

[purpose.account]
title = "Your account"
basis = "contract"
data = { account = ["name", "email"] }
keep = "3 years after latest order completed, or 3 years after account registered"

[right]
access.text = "See it"
rectification.text = "Correct it"
erasure.text = "Erase it"
restriction.text = "Suspend it"
portability.text = "Take it along"
objection.text = "Object to it"
withdrawal.text = "Withdraw"
complaint.text = "Complain"
)";
}

std::string with(std::string_view from, std::string_view to) {
  std::string changed(text());
  auto const at = changed.find(from);
  require(at != std::string::npos, "the sample policy has the text that is to be changed");
  return changed.replace(at, from.size(), to);
}

std::string and_also(std::string_view more) {
  return std::string(text()) + std::string(more);
}

Policy parsed(std::string_view text) {
  Parsed result = parse(text, "sample.toml");
  if (!result.policy) {
    broken_invariant(told(result.findings).c_str());
  }
  return std::move(*result.policy);
}

std::vector<Finding> linted(std::string_view text) {
  return lint(parsed(text));
}

std::vector<std::string> codes_of(std::vector<Finding> const& findings) {
  std::vector<std::string> codes;
  for (Finding const& finding : findings) {
    codes.push_back(finding.code);
  }
  return codes;
}

std::string told(std::vector<Finding> const& findings) {
  std::string text;
  for (Finding const& finding : findings) {
    text += to_string(finding, "sample.toml") + "\n";
  }
  return text;
}

std::string read_file(std::string const& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace lofte::promise::policy::sample
