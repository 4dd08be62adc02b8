// Registering: what was typed waits, sealed under the link that is mailed to the address, until the
// link is followed. Nobody who can't read the mail makes an account, and what nobody confirms was
// never held in a way that could be read.
#pragma once

#include "shop/customers/customers.hpp"

namespace lofte::shop::customers {

inline constexpr std::chrono::hours registration_link_hours_max{24};

struct Registration {
  std::string email;     // an address
  std::string password;  // kept as a digest only
  // Further fields of the account, by their names in the policy; empty ones are left out, and so
  // are those that no purpose holds.
  std::vector<std::pair<std::string, std::string>> fields;
};

// The token of the link. Throws Failure (refused, "accounts.none") when the policy has no accounts.
std::string begin_registration(Ground const& ground, Registration const& registration);

// Makes the account that the link is for, with all that is held already of its address, and uses
// the link up; nullopt when there is no such link, or no longer. Someone who has an account keeps
// it as it is, but for the password, which is the new one. Marketing that was refused at the
// address before stays refused.
std::optional<SubjectId> complete_registration(Ground const& ground, std::string_view token);

}  // namespace lofte::shop::customers
