// Public keys of authenticators: COSE_Key (RFC 9052, section 7; RFC 9053), of the three algorithms
// that passkeys are made with. Signatures are checked by OpenSSL, Ed25519's by libsodium.
//
// Plain values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <variant>

#include "custody/crypto/signing.hpp"

namespace lofte::custody::webauthn {

// By their numbers in the IANA registry "COSE Algorithms", the preferred one first.
enum class Algorithm : std::int32_t { eddsa = -8, es256 = -7, rs256 = -257 };
inline constexpr std::array<Algorithm, 3> algorithms{Algorithm::eddsa, Algorithm::es256,
                                                     Algorithm::rs256};

class CoseKey {
 public:
  // Reads the key that `bytes` begin with, and takes it off them. Nullopt, and nothing is taken,
  // for anything but a key of one of the algorithms: Ed25519, P-256 with a point that is on the
  // curve, RSA of 2048 to 4096 bits.
  static std::optional<CoseKey> take(BytesView& bytes);

  Algorithm algorithm() const;
  bool has_signed(BytesView message, BytesView signature) const;

 private:
  struct Rsa {
    Bytes modulus;   // big-endian
    Bytes exponent;  // the same
  };
  struct Point {
    Bytes uncompressed;  // 0x04 ‖ x ‖ y
  };
  using Content = std::variant<crypto::PublicKey, Point, Rsa>;
  explicit CoseKey(Content content) : content_(std::move(content)) {}

  struct Parameters;
  static std::optional<CoseKey> made_of(Parameters const& parameters);
  bool is_usable() const;

  Content content_;
};

}  // namespace lofte::custody::webauthn
