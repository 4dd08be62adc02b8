#include "custody/webauthn/cose_key.hpp"

#include <gtest/gtest.h>

#include "custody/webauthn/authenticator_data.hpp"
#include "custody/webauthn/authenticator_in_a_test.hpp"

namespace lofte::custody::webauthn {
namespace {

bool is_key(BytesView bytes) {
  BytesView const before = bytes;
  bool const taken = CoseKey::take(bytes).has_value();
  EXPECT_TRUE(taken || bytes == before) << "what is refused stays";
  return taken;
}

Bytes ec_key(std::int64_t algorithm, std::int64_t curve, Bytes const& x, Bytes const& y) {
  return cbor_head(5, 5) + cbor_integer(1) + cbor_integer(2) + cbor_integer(3) +
         cbor_integer(algorithm) + cbor_integer(-1) + cbor_integer(curve) + cbor_integer(-2) +
         cbor_bytes(x) + cbor_integer(-3) + cbor_bytes(y);
}

TEST(CoseKeys, AKeyIsTakenOffWhatFollowsIt) {
  for (Algorithm const algorithm : algorithms) {
    Bytes const bytes = SoftAuthenticator(algorithm).public_key() + "after";
    BytesView rest = bytes;
    auto const key = CoseKey::take(rest);
    ASSERT_TRUE(key.has_value());
    EXPECT_EQ(key->algorithm(), algorithm);
    EXPECT_EQ(rest, "after");
  }
}

TEST(CoseKeys, APointBesideTheCurveIsNoKey) {
  EXPECT_FALSE(is_key(ec_key(-7, 1, Bytes(32, '\x01'), Bytes(32, '\x02'))));
}

TEST(CoseKeys, OtherAlgorithmsCurvesAndSizesAreNotTaken) {
  Bytes const x(32, '\x01');
  EXPECT_FALSE(is_key(ec_key(-35, 2, Bytes(48, '\x01'), Bytes(48, '\x01')))) << "ES384";
  EXPECT_FALSE(is_key(ec_key(-7, 2, x, x))) << "P-384 under the name of ES256";
  EXPECT_FALSE(is_key(ec_key(-7, 1, Bytes(31, '\x01'), x)));
  Bytes const small_rsa = cbor_head(5, 4) + cbor_integer(1) + cbor_integer(3) + cbor_integer(3) +
                          cbor_integer(-257) + cbor_integer(-1) + cbor_bytes(Bytes(128, '\x81')) +
                          cbor_integer(-2) + cbor_bytes("\x01");
  EXPECT_FALSE(is_key(small_rsa)) << "1024 bits";
  EXPECT_FALSE(is_key(""));
  EXPECT_FALSE(is_key(cbor_head(5, 0)));
  EXPECT_FALSE(is_key(cbor_head(4, 0)));
}

TEST(CoseKeys, ALabelStandsOnce) {
  Bytes key = SoftAuthenticator(Algorithm::eddsa).public_key();
  EXPECT_TRUE(is_key(key));
  key[0] = '\xa5';  // five parameters
  EXPECT_FALSE(is_key(key + cbor_integer(-2) + cbor_bytes(Bytes(32, '\0'))));
  EXPECT_TRUE(is_key(key + cbor_integer(4) + cbor_head(4, 1) + cbor_integer(2))) << "key_ops";
}

TEST(AttestationObjects, WhatTheStatementSaysIsNotLookedAt) {
  Bytes const statement = cbor_head(5, 1) + cbor_text("x5c") + cbor_head(4, 1) + cbor_bytes("cert");
  Bytes const whole = cbor_head(5, 3) + cbor_text("fmt") + cbor_text("packed") +
                      cbor_text("attStmt") + statement + cbor_text("authData") + cbor_bytes("data");
  EXPECT_EQ(authenticator_data_of(whole), "data");
}

TEST(AttestationObjects, WhatLacksAPartIsNone) {
  Bytes const without = cbor_head(5, 2) + cbor_text("fmt") + cbor_text("none") +
                        cbor_text("authData") + cbor_bytes("data");
  EXPECT_EQ(authenticator_data_of(without), std::nullopt);
  EXPECT_EQ(authenticator_data_of("nonsense"), std::nullopt);
  EXPECT_EQ(AuthenticatorData::read(Bytes(36, '\0')).has_value(), false);
}

}  // namespace
}  // namespace lofte::custody::webauthn
