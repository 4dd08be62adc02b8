#include "custody/crypto/crypto.hpp"

#include <gtest/gtest.h>

#include <set>

#include "base/failure.hpp"

namespace lofte::custody::crypto {
namespace {

Bytes from_hex(std::string_view text) {
  auto const digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  Bytes bytes;
  for (std::size_t at = 0; at < text.size(); at += 2) {
    bytes.push_back(static_cast<char>(digit(text[at]) << 4 | digit(text[at + 1])));
  }
  return bytes;
}

std::string code_of(auto const& act) {
  try {
    act();
  } catch (Failure const& failure) {
    EXPECT_EQ(failure.kind(), FailureKind::damaged);
    return failure.code();
  }
  return "nothing was thrown";
}

class Crypto : public testing::Test {
 protected:
  SeededRandom random{1};
  Key key = Key::random(random);
  Key other = Key::random(random);
};

// draft-irtf-cfrg-xchacha-03, appendix A.3.1: what we write is what every other implementation
// reads.
TEST(CryptoVectors, opens_the_published_xchacha20_poly1305_example) {
  Key const key =
      Key::from_bytes(from_hex("808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"));
  Bytes const sealed = from_hex(
      "404142434445464748494a4b4c4d4e4f5051525354555657"
      "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb"
      "731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452"
      "2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
      "21f9664c97637da9768812f615c68b13b52e"
      "c0875924c1c7987947deafd8780acf49");
  EXPECT_EQ(open(key, sealed, from_hex("50515253c0c1c2c3c4c5c6c7")),
            "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
            "future, sunscreen "
            "would be it.");
}

TEST(CryptoVectors, hash_is_blake2b_of_32_bytes) {
  EXPECT_EQ(hash("abc"),
            from_hex("bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d52319"));
}

TEST_F(Crypto, what_is_sealed_opens_under_its_key_and_place) {
  for (std::size_t size : {0U, 1U, 31U, 4096U, 1000000U}) {
    Bytes const plain(size, 'x');
    Bytes const sealed = seal(key, plain, "place", random);
    EXPECT_EQ(sealed.size(), size + sealed_overhead_bytes);
    EXPECT_EQ(open(key, sealed, "place"), plain);
    EXPECT_EQ(open_once(key, seal_once(key, plain, "place"), "place"), plain);
  }
}

TEST_F(Crypto, another_key_place_or_byte_opens_nothing) {
  Bytes const sealed = seal(key, "birth date", "place", random);
  EXPECT_EQ(try_open(other, sealed, "place"), std::nullopt);
  EXPECT_EQ(try_open(key, sealed, "elsewhere"), std::nullopt);
  EXPECT_EQ(code_of([&] { open(other, sealed, "place"); }), "crypto.unsealable");
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    Bytes changed = sealed;
    changed[at] = static_cast<char>(changed[at] ^ 1);
    EXPECT_EQ(try_open(key, changed, "place"), std::nullopt) << "byte " << at;
    EXPECT_EQ(try_open(key, BytesView(sealed).substr(0, at), "place"), std::nullopt)
        << "first " << at;
  }
}

TEST_F(Crypto, sealed_once_is_held_to_its_key_place_and_bytes) {
  Bytes const sealed = seal_once(key, "birth date", "place");
  EXPECT_EQ(sealed.size(), 10 + tag_bytes);
  EXPECT_EQ(code_of([&] { open_once(other, sealed, "place"); }), "crypto.unsealable");
  EXPECT_EQ(code_of([&] { open_once(key, sealed, "elsewhere"); }), "crypto.unsealable");
  EXPECT_EQ(code_of([&] { open_once(key, BytesView(sealed).substr(1), "place"); }),
            "crypto.unsealable");
  EXPECT_EQ(code_of([&] { open_once(key, "", "place"); }), "crypto.unsealable");
}

TEST_F(Crypto, sealing_the_same_twice_gives_unlike_bytes) {
  EXPECT_NE(seal(key, "same", "", random), seal(key, "same", "", random));
}

TEST_F(Crypto, a_wrapped_key_comes_back) {
  Bytes const wrapped = wrap(key, other, "leaf 7", random);
  EXPECT_EQ(wrapped.size(), key_bytes + sealed_overhead_bytes);
  EXPECT_EQ(unwrap(key, wrapped, "leaf 7").view(), other.view());
  EXPECT_EQ(code_of([&] { unwrap(key, wrapped, "leaf 8"); }), "crypto.unsealable");
  EXPECT_EQ(code_of([&] { unwrap(other, wrapped, "leaf 7"); }), "crypto.unsealable");
  EXPECT_EQ(code_of([&] { unwrap(key, seal(key, "short", "", random), ""); }), "crypto.unsealable");
  EXPECT_EQ(code_of([&] { unwrap(key, "", ""); }), "crypto.unsealable");
}

TEST_F(Crypto, a_combined_key_needs_both_and_their_order) {
  EXPECT_EQ(combine(key, other).view(), combine(key, other).view());
  EXPECT_NE(combine(key, other).view(), combine(other, key).view());
  EXPECT_NE(combine(key, other).view(), combine(key, key).view());
}

TEST_F(Crypto, one_key_in_several_roles_gives_unrelated_results) {
  Key const combined = combine(key, other);
  Key const derived = derive(key, other.view());
  Uuid const hashed = keyed_hash(key, other.view());
  EXPECT_NE(combined.view(), derived.view());
  EXPECT_NE(derive(key, "facts").view(), derive(key, "standing").view());
  BytesView const start(reinterpret_cast<char const*>(hashed.bytes.data()), hashed.bytes.size());
  EXPECT_NE(combined.view().substr(0, 16), start);
  EXPECT_NE(derived.view().substr(0, 16), start);
  EXPECT_EQ(keyed_hash(key, "anna@example.se"), keyed_hash(key, "anna@example.se"));
  EXPECT_NE(keyed_hash(key, "anna@example.se"), keyed_hash(other, "anna@example.se"));
}

TEST_F(Crypto, a_key_of_another_size_is_damage) {
  EXPECT_EQ(code_of([] { Key::from_bytes(Bytes(31, 'k')); }), "crypto.key_size");
  EXPECT_EQ(code_of([] { Key::from_bytes(Bytes(33, 'k')); }), "crypto.key_size");
}

TEST_F(Crypto, a_key_is_wiped_when_it_dies) {
  alignas(Key) std::array<std::uint8_t, sizeof(Key)> place{};
  Key* const short_lived = new (place.data()) Key(key);
  ASSERT_EQ(short_lived->view(), key.view());
  short_lived->~Key();
  EXPECT_EQ(std::set<std::uint8_t>(place.begin(), place.end()), std::set<std::uint8_t>{0});
}

}  // namespace
}  // namespace lofte::custody::crypto
