#include "custody/webauthn/cose_key.hpp"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <map>
#include <memory>

#include "custody/webauthn/cbor.hpp"

namespace lofte::custody::webauthn {

namespace {

// RFC 9052, table 4; RFC 9053, tables 17 to 21; RFC 8230, table 4.
enum Label : std::int64_t {
  key_type = 1,
  algorithm_of_key = 3,
  curve_or_modulus = -1,
  x_or_exponent = -2,
  y_of_point = -3,
};
constexpr std::int64_t type_okp = 1, type_ec2 = 2, type_rsa = 3;
constexpr std::int64_t curve_p256 = 1, curve_ed25519 = 6;
constexpr std::size_t parameters_max = 16;
constexpr std::size_t coordinate_bytes = 32;
constexpr std::size_t modulus_bytes_min = 256, modulus_bytes_max = 512;
constexpr std::size_t exponent_bytes_max = 4;

template <auto release>
struct Release {
  void operator()(auto* object) const { release(object); }
};
using PublicKeyObject = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Release<OSSL_PARAM_BLD_free>>;
using BuiltParameters = std::unique_ptr<OSSL_PARAM, Release<OSSL_PARAM_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Release<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Release<EVP_MD_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BN_free>>;

unsigned char const* bytes_of(BytesView view) {
  return reinterpret_cast<unsigned char const*>(view.data());
}

Number number_of(BytesView big_endian) {
  return Number(BN_bin2bn(bytes_of(big_endian), static_cast<int>(big_endian.size()), nullptr));
}

// Null for parameters that make no key: a point beside the curve, for one.
PublicKeyObject made_from(char const* type, OSSL_PARAM_BLD* builder) {
  BuiltParameters const parameters(OSSL_PARAM_BLD_to_param(builder));
  KeyContext const context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return PublicKeyObject(key);
}

PublicKeyObject p256_key(BytesView point) {
  Builder const builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(),
                                   point.size());
  return made_from("EC", builder.get());
}

PublicKeyObject rsa_key(BytesView modulus, BytesView exponent) {
  Builder const builder(OSSL_PARAM_BLD_new());
  Number const n = number_of(modulus);
  Number const e = number_of(exponent);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return made_from("RSA", builder.get());
}

bool is_signed(PublicKeyObject const& key, BytesView message, BytesView signature) {
  DigestContext const context(EVP_MD_CTX_new());
  return key && context &&
         EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
         EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(message),
                          message.size()) == 1;
}

template <typename... Cases>
struct Either : Cases... {
  using Cases::operator()...;
};

}  // namespace

// What a key says of itself, by label; each once.
struct CoseKey::Parameters {
  std::map<std::int64_t, CborItem> by_label;

  static std::optional<Parameters> read(CborReader& reader) {
    auto const head = reader.next();
    if (!head || head->kind != CborItem::Kind::map || head->number > parameters_max) {
      return std::nullopt;
    }
    Parameters parameters;
    for (std::uint64_t left = head->number; left > 0; --left) {
      auto const item = reader.next();
      auto const label = item ? item->integer() : std::nullopt;
      CborReader ahead = reader;
      auto const value = ahead.next();
      if (!label || !value || !reader.skip() ||
          !parameters.by_label.emplace(*label, *value).second) {
        return std::nullopt;
      }
    }
    return parameters;
  }

  std::optional<std::int64_t> integer(Label label) const {
    auto const found = by_label.find(label);
    return found == by_label.end() ? std::nullopt : found->second.integer();
  }
  // "" for what is no string of bytes.
  BytesView bytes(Label label) const {
    auto const found = by_label.find(label);
    return found == by_label.end() || found->second.kind != CborItem::Kind::bytes
               ? BytesView()
               : found->second.content;
  }
  bool is(std::int64_t type, Algorithm algorithm) const {
    return integer(key_type) == type &&
           integer(algorithm_of_key) == static_cast<std::int64_t>(algorithm);
  }
};

std::optional<CoseKey> CoseKey::made_of(Parameters const& parameters) {
  BytesView const x = parameters.bytes(x_or_exponent);
  BytesView const y = parameters.bytes(y_of_point);
  if (parameters.is(type_okp, Algorithm::eddsa) &&
      parameters.integer(curve_or_modulus) == curve_ed25519 && x.size() == coordinate_bytes) {
    crypto::PublicKey key;
    std::ranges::copy(x, key.begin());
    return CoseKey(key);
  }
  if (parameters.is(type_ec2, Algorithm::es256) &&
      parameters.integer(curve_or_modulus) == curve_p256 && x.size() == coordinate_bytes &&
      y.size() == coordinate_bytes) {
    return CoseKey(Point{.uncompressed = Writer{}.u8(4).raw(x).raw(y).take()});
  }
  BytesView const modulus = parameters.bytes(curve_or_modulus);
  if (parameters.is(type_rsa, Algorithm::rs256) && modulus.size() >= modulus_bytes_min &&
      modulus.size() <= modulus_bytes_max && modulus.front() != 0 && !x.empty() &&
      x.size() <= exponent_bytes_max) {
    return CoseKey(Rsa{.modulus = Bytes(modulus), .exponent = Bytes(x)});
  }
  return std::nullopt;
}

std::optional<CoseKey> CoseKey::take(BytesView& bytes) {
  CborReader reader(bytes);
  auto const parameters = Parameters::read(reader);
  auto key = parameters ? made_of(*parameters) : std::nullopt;
  if (!key || !key->is_usable()) {
    return std::nullopt;
  }
  bytes = reader.rest();
  return key;
}

bool CoseKey::is_usable() const {
  auto const* const point = std::get_if<Point>(&content_);
  return point == nullptr || p256_key(point->uncompressed) != nullptr;
}

Algorithm CoseKey::algorithm() const {
  return std::visit(Either{[](crypto::PublicKey const&) { return Algorithm::eddsa; },
                           [](Point const&) { return Algorithm::es256; },
                           [](Rsa const&) { return Algorithm::rs256; }},
                    content_);
}

bool CoseKey::has_signed(BytesView message, BytesView signature) const {
  return std::visit(Either{[&](crypto::PublicKey const& key) {
                             crypto::Signature fixed{};
                             bool const fits = signature.size() == fixed.size();
                             std::ranges::copy(signature.substr(0, fixed.size()), fixed.begin());
                             return fits && crypto::is_signed_by(key, message, fixed);
                           },
                           [&](Point const& point) {
                             return is_signed(p256_key(point.uncompressed), message, signature);
                           },
                           [&](Rsa const& rsa) {
                             return is_signed(rsa_key(rsa.modulus, rsa.exponent), message,
                                              signature);
                           }},
                    content_);
}

}  // namespace lofte::custody::webauthn
