// Registering: what was typed waits, sealed under the link that is mailed to the address, until the
// link is followed. Nobody who can't read the mail makes an account, and what nobody confirms was
// never held in a way that could be read.
#pragma once

#include "shop/customers/customers.hpp"

namespace lofte::shop::customers {

inline constexpr std::chrono::hours registration_link_hours_max{24};

struct Registration {
  std::string email;  // an address
  // Further fields of the account, by their names in the policy; empty ones are left out, and so
  // are those that no purpose holds.
  std::vector<std::pair<std::string, std::string>> fields;
};

// The token of the link. Throws Failure (refused, "accounts.none") when the policy has no accounts.
std::string begin_registration(Ground const& ground, Registration const& registration);

// What following the link would do.
enum class RegistrationLink {
  none,     // there is no such link, or no longer
  fresh,    // make an account
  has_one,  // there is an account already: let in, and change nothing
};
RegistrationLink look_at_registration(Ground const& ground, std::string_view token);

// Makes the account, beside all that is held already of its address, and uses the link up; nullopt
// when there is no such link, or no longer. The password is chosen by who has the link: whoever
// typed the address may be somebody else. Someone who has an account keeps it as it is.
std::optional<SubjectId> complete_registration(Ground const& ground, std::string_view token,
                                               std::string_view password);

}  // namespace lofte::shop::customers
