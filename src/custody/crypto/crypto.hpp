// Keys, sealing, and hashing, on libsodium. Nothing here is ours but the names.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "base/random.hpp"
#include "base/wire.hpp"

namespace lofte::custody::crypto {

inline constexpr std::size_t key_bytes = 32;
inline constexpr std::size_t nonce_bytes = 24;  // XChaCha20-Poly1305 (IETF)
inline constexpr std::size_t tag_bytes = 16;
inline constexpr std::size_t sealed_overhead_bytes = nonce_bytes + tag_bytes;
inline constexpr std::size_t wrapped_key_bytes = key_bytes + sealed_overhead_bytes;

// A secret of 32 bytes, wiped when it dies. No printing, no comparing.
class Key {
 public:
  Key() = default;
  Key(Key const&) = default;
  Key& operator=(Key const&) = default;
  ~Key();

  static Key random(Random& random);
  static Key from_bytes(BytesView bytes);  // exactly key_bytes, else Failure (damaged)
  BytesView view() const { return {reinterpret_cast<char const*>(bytes_.data()), bytes_.size()}; }

  std::uint8_t const* data() const { return bytes_.data(); }
  std::uint8_t* data() { return bytes_.data(); }

 private:
  std::array<std::uint8_t, key_bytes> bytes_{};
};

// nonce ‖ ciphertext ‖ tag, under a random nonce: `key` may seal any number of messages.
Bytes seal(Key const& key, BytesView plain, BytesView associated, Random& random);
// Throws Failure (damaged, "crypto.unsealable") when key, bytes or associated data are not the ones
// sealed.
Bytes open(Key const& key, BytesView sealed, BytesView associated);
// As open, but a wrong key is an expected outcome.
std::optional<Bytes> try_open(Key const& key, BytesView sealed, BytesView associated);

// ciphertext ‖ tag, under a zero nonce: `key` must be random and seal one message in its life.
Bytes seal_once(Key const& key, BytesView plain, BytesView associated);
Bytes open_once(Key const& key, BytesView sealed, BytesView associated);
std::optional<Bytes> try_open_once(Key const& key, BytesView sealed, BytesView associated);

// A key sealed under another; nonce ‖ ciphertext ‖ tag.
Bytes wrap(Key const& under, Key const& key, BytesView associated, Random& random);
Key unwrap(Key const& under, BytesView wrapped, BytesView associated);
std::optional<Key> try_unwrap(Key const& under, BytesView wrapped, BytesView associated);

// A key that only those who have both can compute: keyed BLAKE2b of `second` under `first`.
Key combine(Key const& first, Key const& second);
// A key for one use, named by `context`: keyed BLAKE2b.
Key derive(Key const& from, std::string_view context);

// Keyed BLAKE2b, 16 bytes. (combine, derive and keyed_hash differ by BLAKE2b's personalisation.)
Uuid keyed_hash(Key const& key, BytesView message);
// BLAKE2b; for checksums and plan hashes.
inline constexpr std::size_t hash_bytes = 32;
Bytes hash(BytesView message);

}  // namespace lofte::custody::crypto
