// CBOR (RFC 8949) as authenticators write it (CTAP 2.1, section 8): definite lengths, no tags. Read
// one item at a time by libcbor's stateless decoder, which copies nothing; libcbor's loader is not
// used, because it allocates what a head claims before it has seen the bytes.
//
// Plain values; views into the bytes that were given.
#pragma once

#include <cstdint>
#include <optional>

#include "base/wire.hpp"

namespace lofte::custody::webauthn {

struct CborItem {
  enum class Kind { number, negative, bytes, text, array, map, other } kind = Kind::other;
  std::uint64_t number = 0;  // of a negative: -1 - number; of an array or map: how many are in it
  BytesView content{};       // of bytes and text

  // As the integer that it is; nullopt for what is none, or is beyond 32 bits.
  std::optional<std::int64_t> integer() const;
};

class CborReader {
 public:
  explicit CborReader(BytesView bytes) : rest_(bytes) {}

  // The next item; of an array or map its head alone. Nullopt for what is malformed, truncated, of
  // indefinite length or a tag; then the reader stays where it is.
  std::optional<CborItem> next();
  // Passes an item with all that is in it; false when it is not whole.
  bool skip();

  BytesView rest() const { return rest_; }

 private:
  BytesView rest_;
};

}  // namespace lofte::custody::webauthn
