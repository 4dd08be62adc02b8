#include "custody/backup/recovery_key.hpp"

#include <gtest/gtest.h>

#include "base/failure.hpp"

namespace lofte::custody::backup {
namespace {

TEST(RecoveryKeyText, BothHalvesAreReadAsTheyAreWritten) {
  SeededRandom random(5);
  auto const key = RecoveryKey::random(random);
  auto const text = key.public_half().text();
  EXPECT_TRUE(text.starts_with("lofte-recovery+"));
  EXPECT_EQ(parse_recovery_public_key(text), key.public_half());
  auto const secret = RecoveryKey::parse(key.text());
  ASSERT_TRUE(secret.has_value());
  EXPECT_EQ(secret->public_half(), key.public_half());
  EXPECT_EQ(secret->text(), key.text());
}

// A copy sealed to a key with a slip in it would be noticed when it is too late.
TEST(RecoveryKeyText, ASlipInEitherHalfIsNoticed) {
  SeededRandom random(5);
  auto const key = RecoveryKey::random(random);
  std::string const text = key.public_half().text();
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string slip = text;
    slip[i] = slip[i] == 'a' ? 'b' : 'a';
    EXPECT_EQ(RecoveryPublicKey::parse(slip), std::nullopt) << i;
    EXPECT_EQ(RecoveryPublicKey::parse(text.substr(0, i)), std::nullopt) << i;
    EXPECT_THROW(parse_recovery_public_key(slip), Failure);
  }
  std::string const secret = key.text();
  EXPECT_FALSE(RecoveryKey::parse(secret.substr(0, secret.size() - 3)).has_value());
  EXPECT_FALSE(RecoveryKey::parse(text).has_value());
  std::string slip = secret;
  auto& letter = slip[slip.size() - 10];
  letter = letter == 'a' ? 'b' : 'a';
  EXPECT_FALSE(RecoveryKey::parse(slip).has_value());
}

}  // namespace
}  // namespace lofte::custody::backup
