// Taking a line of a scenario apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lofte::scenarios {

std::string trimmed(std::string_view text);
std::vector<std::string> split(std::string_view text, std::string_view separator);  // trimmed parts
// What stands before and after the first `separator`, trimmed; nullopt when it is not there.
struct Halves {
  std::string before;
  std::string after;
};
std::optional<Halves> halves(std::string_view text, std::string_view separator);

}  // namespace lofte::scenarios
