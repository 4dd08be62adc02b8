#include "edge/import/mapping_text.hpp"

#include <algorithm>
#include <utility>

namespace lofte::edge::import {

bool TextTemplate::has_columns() const {
  return std::ranges::any_of(parts, [](Part const& part) { return !part.column.empty(); });
}

namespace {

std::size_t characters_in(std::string_view utf8) {
  return static_cast<std::size_t>(std::ranges::count_if(
      utf8, [](char letter) { return (static_cast<unsigned char>(letter) & 0xC0U) != 0x80U; }));
}

}  // namespace

std::expected<TextTemplate, std::string> parse_template(std::string_view text) {
  TextTemplate made;
  TextTemplate::Part part;
  for (std::size_t at = 0; at < text.size();) {
    std::string_view const rest = text.substr(at);
    if (rest.starts_with("{{") || rest.starts_with("}}")) {
      part.text += rest[0];
      at += 2;
    } else if (rest[0] == '}') {
      return std::unexpected("a } without a { before it; write }} for a brace");
    } else if (rest[0] != '{') {
      part.text += rest[0];
      ++at;
    } else {
      std::size_t const end = rest.find_first_of("{}", 1);
      if (end == rest.npos || rest[end] == '{') {
        return std::unexpected("a { without a } after it; write {{ for a brace");
      }
      if (end == 1) {
        return std::unexpected("{} names no column");
      }
      part.column = rest.substr(1, end - 1);
      part.offset = characters_in(text.substr(0, at + 1));
      made.parts.push_back(std::exchange(part, {}));
      at += end + 1;
    }
  }
  if (!part.text.empty()) {
    made.parts.push_back(std::move(part));
  }
  return made;
}

}  // namespace lofte::edge::import
