// UTF-8 as the Unicode Standard defines it (D92): no overlong form, no surrogate, nothing above
// U+10FFFF.
#pragma once

#include <string_view>

namespace lofte {

struct Utf8Character {
  std::string_view bytes;
  char32_t code = 0;
  bool valid = false;  // else one byte that begins no character
};

// Takes the first one from the front of a text that is not empty.
Utf8Character take_character(std::string_view& text);

// Nor has a text U+0000, at which others would take it to end.
bool is_utf8(std::string_view text);

}  // namespace lofte
