#include "custody/webauthn/cbor.hpp"

#include <gtest/gtest.h>

#include "base/hex.hpp"
#include "custody/webauthn/authenticator_in_a_test.hpp"

namespace lofte::custody::webauthn {
namespace {

using namespace std::string_literals;

TEST(Cbor, ReadsWhatAuthenticatorsWrite) {
  Bytes const bytes = cbor_head(5, 2) + cbor_integer(3) + cbor_integer(-257) + cbor_text("fmt") +
                      cbor_bytes("\x01\x02"s);
  CborReader reader(bytes);
  EXPECT_EQ(reader.next()->number, 2U);
  EXPECT_EQ(reader.next()->integer(), 3);
  EXPECT_EQ(reader.next()->integer(), -257);
  EXPECT_EQ(reader.next()->content, "fmt");
  auto const last = reader.next();
  EXPECT_EQ(last->content, "\x01\x02"s);
  EXPECT_EQ(last->integer(), std::nullopt);
  EXPECT_TRUE(reader.rest().empty());
  EXPECT_EQ(reader.next(), std::nullopt);
}

TEST(Cbor, PassesAnItemWithAllThatIsInIt) {
  Bytes const deep = Bytes(10'000, '\x81') + cbor_integer(1);  // an array in an array in …
  Bytes const bytes = deep + cbor_text("after");
  CborReader reader(bytes);
  EXPECT_TRUE(reader.skip());
  EXPECT_EQ(reader.next()->content, "after");
}

TEST(Cbor, RefusesWhatIsNotWhole) {
  for (std::string const& bytes :
       {""s, "\x42\x01"s, "\x82\x01"s, "\xa1\x01"s, "\x9b\xff\xff\xff\xff\xff\xff\xff\xff"s,
        "\xbb\xff\xff\xff\xff\xff\xff\xff\xff\x01"s, "\x5b\xff\xff\xff\xff\xff\xff\xff\xff"s}) {
    EXPECT_FALSE(CborReader(bytes).skip()) << to_hex(bytes);
  }
}

TEST(Cbor, RefusesIndefiniteLengthsAndTags) {
  for (std::string const& bytes : {"\x5f\x41\x01\xff"s, "\x7f\x61\x61\xff"s, "\x9f\x01\xff"s,
                                   "\xbf\x01\x02\xff"s, "\xc0\x61\x61"s, "\xff"s}) {
    EXPECT_FALSE(CborReader(bytes).skip()) << to_hex(bytes);
  }
}

TEST(Cbor, ANumberBeyond32BitsIsNoInteger) {
  EXPECT_EQ(CborReader("\x1b\xff\xff\xff\xff\xff\xff\xff\xff"s).next()->integer(), std::nullopt);
  EXPECT_EQ(CborReader("\x3a\xff\xff\xff\xff"s).next()->integer(), -4'294'967'296);
}

}  // namespace
}  // namespace lofte::custody::webauthn
