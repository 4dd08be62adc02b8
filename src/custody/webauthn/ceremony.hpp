// The two ceremonies of passkeys (Web Authentication Level 3, https://www.w3.org/TR/webauthn-3/):
// what a browser answers when it was asked to make one (7.1) or to use one (7.2), checked in full.
//
// Pure functions of what was sent; whose credential it is, and that a challenge is answered once,
// is the caller's to know. Any thread.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>

#include "base/wire.hpp"
#include "custody/webauthn/relying_party.hpp"

namespace lofte::custody::webauthn {

// What is kept of a passkey (4, "credential record"); its private half never leaves its owner.
struct Credential {
  Bytes id;
  Bytes public_key;           // a COSE_Key
  std::uint32_t counter = 0;  // of the authenticator's signatures; 0: it does not count
  enum class Backup {
    none,      // it can't leave its device
    eligible,  // it may be copied to the owner's other devices
    done       // it has been
  } backup = Backup::none;
  bool operator==(Credential const&) const = default;
};

// What a browser sends, decoded.
struct Made {
  Bytes id;
  Bytes client_data;  // JSON
  Bytes attestation_object;
};
struct Used {
  Bytes id;
  Bytes client_data;  // JSON
  Bytes authenticator_data;
  Bytes signature;
  Bytes user_handle;
};

// What spoke against it first, in the order of the specification.
enum class Refusal {
  client_data,       // no JSON of a browser's
  type,              // of the other ceremony
  challenge,         // not the one that was asked with
  origin,            // made for a page of somebody else's
  embedded,          // made in a page that is inside somebody else's
  malformed,         // not what an authenticator says, or a key of an algorithm not asked for
  relying_party,     // for another name
  user_not_present,  // nobody touched it
  user_unverified,   // nobody showed who they are: PIN, finger, face
  backup,            // flags that contradict each other, or what was said before
  id,                // another credential than it says
  signature,         // not of this key
  counter,           // has been used elsewhere since: there may be a copy
};

// The challenge that the client data say they answer; nullopt when they say none. Not to be
// believed before it is looked up.
std::optional<std::string> challenge_of(BytesView client_data);

// `challenge`: in base64url, as it was asked with.
struct Asked {
  RelyingParty const& relying_party;
  std::string_view challenge;
};
std::expected<Credential, Refusal> verify_made(Asked const& asked, Made const& made);
// `known`: the credential of that id. The same as it is after this use.
std::expected<Credential, Refusal> verify_used(Asked const& asked, Used const& used,
                                               Credential const& known);

}  // namespace lofte::custody::webauthn
