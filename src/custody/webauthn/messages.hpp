// What goes to a browser and comes back, as JSON: the options to make or use a passkey, and its
// answer (WebAuthn Level 3, 5.1.8 to 5.1.10). Bytes are in base64url.
//
// Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "custody/webauthn/ceremony.hpp"

namespace lofte::custody::webauthn {

inline constexpr std::chrono::minutes ceremony_minutes_max{10};
inline constexpr std::size_t user_handle_bytes = 32;  // 64 at most (5.4.3)

// Whom a passkey is made for, as the owner's own devices show it when there are several.
struct Owner {
  Bytes handle;  // random; says nothing of anybody
  std::string name;
};

// PublicKeyCredentialCreationOptionsJSON: one that can be found without a name typed, whose owner
// shows who they are, with no word of its maker. `known`: none of these again.
struct ToMake {
  RelyingParty const& relying_party;
  std::string shop;  // a name for people to read
  std::string challenge;
  Owner owner;
  std::vector<Bytes> known{};
};
std::string to_json(ToMake const& options);

// PublicKeyCredentialRequestOptionsJSON. `allowed`: one of these; empty: any of the shop's.
struct ToUse {
  RelyingParty const& relying_party;
  std::string challenge;
  std::vector<Bytes> allowed{};
};
std::string to_json(ToUse const& options);

// RegistrationResponseJSON and AuthenticationResponseJSON; nullopt for what is none.
std::optional<Made> read_made(std::string_view json);
std::optional<Used> read_used(std::string_view json);

}  // namespace lofte::custody::webauthn
