#include "base/utf8.hpp"

#include <boost/nowide/utf/utf.hpp>

namespace lofte {

Utf8Character take_character(std::string_view& text) {
  using Utf8 = boost::nowide::utf::utf_traits<char>;
  auto const* next = text.begin();
  char32_t const code = Utf8::decode(next, text.end());
  bool const valid = code != boost::nowide::utf::illegal && code != boost::nowide::utf::incomplete;
  auto const size = valid ? static_cast<std::size_t>(next - text.begin()) : 1;
  Utf8Character const character{
      .bytes = text.substr(0, size), .code = valid ? code : 0, .valid = valid};
  text.remove_prefix(size);
  return character;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    if (auto const character = take_character(text); !character.valid || character.code == 0) {
      return false;
    }
  }
  return true;
}

}  // namespace lofte
