#include "custody/crypto/signing.hpp"

#include <sodium.h>

#include <algorithm>

#include "base/failure.hpp"

namespace lofte::custody::crypto {

namespace {

static_assert(sizeof(PublicKey) == crypto_sign_PUBLICKEYBYTES);
static_assert(sizeof(Signature) == crypto_sign_BYTES);
static_assert(key_bytes == crypto_sign_SEEDBYTES);

std::uint8_t const* bytes_of(BytesView view) {
  return reinterpret_cast<std::uint8_t const*>(view.data());
}

}  // namespace

SigningKey::SigningKey(Key const& seed) {
  static_assert(sizeof secret_ == crypto_sign_SECRETKEYBYTES);
  PublicKey ignored;
  require(sodium_init() >= 0 &&
              crypto_sign_seed_keypair(ignored.data(), secret_.data(), seed.data()) == 0,
          "libsodium makes a signing key");
}

SigningKey::~SigningKey() {
  sodium_memzero(secret_.data(), secret_.size());
}

PublicKey SigningKey::public_key() const {
  PublicKey key;
  std::copy(secret_.begin() + 32, secret_.end(), key.begin());
  return key;
}

Signature SigningKey::sign(BytesView message) const {
  Signature signature;
  require(crypto_sign_detached(signature.data(), nullptr, bytes_of(message), message.size(),
                               secret_.data()) == 0,
          "libsodium signs");
  return signature;
}

bool is_signed_by(PublicKey const& key, BytesView message, Signature const& signature) {
  return crypto_sign_verify_detached(signature.data(), bytes_of(message), message.size(),
                                     key.data()) == 0;
}

}  // namespace lofte::custody::crypto
