#include "custody/crypto/sealed_box.hpp"

#include <gtest/gtest.h>

namespace lofte::custody::crypto {
namespace {

BoxKey key_of(char letter) {
  return BoxKey(Key::from_bytes(Bytes(key_bytes, letter)));
}

TEST(SealedBox, OpensForItsKeyAlone) {
  auto const sealed = seal_to(key_of('a').public_key(), "secret").value();
  EXPECT_EQ(sealed.size(), 6 + sealed_box_overhead_bytes);
  EXPECT_EQ(key_of('a').try_open(sealed), "secret");
  EXPECT_EQ(key_of('b').try_open(sealed), std::nullopt);
  EXPECT_NE(seal_to(key_of('a').public_key(), "secret"), sealed);
}

TEST(SealedBox, EveryChangedByteIsNoticed) {
  auto const sealed = seal_to(key_of('a').public_key(), "secret").value();
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= 1;
    EXPECT_EQ(key_of('a').try_open(changed), std::nullopt) << i;
    EXPECT_EQ(key_of('a').try_open(BytesView(sealed).substr(0, i)), std::nullopt) << i;
  }
}

TEST(SealedBox, NothingIsSealedToAPointThatIsNoKey) {
  EXPECT_EQ(seal_to(BoxPublicKey{}, "secret"), std::nullopt);
}

}  // namespace
}  // namespace lofte::custody::crypto
