// What an authenticator says of itself and of the credential that it has made (WebAuthn Level 3,
// section 6.1), and the object that attests it (section 6.5.4).
//
// Views into the bytes that were given.
#pragma once

#include <cstdint>
#include <optional>

#include "custody/crypto/sha256.hpp"
#include "custody/webauthn/cose_key.hpp"

namespace lofte::custody::webauthn {

inline constexpr std::size_t credential_id_bytes_max = 1023;

struct AuthenticatorData {
  crypto::Digest rp_id_hash{};
  std::uint8_t flags = 0;
  std::uint32_t counter = 0;
  // Of a credential that has just been made.
  struct Attested {
    BytesView id;
    BytesView public_key;  // a COSE_Key
  };
  std::optional<Attested> attested{};

  bool is_user_present() const { return (flags & 0x01) != 0; }
  bool is_user_verified() const { return (flags & 0x04) != 0; }
  bool is_backup_eligible() const { return (flags & 0x08) != 0; }
  bool is_backed_up() const { return (flags & 0x10) != 0; }

  // Nullopt for what is not all of it, and nothing else; so is a key of an algorithm that was not
  // asked for.
  static std::optional<AuthenticatorData> read(BytesView bytes);
};

// The authenticator data of an attestation object. What its statement says of the authenticator's
// maker is not looked at: none is asked for. Nullopt for what is no attestation object.
std::optional<BytesView> authenticator_data_of(BytesView attestation_object);

}  // namespace lofte::custody::webauthn
