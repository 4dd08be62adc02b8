#include "shop/customers/held_fields.hpp"

#include <algorithm>

namespace lofte::shop::customers {

bool is_held(promise::policy::Policy const& policy, std::string_view shape,
             std::string_view field) {
  auto const index = policy.find_shape(shape);
  auto const found = index ? policy.find_field(*index, field) : std::nullopt;
  return found && std::ranges::any_of(policy.holdings, [&](auto const& holding) {
           return holding.shape == *index && (holding.fields >> *found & 1) != 0 &&
                  policy.purposes[holding.purpose].basis != promise::policy::Basis::consent;
         });
}

}  // namespace lofte::shop::customers
