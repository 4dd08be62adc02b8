#include "custody/crypto/hmac.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/failure.hpp"

namespace lofte::custody::crypto {

Digest hmac_sha256(HmacInput const& input) {
  Digest digest;
  unsigned size = 0;
  auto const* const made = HMAC(EVP_sha256(), input.key.data(), static_cast<int>(input.key.size()),
                                reinterpret_cast<unsigned char const*>(input.message.data()),
                                input.message.size(), digest.data(), &size);
  require(made != nullptr && size == digest.size(), "OpenSSL computes an HMAC");
  return digest;
}

}  // namespace lofte::custody::crypto
