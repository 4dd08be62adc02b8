#include "custody/crypto/crypto.hpp"

#include <sodium.h>

#include <algorithm>
#include <cstring>

#include "base/failure.hpp"

namespace lofte::custody::crypto {

namespace {

static_assert(key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(nonce_bytes == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(tag_bytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);

// BLAKE2b's personalisation: the same key in two roles gives unrelated results.
using Role = std::array<std::uint8_t, crypto_generichash_blake2b_PERSONALBYTES>;
constexpr Role role_of(std::string_view name) {
  Role role{};
  std::ranges::copy(name, role.begin());
  return role;
}
constexpr Role role_combine = role_of("lofte combine");
constexpr Role role_derive = role_of("lofte derive");
constexpr Role role_index = role_of("lofte index");

// libsodium picks the fastest code for the processor when it starts.
void start_libsodium() {
  static bool const started = sodium_init() >= 0;
  require(started, "libsodium starts");
}

std::uint8_t const* bytes_of(BytesView view) {
  return reinterpret_cast<std::uint8_t const*>(view.data());
}
std::uint8_t* bytes_of(char* text) {
  return reinterpret_cast<std::uint8_t*>(text);
}

// Bytes of `size` that `fill` writes, without zeroing them first. (libstdc++ 12 tells its callback
// the capacity instead of the size.)
Bytes filled(std::size_t size, auto const& fill) {
  Bytes bytes;
  bytes.resize_and_overwrite(size, [&](char* to, std::size_t) {
    fill(bytes_of(to));
    return size;
  });
  return bytes;
}

[[noreturn]] void unsealable() {
  throw Failure(
      FailureKind::damaged,
      {.code = "crypto.unsealable",
       .message =
           "sealed bytes do not open: they, their place or their key are not the ones sealed",
       .remedy = "restore the data folder and the root slot that belong together"});
}

// Writes ciphertext ‖ tag to `to`.
void encrypt(std::uint8_t* to, std::uint8_t const* nonce, Key const& key, BytesView plain,
             BytesView associated) {
  start_libsodium();
  crypto_aead_xchacha20poly1305_ietf_encrypt(to, nullptr, bytes_of(plain), plain.size(),
                                             bytes_of(associated), associated.size(), nullptr,
                                             nonce, key.data());
}

// Writes what ciphertext ‖ tag holds to `to`; false when it is not what was sealed.
bool decrypt(std::uint8_t* to, std::uint8_t const* nonce, Key const& key, BytesView tagged,
             BytesView associated) {
  start_libsodium();
  return crypto_aead_xchacha20poly1305_ietf_decrypt(to, nullptr, nullptr, bytes_of(tagged),
                                                    tagged.size(), bytes_of(associated),
                                                    associated.size(), nonce, key.data()) == 0;
}

std::optional<Bytes> decrypt(std::uint8_t const* nonce, Key const& key, BytesView tagged,
                             BytesView associated) {
  if (tagged.size() < tag_bytes) {
    return std::nullopt;
  }
  bool whole = false;
  Bytes plain = filled(tagged.size() - tag_bytes, [&](std::uint8_t* to) {
    whole = decrypt(to, nonce, key, tagged, associated);
  });
  return whole ? std::optional(std::move(plain)) : std::nullopt;
}

constexpr std::array<std::uint8_t, nonce_bytes> zero_nonce{};

void keyed_blake2b(std::span<std::uint8_t> to, Key const& key, BytesView message,
                   Role const& role) {
  start_libsodium();
  crypto_generichash_blake2b_salt_personal(to.data(), to.size(), bytes_of(message), message.size(),
                                           key.data(), key_bytes, nullptr, role.data());
}

}  // namespace

Key::~Key() {
  sodium_memzero(bytes_.data(), bytes_.size());
}

Key Key::random(Random& random) {
  Key key;
  random.fill(key.bytes_);
  return key;
}

Key Key::from_bytes(BytesView bytes) {
  if (bytes.size() != key_bytes) {
    throw Failure(FailureKind::damaged, {.code = "crypto.key_size",
                                         .message = "a stored key has the wrong size",
                                         .remedy = "restore the data folder from a backup"});
  }
  Key key;
  std::memcpy(key.data(), bytes.data(), key_bytes);
  return key;
}

Bytes seal(Key const& key, BytesView plain, BytesView associated, Random& random) {
  return filled(plain.size() + sealed_overhead_bytes, [&](std::uint8_t* to) {
    random.fill({to, nonce_bytes});
    encrypt(to + nonce_bytes, to, key, plain, associated);
  });
}

std::optional<Bytes> try_open(Key const& key, BytesView sealed, BytesView associated) {
  if (sealed.size() < sealed_overhead_bytes) {
    return std::nullopt;
  }
  return decrypt(bytes_of(sealed), key, sealed.substr(nonce_bytes), associated);
}

Bytes open(Key const& key, BytesView sealed, BytesView associated) {
  auto plain = try_open(key, sealed, associated);
  if (!plain) {
    unsealable();
  }
  return std::move(*plain);
}

Bytes seal_once(Key const& key, BytesView plain, BytesView associated) {
  return filled(plain.size() + tag_bytes,
                [&](std::uint8_t* to) { encrypt(to, zero_nonce.data(), key, plain, associated); });
}

std::optional<Bytes> try_open_once(Key const& key, BytesView sealed, BytesView associated) {
  return decrypt(zero_nonce.data(), key, sealed, associated);
}

Bytes open_once(Key const& key, BytesView sealed, BytesView associated) {
  auto plain = try_open_once(key, sealed, associated);
  if (!plain) {
    unsealable();
  }
  return std::move(*plain);
}

Bytes wrap(Key const& under, Key const& key, BytesView associated, Random& random) {
  return seal(under, key.view(), associated, random);
}

std::optional<Key> try_unwrap(Key const& under, BytesView wrapped, BytesView associated) {
  Key key;
  bool const whole =
      wrapped.size() == wrapped_key_bytes &&
      decrypt(key.data(), bytes_of(wrapped), under, wrapped.substr(nonce_bytes), associated);
  return whole ? std::optional(key) : std::nullopt;
}

Key unwrap(Key const& under, BytesView wrapped, BytesView associated) {
  auto const key = try_unwrap(under, wrapped, associated);
  if (!key) {
    unsealable();
  }
  return *key;
}

Key combine(Key const& first, Key const& second) {
  Key combined;
  keyed_blake2b({combined.data(), key_bytes}, first, second.view(), role_combine);
  return combined;
}

Key derive(Key const& from, std::string_view context) {
  Key derived;
  keyed_blake2b({derived.data(), key_bytes}, from, context, role_derive);
  return derived;
}

Uuid keyed_hash(Key const& key, BytesView message) {
  Uuid hashed;
  keyed_blake2b(hashed.bytes, key, message, role_index);
  return hashed;
}

Bytes hash(BytesView message) {
  start_libsodium();
  return filled(hash_bytes, [&](std::uint8_t* to) {
    crypto_generichash(to, hash_bytes, bytes_of(message), message.size(), nullptr, 0);
  });
}

}  // namespace lofte::custody::crypto
