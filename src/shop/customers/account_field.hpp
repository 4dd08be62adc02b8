// Internal to shop/customers: one field of a person's account.
#pragma once

#include <string>
#include <string_view>

#include "custody/vault/vault.hpp"

namespace lofte::shop::customers {

// As the person may have it: also while they have asked for their data to be stored and nothing
// else, since who signs in uses it for themselves. "" when there is none.
std::string account_field(custody::vault::Vault const& vault, SubjectId const& subject,
                          std::string_view name);

}  // namespace lofte::shop::customers
