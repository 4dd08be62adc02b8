// A new e-mail address: it counts once the link that is mailed to it has been followed.
#pragma once

#include "shop/customers/customers.hpp"

namespace lofte::shop::customers {

inline constexpr std::chrono::hours address_link_hours_max{24};

// The token of the link to the new address.
std::string begin_address_change(Ground const& ground, SubjectId const& subject,
                                 std::string_view address);

struct AddressChanged {
  SubjectId subject;
  std::string before;
  std::string after;
};
// Replaces the account's address, and finds the person by the new one from now on; nullopt when
// there is no such link, or no longer. Throws Failure (conflict, "reference.taken") when the new
// address is somebody else's by now.
std::optional<AddressChanged> complete_address_change(Ground const& ground, std::string_view token);

}  // namespace lofte::shop::customers
