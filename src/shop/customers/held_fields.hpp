// Which fields of a shape are worth taking in: what no purpose would hold is not sent to the vault.
#pragma once

#include <string_view>

#include "promise/policy/policy.hpp"

namespace lofte::shop::customers {

// Whether the policy has the shape with this field, and some purpose would hold it; one that needs
// consent does not yet. Pure.
bool is_held(promise::policy::Policy const& policy, std::string_view shape, std::string_view field);

}  // namespace lofte::shop::customers
