#include "custody/ledger/checkpoint.hpp"

#include <gtest/gtest.h>

namespace lofte::custody::ledger {
namespace {

crypto::SigningKey key_of(char seed) {
  return crypto::SigningKey(crypto::Key::from_bytes(Bytes(32, seed)));
}

Signer shop() {
  return {"shop.example/ledger", VerifierKey::Type::ed25519, key_of('s')};
}

Signer witness() {
  return {"witness.example/w1", VerifierKey::Type::cosignature, key_of('w')};
}

SignedCheckpoint signed_checkpoint() {
  SignedCheckpoint checkpoint{
      .checkpoint = {.origin = "shop.example/ledger", .size = 1729, .root = leaf_hash("x")},
      .signatures = {}};
  shop().sign(checkpoint);
  return checkpoint;
}

TEST(Checkpoint, IsReadAsItWasWritten) {
  SignedCheckpoint checkpoint = signed_checkpoint();
  witness().cosign(checkpoint, Instant(std::chrono::seconds(1'800'000'000)));
  auto const read = SignedCheckpoint::parse(checkpoint.text());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->text(), checkpoint.text());
  EXPECT_EQ(read->checkpoint, checkpoint.checkpoint);
  EXPECT_TRUE(read->is_signed_by(shop().verifier()));
  EXPECT_EQ(read->cosigned_at(witness().verifier()), Instant(std::chrono::seconds(1'800'000'000)));
}

TEST(Checkpoint, AForgedOneIsNotSigned) {
  auto checkpoint = signed_checkpoint();
  Signer const imposter("shop.example/ledger", VerifierKey::Type::ed25519, key_of('i'));
  EXPECT_FALSE(checkpoint.is_signed_by(imposter.verifier()));
  checkpoint.checkpoint.size += 1;
  EXPECT_FALSE(checkpoint.is_signed_by(shop().verifier()));
  checkpoint.checkpoint.size -= 1;
  EXPECT_TRUE(checkpoint.is_signed_by(shop().verifier()));
  checkpoint.checkpoint.origin = "another.example/ledger";
  EXPECT_FALSE(checkpoint.is_signed_by(shop().verifier()));
}

TEST(Checkpoint, AWitnessBindsItsTime) {
  auto checkpoint = signed_checkpoint();
  witness().cosign(checkpoint, Instant(std::chrono::seconds(1'800'000'000)));
  checkpoint.signatures.back().signature[7] ^= 1;
  EXPECT_FALSE(checkpoint.cosigned_at(witness().verifier()));
}

TEST(Checkpoint, AnythingElseIsRefused) {
  std::string const good = signed_checkpoint().text();
  ASSERT_TRUE(SignedCheckpoint::parse(good));
  EXPECT_FALSE(SignedCheckpoint::parse(""));
  EXPECT_FALSE(SignedCheckpoint::parse("\n\n"));
  for (std::size_t cut = 0; cut < good.size(); ++cut) {
    EXPECT_FALSE(SignedCheckpoint::parse(good.substr(0, cut))) << cut;
  }
  EXPECT_FALSE(SignedCheckpoint::parse("origin\n01\nAAAA\n\n"));
}

TEST(VerifierKey, IsReadAsItWasWritten) {
  // The example of Go's signed notes: the id must come out the same.
  std::string const text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
  auto const key = VerifierKey::parse(text);
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name, "PeterNeumann");
  EXPECT_EQ(key->text(), text);
  EXPECT_FALSE(
      VerifierKey::parse("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
  EXPECT_FALSE(
      VerifierKey::parse("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"));
  EXPECT_FALSE(VerifierKey::parse("PeterNeumann+c74f20a3"));
  EXPECT_EQ(VerifierKey::parse(witness().verifier().text())->type, VerifierKey::Type::cosignature);
}

}  // namespace
}  // namespace lofte::custody::ledger
