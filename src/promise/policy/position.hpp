// Where something stands in a policy file.
#pragma once

#include <compare>
#include <cstdint>

namespace lofte::promise::policy {

// Line and column count from 1, in characters.
struct Position {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  auto operator<=>(Position const&) const = default;
};

}  // namespace lofte::promise::policy
