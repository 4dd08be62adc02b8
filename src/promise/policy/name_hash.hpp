// A purpose, record shape or event, named in stored bytes so that it keeps its meaning from one
// policy version to the next. The parser refuses a policy in which two names collide.
#pragma once

#include <cstdint>
#include <string_view>

namespace lofte::promise::policy {

using NameHash = std::uint32_t;

// FNV-1a, 32 bits.
constexpr NameHash name_hash(std::string_view name) {
  NameHash hash = 2166136261U;
  for (char const letter : name) {
    hash = (hash ^ static_cast<std::uint8_t>(letter)) * 16777619U;
  }
  return hash;
}

}  // namespace lofte::promise::policy
