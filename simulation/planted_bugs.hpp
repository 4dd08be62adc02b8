// The mistakes that can be planted in a rehearsal, by name.
#pragma once

#include <span>
#include <string_view>

#include "base/planted.hpp"

namespace lofte::simulation {

struct PlantedBug {
  Bug bug;
  std::string_view name;
  std::string_view what;  // the mistake
};
std::span<PlantedBug const> planted_bugs();

}  // namespace lofte::simulation
