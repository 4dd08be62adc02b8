#include "edge/api/caller.hpp"

#include <algorithm>
#include <utility>

namespace lofte::edge::api {

std::string_view name_of(Power power) {
  switch (power) {
    case Power::rights:
      return "rights";
    case Power::holds:
      return "holds";
    case Power::holdings:
      return "holdings";
  }
  std::unreachable();
}

std::optional<Power> parse_power(std::string_view name) {
  for (Power const power : {Power::rights, Power::holds, Power::holdings}) {
    if (name == name_of(power)) {
      return power;
    }
  }
  return std::nullopt;
}

bool Caller::may(Power power) const {
  return is_owner || std::ranges::find(powers, power) != powers.end();
}

bool Caller::is_bound_to(std::string_view purpose) const {
  return is_owner || std::ranges::find(purposes, purpose) != purposes.end();
}

}  // namespace lofte::edge::api
