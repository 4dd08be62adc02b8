// Ed25519 (RFC 8032), by libsodium.
#pragma once

#include <array>
#include <cstdint>

#include "custody/crypto/crypto.hpp"

namespace lofte::custody::crypto {

using PublicKey = std::array<std::uint8_t, 32>;
using Signature = std::array<std::uint8_t, 64>;

// Wiped when it dies. Any thread.
class SigningKey {
 public:
  explicit SigningKey(Key const& seed);
  ~SigningKey();
  SigningKey(SigningKey const&) = default;
  SigningKey& operator=(SigningKey const&) = default;

  PublicKey public_key() const;
  Signature sign(BytesView message) const;

 private:
  std::array<std::uint8_t, 64> secret_{};  // libsodium's form: seed ‖ public key
};

bool is_signed_by(PublicKey const& key, BytesView message, Signature const& signature);

}  // namespace lofte::custody::crypto
