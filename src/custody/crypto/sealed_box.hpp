// Sealing to somebody who is not there, with nothing but their public key: X25519 and
// XSalsa20-Poly1305, as libsodium's sealed boxes are. Whoever has sealed can't open.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "custody/crypto/crypto.hpp"

namespace lofte::custody::crypto {

using BoxPublicKey = std::array<std::uint8_t, 32>;
inline constexpr std::size_t sealed_box_overhead_bytes = 48;

// Wiped when it dies. Any thread.
class BoxKey {
 public:
  explicit BoxKey(Key const& secret) : secret_(secret) {}
  BoxPublicKey public_key() const;
  // Nullopt when it is not sealed to this key, or not as it was written.
  std::optional<Bytes> try_open(BytesView sealed) const;

 private:
  Key secret_;
};

// Nullopt when `to` is not a key that anything can be sealed to. The ephemeral key is drawn from
// the system.
std::optional<Bytes> seal_to(BoxPublicKey const& to, BytesView plain);

}  // namespace lofte::custody::crypto
