#include "custody/crypto/sealed_box.hpp"

#include <sodium.h>

#include "base/failure.hpp"

namespace lofte::custody::crypto {

namespace {

static_assert(sizeof(BoxPublicKey) == crypto_box_PUBLICKEYBYTES);
static_assert(key_bytes == crypto_box_SECRETKEYBYTES);
static_assert(sealed_box_overhead_bytes == crypto_box_SEALBYTES);

std::uint8_t* bytes_of(Bytes& bytes) {
  return reinterpret_cast<std::uint8_t*>(bytes.data());
}
std::uint8_t const* bytes_of(BytesView view) {
  return reinterpret_cast<std::uint8_t const*>(view.data());
}

}  // namespace

BoxPublicKey BoxKey::public_key() const {
  BoxPublicKey key;
  require(crypto_scalarmult_base(key.data(), secret_.data()) == 0, "libsodium makes a public key");
  return key;
}

std::optional<Bytes> BoxKey::try_open(BytesView sealed) const {
  if (sealed.size() < sealed_box_overhead_bytes) {
    return std::nullopt;
  }
  Bytes plain(sealed.size() - sealed_box_overhead_bytes, '\0');
  bool const is_open = crypto_box_seal_open(bytes_of(plain), bytes_of(sealed), sealed.size(),
                                            public_key().data(), secret_.data()) == 0;
  return is_open ? std::optional(std::move(plain)) : std::nullopt;
}

std::optional<Bytes> seal_to(BoxPublicKey const& to, BytesView plain) {
  require(sodium_init() >= 0, "libsodium starts");
  Bytes sealed(plain.size() + sealed_box_overhead_bytes, '\0');
  bool const is_sealed =
      crypto_box_seal(bytes_of(sealed), bytes_of(plain), plain.size(), to.data()) == 0;
  return is_sealed ? std::optional(std::move(sealed)) : std::nullopt;
}

}  // namespace lofte::custody::crypto
