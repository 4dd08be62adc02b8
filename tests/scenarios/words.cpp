#include "scenarios/words.hpp"

namespace lofte::scenarios {

std::string trimmed(std::string_view text) {
  auto const first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) {
    return "";
  }
  return std::string(text.substr(first, text.find_last_not_of(" \t") - first + 1));
}

std::vector<std::string> split(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts;
  for (;;) {
    auto const at = text.find(separator);
    parts.push_back(trimmed(text.substr(0, at)));
    if (at == std::string_view::npos) {
      return parts;
    }
    text.remove_prefix(at + separator.size());
  }
}

std::optional<Halves> halves(std::string_view text, std::string_view separator) {
  auto const at = text.find(separator);
  if (at == std::string_view::npos) {
    return std::nullopt;
  }
  return Halves{.before = trimmed(text.substr(0, at)),
                .after = trimmed(text.substr(at + separator.size()))};
}

}  // namespace lofte::scenarios
