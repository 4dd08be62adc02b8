#include "custody/crypto/signing.hpp"

#include <gtest/gtest.h>

#include "custody/crypto/sha256.hpp"

namespace lofte::custody::crypto {
namespace {

TEST(Sha256, IsThatOfTheStandard) {
  // FIPS 180-4's own example.
  EXPECT_EQ(to_hex(sha256({"abc"})),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256({"a", "", "bc"}), sha256({"abc"}));
}

TEST(Signing, IsThatOfTheStandard) {
  // RFC 8032, section 7.1, test 1.
  Bytes seed;
  for (int const byte : {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                         0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                         0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60}) {
    seed += static_cast<char>(byte);
  }
  SigningKey const key(Key::from_bytes(seed));
  EXPECT_EQ(key.public_key()[0], 0xd7);
  EXPECT_EQ(key.public_key()[31], 0x1a);
  Signature const signature = key.sign("");
  EXPECT_EQ(signature[0], 0xe5);
  EXPECT_EQ(signature[63], 0x0b);
  EXPECT_TRUE(is_signed_by(key.public_key(), "", signature));
}

TEST(Signing, AnotherMessageOrKeyIsNotSigned) {
  SigningKey const key(Key::from_bytes(Bytes(32, '1')));
  SigningKey const another(Key::from_bytes(Bytes(32, '2')));
  Signature signature = key.sign("promise");
  EXPECT_TRUE(is_signed_by(key.public_key(), "promise", signature));
  EXPECT_FALSE(is_signed_by(key.public_key(), "promises", signature));
  EXPECT_FALSE(is_signed_by(another.public_key(), "promise", signature));
  signature[7] ^= 1;
  EXPECT_FALSE(is_signed_by(key.public_key(), "promise", signature));
}

}  // namespace
}  // namespace lofte::custody::crypto
