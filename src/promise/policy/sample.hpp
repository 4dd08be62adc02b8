// A small policy without fault, and ways to spoil it. For tests.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "promise/policy/finding.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::promise::policy::sample {

// A shop with orders and accounts; neither errors nor findings.
std::string_view text();

// text() with the first `from` exchanged for `to`. `from` must be there.
std::string with(std::string_view from, std::string_view to);
// text() with more at its end.
std::string and_also(std::string_view more);

// The policy; fails loudly when the text has errors.
Policy parsed(std::string_view text);

// The findings of lint on a text that must parse.
std::vector<Finding> linted(std::string_view text);

std::vector<std::string> codes_of(std::vector<Finding> const& findings);
// All findings as text, for messages of failing tests.
std::string told(std::vector<Finding> const& findings);

// A file, whole; "" when there is none.
std::string read_file(std::string const& path);

}  // namespace lofte::promise::policy::sample
