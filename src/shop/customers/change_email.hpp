// A new e-mail address: it counts once the link that is mailed to it has been followed.
#pragma once

#include "shop/customers/customers.hpp"

namespace lofte::shop::customers {

inline constexpr std::chrono::hours address_link_hours_max{24};

// The token of the link to the new address. It works while the sign-in that asked for it counts,
// and the account still has the address that it had then.
std::string begin_address_change(Ground const& ground, custody::subjects::SignIn const& asked_by,
                                 SubjectId const& subject, std::string_view address);

struct AddressChanged {
  SubjectId subject;
  std::string before;
  std::string after;
};
// Replaces the account's address, finds the person by the new one from now on, and signs out all
// but who asked for it; nullopt when there is no such link, or no longer. Throws Failure: conflict
// ("reference.taken") when something is held under the new address already, and what
// Vault::replace_fields() throws; then nothing has changed.
std::optional<AddressChanged> complete_address_change(Ground const& ground, std::string_view token);

}  // namespace lofte::shop::customers
