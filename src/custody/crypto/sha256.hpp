// SHA-256 (FIPS 180-4), by OpenSSL, which uses the processor's instructions for it.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

#include "base/wire.hpp"

namespace lofte::custody::crypto {

using Digest = std::array<std::uint8_t, 32>;

inline BytesView view(Digest const& digest) {
  return {reinterpret_cast<char const*>(digest.data()), digest.size()};
}
// Exactly 32 bytes, else Failure (damaged, "crypto.digest_size").
Digest digest_from(BytesView bytes);
std::string to_hex(Digest const& digest);

// Of the parts as if they were one. Any thread.
Digest sha256(std::initializer_list<BytesView> parts);

}  // namespace lofte::custody::crypto
