// An authenticator made of software, for tests: keys by OpenSSL, and it says what a test tells it
// to say.
#pragma once

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include <memory>

#include "base/base64.hpp"
#include "base/failure.hpp"
#include "custody/crypto/sha256.hpp"
#include "custody/webauthn/ceremony.hpp"
#include "custody/webauthn/cose_key.hpp"

namespace lofte::custody::webauthn {

// CBOR's heads: major type and argument.
inline Bytes cbor_head(std::uint8_t major, std::uint64_t argument) {
  auto const first = static_cast<std::uint8_t>(major << 5);
  if (argument < 24) {
    return Writer{}.u8(static_cast<std::uint8_t>(first | argument)).take();
  }
  if (argument < 256) {
    return Writer{}.u8(first | 24).u8(static_cast<std::uint8_t>(argument)).take();
  }
  return Writer{}.u8(first | 25).u16(static_cast<std::uint16_t>(argument)).take();
}
inline Bytes cbor_integer(std::int64_t value) {
  return value < 0 ? cbor_head(1, static_cast<std::uint64_t>(-1 - value))
                   : cbor_head(0, static_cast<std::uint64_t>(value));
}
inline Bytes cbor_bytes(BytesView bytes) {
  return cbor_head(2, bytes.size()) + Bytes(bytes);
}
inline Bytes cbor_text(std::string_view text) {
  return cbor_head(3, text.size()) + Bytes(text);
}

class SoftAuthenticator {
 public:
  static constexpr std::uint8_t present = 0x01, verified = 0x04, eligible = 0x08, backed_up = 0x10;

  // What it and its browser say; each part may be a lie.
  struct Saying {
    std::string challenge{};
    std::string type{};  // "": that of the ceremony
    std::string origin = "https://shop.example";
    std::string rp_id = "shop.example";
    std::string more_client_data{};  // "," and further members of the JSON
    std::uint8_t flags = present | verified;
    std::uint32_t counter = 0;
    Bytes extensions{};     // CBOR
    Bytes trailing{};       // after all of it
    Bytes user_handle{};    // of a use
    Bytes id_in_message{};  // "": its own
  };

  explicit SoftAuthenticator(Algorithm algorithm = Algorithm::es256, Bytes id = "credential id")
      : algorithm_(algorithm), id_(std::move(id)), key_(made(algorithm)) {}

  Made make(Saying const& saying) const {
    Bytes const data = authenticator_data(saying, 0x40, attested());
    return {.id = saying.id_in_message.empty() ? id_ : saying.id_in_message,
            .client_data = client_data(saying, "webauthn.create"),
            .attestation_object = cbor_head(5, 3) + cbor_text("fmt") + cbor_text("none") +
                                  cbor_text("attStmt") + cbor_head(5, 0) + cbor_text("authData") +
                                  cbor_bytes(data)};
  }

  Used use(Saying const& saying) const {
    Used used{.id = saying.id_in_message.empty() ? id_ : saying.id_in_message,
              .client_data = client_data(saying, "webauthn.get"),
              .authenticator_data = authenticator_data(saying, 0, {}),
              .signature = {},
              .user_handle = saying.user_handle};
    used.signature = signature_of(used.authenticator_data +
                                  Bytes(crypto::view(crypto::sha256({used.client_data}))));
    return used;
  }

  Bytes public_key() const {
    Bytes const algorithm = cbor_integer(3) + cbor_integer(static_cast<std::int32_t>(algorithm_));
    if (algorithm_ == Algorithm::rs256) {
      return cbor_head(5, 4) + cbor_integer(1) + cbor_integer(3) + algorithm + cbor_integer(-1) +
             cbor_bytes(number("n")) + cbor_integer(-2) + cbor_bytes(number("e"));
    }
    if (algorithm_ == Algorithm::eddsa) {
      Bytes key(32, '\0');
      std::size_t size = key.size();
      EVP_PKEY_get_raw_public_key(key_.get(), reinterpret_cast<unsigned char*>(key.data()), &size);
      return cbor_head(5, 4) + cbor_integer(1) + cbor_integer(1) + algorithm + cbor_integer(-1) +
             cbor_integer(6) + cbor_integer(-2) + cbor_bytes(key);
    }
    return cbor_head(5, 5) + cbor_integer(1) + cbor_integer(2) + algorithm + cbor_integer(-1) +
           cbor_integer(1) + cbor_integer(-2) + cbor_bytes(number("qx")) + cbor_integer(-3) +
           cbor_bytes(number("qy"));
  }

  Bytes const& id() const { return id_; }

  // As a browser writes them (toJSON).
  static std::string json_of(Made const& made) {
    return message(made.id, R"("clientDataJSON":")" + to_base64url(made.client_data) +
                                R"(","attestationObject":")" +
                                to_base64url(made.attestation_object) + '"');
  }
  static std::string json_of(Used const& used) {
    return message(used.id, R"("clientDataJSON":")" + to_base64url(used.client_data) +
                                R"(","authenticatorData":")" +
                                to_base64url(used.authenticator_data) + R"(","signature":")" +
                                to_base64url(used.signature) + R"(","userHandle":")" +
                                to_base64url(used.user_handle) + '"');
  }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;

  static Key made(Algorithm algorithm) {
    EVP_PKEY* key = algorithm == Algorithm::es256 ? EVP_EC_gen("P-256")
                    : algorithm == Algorithm::rs256
                        ? EVP_RSA_gen(2048)
                        : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
    require(key != nullptr, "OpenSSL makes a key");
    return {key, EVP_PKEY_free};
  }

  static std::string message(Bytes const& id, std::string const& response) {
    std::string const name = to_base64url(id);
    return R"({"id":")" + name + R"(","rawId":")" + name +
           R"(","type":"public-key","clientExtensionResults":{},"response":{)" + response + "}}";
  }

  static Bytes client_data(Saying const& saying, std::string const& usual_type) {
    return R"({"type":")" + (saying.type.empty() ? usual_type : saying.type) +
           R"(","challenge":")" + saying.challenge + R"(","origin":")" + saying.origin + '"' +
           saying.more_client_data + "}";
  }

  static Bytes authenticator_data(Saying const& saying, std::uint8_t more_flags,
                                  BytesView attested) {
    std::uint8_t const extended = saying.extensions.empty() ? 0 : 0x80;
    return Writer{}
        .raw(crypto::view(crypto::sha256({saying.rp_id})))
        .u8(static_cast<std::uint8_t>(saying.flags | more_flags | extended))
        .u32(saying.counter)
        .raw(attested)
        .raw(saying.extensions)
        .raw(saying.trailing)
        .take();
  }

  Bytes attested() const {
    return Writer{}
        .raw(Bytes(16, '\0'))
        .u16(static_cast<std::uint16_t>(id_.size()))
        .raw(id_)
        .raw(public_key())
        .take();
  }

  // A number of the key, big-endian; coordinates with all their zeros.
  Bytes number(char const* name) const {
    BIGNUM* value = nullptr;
    require(EVP_PKEY_get_bn_param(key_.get(), name, &value) == 1, "OpenSSL tells a number");
    std::size_t const size = name[0] == 'q' ? 32 : static_cast<std::size_t>(BN_num_bytes(value));
    Bytes bytes(size, '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(size));
    BN_free(value);
    return bytes;
  }

  Bytes signature_of(BytesView message) const {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> const context(EVP_MD_CTX_new(),
                                                                          EVP_MD_CTX_free);
    auto const* const bytes = reinterpret_cast<unsigned char const*>(message.data());
    std::size_t size = 0;
    require(EVP_DigestSignInit(context.get(), nullptr,
                               algorithm_ == Algorithm::eddsa ? nullptr : EVP_sha256(), nullptr,
                               key_.get()) == 1 &&
                EVP_DigestSign(context.get(), nullptr, &size, bytes, message.size()) == 1,
            "OpenSSL signs");
    Bytes signature(size, '\0');
    require(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                           bytes, message.size()) == 1,
            "OpenSSL signs");
    signature.resize(size);
    return signature;
  }

  Algorithm algorithm_;
  Bytes id_;
  Key key_;
};

}  // namespace lofte::custody::webauthn
