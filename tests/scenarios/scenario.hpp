// A scenario: a policy, what happens to one person's records, and what the promise answers on given
// days. Language: README.md beside this file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lofte::scenarios {

// Plays the scenario and returns each line whose answer is not the one it states, as
// "LINE: question -> stated; was ANSWER". Throws std::runtime_error, with the line, for a text that
// is no scenario.
struct Outcome {
  std::vector<std::string> differences;
  int questions = 0;
};
Outcome play(std::string_view text, std::string const& policies_folder);

}  // namespace lofte::scenarios
