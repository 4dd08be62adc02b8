#include "custody/crypto/hmac.hpp"

#include <gtest/gtest.h>

namespace lofte::custody::crypto {
namespace {

// RFC 4231, test cases 1, 2 and 6.
TEST(Hmac, IsThatOfTheRfc) {
  EXPECT_EQ(to_hex(hmac_sha256({.key = Bytes(20, '\x0b'), .message = "Hi There"})),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(to_hex(hmac_sha256({.key = "Jefe", .message = "what do ya want for nothing?"})),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(
      to_hex(hmac_sha256({.key = Bytes(131, '\xaa'),
                          .message = "Test Using Larger Than Block-Size Key - Hash Key First"})),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

}  // namespace
}  // namespace lofte::custody::crypto
