// HMAC-SHA256 (RFC 2104), by OpenSSL.
#pragma once

#include "custody/crypto/sha256.hpp"

namespace lofte::custody::crypto {

// Any thread.
struct HmacInput {
  BytesView key;
  BytesView message;
};
Digest hmac_sha256(HmacInput const& input);

}  // namespace lofte::custody::crypto
