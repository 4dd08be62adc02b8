// Where people are reached: e-mail addresses and telephone numbers, each in the one way of writing
// by which it is compared, so that "Anna@Example.com" and "anna@example.com" are one.
//
// Pure. An address is personal: it is hashed (suppressions.hpp), and neither kept nor told.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "promise/policy/policy.hpp"

namespace lofte::custody::suppression {

struct Address {
  enum class Kind { email, phone } kind = Kind::email;
  std::string text;  // "mailto:anna@example.com", "tel:+46700000000"
  auto operator<=>(Address const&) const = default;
};

// Without white space at the ends, in lower case.
Address email_address(std::string_view typed);

// In the form of E.164: digits after "+" or "00" as they are; a national number, which begins with
// 0, behind the calling code of the shop's country where that is known, else by its digits alone.
// Nullopt for fewer than six digits.
std::optional<Address> phone_number(std::string_view typed, std::string_view shop_country);

// The address that a value of the category is; nullopt when it is none.
std::optional<Address> address_in(promise::policy::Policy const& policy,
                                  promise::policy::Category const& category,
                                  std::string_view value);

// Whether a channel of the policy ("email", "sms", "phone", "post") leads to such an address.
bool leads_to(std::string_view channel, Address::Kind kind);

}  // namespace lofte::custody::suppression
