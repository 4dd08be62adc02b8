// What an account keeps of passkeys: its field `passkeys`, one a line, which says what it is to
// whoever reads it:
//   passkey;id=…;key=…;user=…;counter=0;backup=none;added=2026-03-05;name=My phone
// id, key and user in base64url; the key is public, and opens nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/day.hpp"
#include "custody/webauthn/ceremony.hpp"

namespace lofte::shop::customers {

inline constexpr std::string_view passkeys_field = "passkeys";
inline constexpr std::size_t passkeys_max = 8;  // of one account

struct Passkey {
  custody::webauthn::Credential credential;
  Bytes user_handle;  // as its device knows the account: random, and the same for all of them
  Day added;
  std::string name;  // its owner's for it, without control characters
  bool operator==(Passkey const&) const = default;
};

std::string encode(std::vector<Passkey> const& passkeys);
// Leaves out what encode() would not have written.
std::vector<Passkey> decode_passkeys(std::string_view text);

// Control characters as spaces, and none at either end.
std::string clean_passkey_name(std::string_view typed);

}  // namespace lofte::shop::customers
