#include "custody/crypto/password.hpp"

#include <gtest/gtest.h>

namespace lofte::custody::crypto {
namespace {

constexpr PasswordCost cheap{.passes = 1, .memory_bytes = 8192};

TEST(Passwords, MatchTheirDigest) {
  Passwords passwords(cheap);
  std::string const digest = passwords.digest("correct horse battery");
  EXPECT_TRUE(digest.starts_with("$argon2id$"));
  EXPECT_TRUE(passwords.matches(digest, "correct horse battery"));
  EXPECT_FALSE(passwords.matches(digest, "correct horse batterx"));
  EXPECT_FALSE(passwords.matches(digest, ""));
}

TEST(Passwords, AreSaltedEachTime) {
  Passwords passwords(cheap);
  EXPECT_NE(passwords.digest("correct horse battery"), passwords.digest("correct horse battery"));
}

TEST(Passwords, NothingMatchesWhatIsNoDigest) {
  Passwords passwords(cheap);
  EXPECT_FALSE(passwords.matches("", ""));
  EXPECT_FALSE(passwords.matches("", "correct horse battery"));
  EXPECT_FALSE(passwords.matches("$argon2id$nonsense", "correct horse battery"));
  EXPECT_FALSE(passwords.matches(std::string(500, '$'), "x"));
}

TEST(Passwords, MayHoldAnyBytesButNotTooMany) {
  Passwords passwords(cheap);
  std::string const odd("lö\0senord", 10);
  EXPECT_TRUE(passwords.matches(passwords.digest(odd), odd));
  EXPECT_FALSE(passwords.matches(passwords.digest(odd), odd.substr(0, 3)));
  EXPECT_FALSE(passwords.matches(passwords.digest(odd), std::string(password_bytes_max + 1, 'a')));
}

TEST(Passwords, CostWhatTheyAreToldTo) {
  Passwords dear({.passes = 2, .memory_bytes = 16384});
  EXPECT_NE(dear.digest("x").find("$m=16,t=2,"), std::string::npos);
}

}  // namespace
}  // namespace lofte::custody::crypto
