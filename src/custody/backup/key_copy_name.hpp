// The names of copies of the key plane: when a copy was made, and when its life ends.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/day.hpp"

namespace lofte::custody::backup {

struct KeyCopyName {
  Instant made;
  Instant ends;

  std::string to_string() const;
  // Nullopt: not a name of a copy.
  static std::optional<KeyCopyName> parse(std::string_view text);
};

}  // namespace lofte::custody::backup
