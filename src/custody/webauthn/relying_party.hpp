// Who asks for passkeys: the shop, by the name that its address has. A passkey is bound to it, and
// a browser gives it to nobody else.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lofte::custody::webauthn {

struct RelyingParty {
  std::string id;      // "shop.example"
  std::string origin;  // "https://shop.example:8443"
};

// `url`: where the world reaches the server, "https://shop.example", without a path. Nullopt where
// browsers have no passkeys (WebAuthn Level 3, 5.1.3 and 13.4.9): at an address of the network
// instead of a name, and without https, unless it is localhost.
std::optional<RelyingParty> relying_party_of(std::string_view url);

}  // namespace lofte::custody::webauthn
