#include "promise/retention/facts.hpp"

namespace lofte::promise::retention {

NameHash name_hash(std::string_view name) {
  NameHash hash = 2166136261U;
  for (char const letter : name) {
    hash = (hash ^ static_cast<std::uint8_t>(letter)) * 16777619U;
  }
  return hash;
}

}  // namespace lofte::promise::retention
