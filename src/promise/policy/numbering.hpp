// The clause numbers of a text, and what is missing between them. Internal to the module.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lofte::promise::policy {

// "3", "3b" or "3.2".
struct ClauseNumber {
  int section = 0;
  int letter = 0;     // a = 1; 0: none
  int paragraph = 0;  // 0: none
};

// nullopt for anything else.
std::optional<ClauseNumber> parse_clause_number(std::string_view text);

// What lies between two numbers that follow one another in the text, such as "4" or "3g"; the first
// of them alone; nullopt when nothing does.
std::optional<std::string> missing_between(ClauseNumber const& before, ClauseNumber const& after);

}  // namespace lofte::promise::policy
