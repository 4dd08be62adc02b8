#include "custody/ledger/receipt.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "custody/ledger/ledger_in_a_test.hpp"

namespace lofte::custody::ledger {
namespace {

using testing::HasSubstr;

class ReceiptTest : public LedgerTest {
 protected:
  // A promised receipt of an act; with a generation, of an erasure.
  ReceiptLink promise(std::string_view act, std::optional<std::uint64_t> generation = {}) {
    SubjectId const anna = subject(1);
    auto const transaction = store_.begin(bucket_of(anna));
    Statement statement = ledger_->statement(act);
    if (generation) {
      statement.say("generation", *generation);
    }
    Noted const noted = ledger_->note(*transaction, about(anna), statement);
    ReceiptLink link = ledger_->receipts().promise(*transaction, noted, generation);
    transaction->commit(store::Durability::synced);
    ledger_->committed(noted.bucket);
    return link;
  }

  void tick(std::uint64_t generation) {
    ledger_->note_tick(generation, ledger_->statement("tick").say("generation", generation));
  }

  Receipt consent_receipt() {
    ReceiptLink const link = promise("consent_given");
    ledger_->sequence();
    return ledger_->receipts().fetch(link);
  }

  Receipt erasure_receipt() {
    ReceiptLink const link = promise("erased", 4);
    tick(5);
    ledger_->sequence();
    return ledger_->receipts().fetch(link);
  }

  std::string code_of(std::function<void()> const& act) {
    try {
      act();
      return "";
    } catch (Failure const& failure) {
      return failure.code();
    }
  }
  std::string fetch(ReceiptLink const& link) {
    return code_of([&] { ledger_->receipts().fetch(link); });
  }
  std::string verified(Receipt const& receipt) {
    return code_of([&] { verify(receipt, ledger_->verifier()); });
  }
};

TEST_F(ReceiptTest, OfConsentVerifiesWithoutTheServer) {
  Receipt const receipt = consent_receipt();
  std::string const file = receipt.text();
  EXPECT_EQ(verified(Receipt::parse(file)), "");
  EXPECT_EQ(Receipt::parse(file).text(), file);
  EXPECT_THAT(worth_of(receipt).proves.front(), HasSubstr("consent_given"));
}

TEST_F(ReceiptTest, OfAnErasureWaitsForItsTick) {
  ReceiptLink const link = promise("erased", 4);
  EXPECT_EQ(fetch(link), "receipt.not_yet");
  ledger_->sequence();
  EXPECT_EQ(fetch(link), "receipt.not_yet");
  tick(4);  // that hung the bucket under the root it was erased under
  ledger_->sequence();
  EXPECT_EQ(fetch(link), "receipt.not_yet");
  tick(5);
  EXPECT_EQ(fetch(link), "receipt.not_yet");
  ledger_->sequence();
  Receipt const receipt = ledger_->receipts().fetch(link);
  EXPECT_EQ(verified(receipt), "");
  EXPECT_THAT(receipt.tick->statement, HasSubstr("\"generation\":5"));
}

TEST_F(ReceiptTest, OutlivesThePerson) {
  ReceiptLink const link = promise("erased", 4);
  SubjectId const anna = subject(1);
  auto const transaction = store_.begin(bucket_of(anna));
  subjects::StoredSubject::erase(*transaction, anna);
  Ledger::forget(*transaction, anna);
  transaction->commit(store::Durability::synced);
  tick(5);
  ledger_->sequence();
  EXPECT_EQ(verified(ledger_->receipts().fetch(link)), "");
}

TEST_F(ReceiptTest, ALinkWorksForThirtyDaysAndOnTheDayItIsFollowed) {
  ReceiptLink const link = promise("consent_given");
  ReceiptLink const unused = promise("consent_given");
  ledger_->sequence();
  EXPECT_EQ(fetch(link), "");
  EXPECT_EQ(fetch(link), "");
  clock_.set(clock_.now() + std::chrono::days(1));
  EXPECT_EQ(fetch(link), "receipt.unknown");
  clock_.set(clock_.now() + std::chrono::days(29));
  EXPECT_EQ(fetch(unused), "");
  clock_.set(clock_.now() + std::chrono::days(1));
  EXPECT_EQ(fetch(unused), "receipt.unknown");
  auto const transaction = store_.begin(bucket_of(subject(1)));
  ledger_->receipts().clear(*transaction);
  transaction->commit(store::Durability::synced);
  EXPECT_TRUE(std::ranges::none_of(store_.contents(),
                                   [](auto const& row) { return row.key.starts_with('Q'); }));
}

TEST_F(ReceiptTest, AnotherLinkFindsNothing) {
  promise("consent_given");
  ledger_->sequence();
  EXPECT_EQ(fetch({.token = std::string(32, '0')}), "receipt.unknown");
  EXPECT_EQ(fetch({.token = "../../etc"}), "receipt.unknown");
}

TEST_F(ReceiptTest, AForgedOneIsRefusedByName) {
  Receipt const good = erasure_receipt();
  Receipt forged = good;
  forged.opening.statement = "{\"act\":\"erased\",\"generation\":3}";
  EXPECT_EQ(verified(forged), "receipt.not_in_log");
  forged = good;
  forged.opening.salt[0] ^= 1;
  EXPECT_EQ(verified(forged), "receipt.not_in_log");
  forged = good;
  forged.place.index += 1;
  EXPECT_EQ(verified(forged), "receipt.not_in_log");
  forged = good;
  forged.tick.reset();
  EXPECT_EQ(verified(forged), "receipt.tick_missing");
  forged = good;
  forged.tick->statement += " ";
  EXPECT_EQ(verified(forged), "receipt.tick_not_in_log");
  forged = good;
  forged.checkpoint.checkpoint.size += 1;
  EXPECT_EQ(verified(forged), "receipt.another_key");
  VerifierKey another = ledger_->verifier();
  another.key[0] ^= 1;
  EXPECT_EQ(code_of([&] { verify(good, another); }), "receipt.another_key");
  EXPECT_EQ(verified(good), "");
}

TEST_F(ReceiptTest, ATickThatCameBeforeProvesNothing) {
  tick(3);
  ReceiptLink const link = promise("erased", 3);
  tick(4);
  ledger_->sequence();
  Receipt forged = ledger_->receipts().fetch(link);
  ASSERT_EQ(verified(forged), "");
  // The earlier tick's entry, which is in the log all the same.
  auto const index = ledger_->log().find(store::system_bucket, 1);
  ASSERT_TRUE(index);
  std::uint64_t const size = ledger_->log().size();
  TiledTree tree(ledger_->log(), size);
  forged.tick = Receipt::Tick{
      .statement = ledger_->log().entry(*index),
      .place = {.index = *index,
                .proof = inclusion_proof(tree.subtrees(), {.index = *index, .size = size})}};
  EXPECT_EQ(verified(forged), "receipt.tick_too_early");
}

TEST_F(ReceiptTest, AnythingElseIsNotAReceipt) {
  std::string const file = erasure_receipt().text();
  for (std::size_t cut = 0; cut + 2 < file.size(); cut += 7) {
    EXPECT_EQ(code_of([&] { Receipt::parse(file.substr(0, cut)); }), "receipt.malformed") << cut;
  }
  for (std::string const text : {"", "{}", "[]", "null", "{\"lofte_receipt\":\"1\"}"}) {
    EXPECT_EQ(code_of([&] { Receipt::parse(text); }), "receipt.malformed") << text;
  }
  std::string newer = file;
  newer.replace(newer.find(":1"), 2, ":2");
  EXPECT_EQ(code_of([&] { Receipt::parse(newer); }), "receipt.too_new");
}

}  // namespace
}  // namespace lofte::custody::ledger
