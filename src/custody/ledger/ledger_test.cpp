#include "custody/ledger/ledger.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "custody/ledger/ledger_in_a_test.hpp"
#include "custody/ledger/verify.hpp"

namespace lofte::custody::ledger {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

void expect_whole(Ledger const& ledger) {
  verify({.source = ledger.log(),
          .newest = ledger.log().checkpoint(),
          .key = ledger.verifier(),
          .seen = {},
          .progress = {}});
}

TEST_F(LedgerTest, AnActIsInTheLogUnderASignedCheckpoint) {
  SubjectId const anna = subject(1);
  Noted const noted = note(anna, "restricted");
  EXPECT_EQ(ledger_->log().size(), 0);
  EXPECT_EQ(ledger_->sequence(), 1);
  EXPECT_TRUE(ledger_->log().checkpoint().is_signed_by(ledger_->verifier()));
  EXPECT_EQ(ledger_->log().find(noted.bucket, noted.number), 0);
  EXPECT_EQ(ledger_->log().entry(0), noted.opening.entry());
  EXPECT_EQ(ledger_->sequence(), 0);
  expect_whole(*ledger_);
}

TEST_F(LedgerTest, TheLogTellsNothingOfAPerson) {
  SubjectId const anna = subject(1);
  note(anna, "restricted");
  ledger_->sequence();
  EXPECT_EQ(ledger_->log().entry(0).size(), 33);
  for (auto const& written : store_.everything_ever_written()) {
    EXPECT_EQ(written.value.find("restricted"), std::string::npos);
    EXPECT_TRUE(written.bucket != store::ledger_bucket ||
                written.key.find(BytesView(reinterpret_cast<char const*>(anna.value.bytes.data()),
                                           16)) == std::string::npos);
  }
  EXPECT_THAT(openings(anna), ElementsAre(HasSubstr(R"("act":"restricted")")));
}

TEST_F(LedgerTest, EntriesOfAnActThatWasRolledBackAreNotThere) {
  SubjectId const anna = subject(1);
  {
    auto const transaction = store_.begin(bucket_of(anna));
    ledger_->note(*transaction, about(anna), ledger_->statement("erased"));
  }
  Noted const noted = note(anna, "restricted");
  EXPECT_EQ(ledger_->sequence(), 1);
  EXPECT_EQ(ledger_->log().find(noted.bucket, noted.number), 0);
  EXPECT_EQ(ledger_->log().entry(0), noted.opening.entry());
}

TEST_F(LedgerTest, NothingIsLostOrDoubledOverRestarts) {
  std::vector<Noted> all;
  for (int round = 0; round < 40; ++round) {
    for (std::uint8_t who = 1; who <= 20; ++who) {
      all.push_back(note(subject(who), "restricted"));
    }
    if (round % 3 == 0) {
      ledger_->sequence();
    }
    if (round % 7 == 0) {
      start();
    }
  }
  start();
  ledger_->sequence();
  ASSERT_EQ(ledger_->log().size(), all.size());
  std::set<std::uint64_t> places;
  for (Noted const& noted : all) {
    auto const index = ledger_->log().find(noted.bucket, noted.number);
    ASSERT_TRUE(index);
    EXPECT_EQ(ledger_->log().entry(*index), noted.opening.entry());
    places.insert(*index);
  }
  EXPECT_EQ(places.size(), all.size());
  expect_whole(*ledger_);
}

TEST_F(LedgerTest, WhatTheLogHasSurvivesACrash) {
  SubjectId const anna = subject(1);
  Noted const kept = note(anna, "restricted", store::Durability::deferred);
  ledger_->sequence();
  note(anna, "restriction_lifted", store::Durability::deferred);
  store_.crash();
  start();
  EXPECT_EQ(ledger_->sequence(), 0);
  EXPECT_EQ(ledger_->log().find(kept.bucket, kept.number), 0);
  EXPECT_THAT(openings(anna), ElementsAre(HasSubstr("restricted")));
  // The lost act's number is given anew.
  Noted const next = note(anna, "restriction_lifted");
  ledger_->sequence();
  EXPECT_EQ(ledger_->log().entry(*ledger_->log().find(next.bucket, next.number)),
            next.opening.entry());
}

TEST_F(LedgerTest, ACommitOfUnknownOutcomeNeitherLosesNorDoubles) {
  SubjectId const anna = subject(1);
  for (auto const fault : {store::Fault::before_commit, store::Fault::after_commit_unknown,
                           store::Fault::before_commit_unknown}) {
    note(anna, "restricted");
    std::uint64_t const before = ledger_->log().size();
    store_.on_commit(
        [&](Bucket bucket) { return bucket == store::ledger_bucket ? fault : store::Fault::none; });
    EXPECT_THROW(ledger_->sequence(), Failure);
    store_.on_commit({});
    ledger_->sequence();
    EXPECT_EQ(ledger_->log().size(), before + 1);
    expect_whole(*ledger_);
  }
}

TEST_F(LedgerTest, AnEntryWhoseCommitHadAnUnknownOutcomeIsFetched) {
  store_.on_commit([](Bucket) { return store::Fault::after_commit_unknown; });
  EXPECT_THROW(ledger_->announce(ledger_->statement("clock_accepted")), Failure);
  store_.on_commit({});
  EXPECT_EQ(ledger_->sequence(), 1);
}

TEST_F(LedgerTest, ReadsAreWrittenWithTheNextSequencingAndJoined) {
  SubjectId const anna = subject(1);
  ledger_->read(reading(anna));
  clock_.set(clock_.now() + std::chrono::milliseconds(300));
  ledger_->read(reading(anna));
  ledger_->read(reading(anna, "support"));
  Reading refused = reading(anna);
  refused.denied = "denied.lapsed";
  ledger_->read(refused);
  EXPECT_EQ(ledger_->sequence(), 3);
  EXPECT_THAT(openings(anna),
              testing::UnorderedElementsAre(
                  testing::AllOf(HasSubstr(R"("act":"read")"), HasSubstr(R"("purpose":"contract")"),
                                 HasSubstr(R"("times":2)"), HasSubstr(R"("actor":7)")),
                  HasSubstr(R"("purpose":"support")"),
                  testing::AllOf(HasSubstr(R"("act":"refused")"), HasSubstr("denied.lapsed"))));
}

TEST_F(LedgerTest, ReadsThatCouldNotBeWrittenAreWrittenLater) {
  SubjectId const anna = subject(1);
  SubjectId const bo = subject(200);
  ledger_->read(reading(anna));
  ledger_->read(reading(bo));
  store_.on_commit([&](Bucket bucket) {
    return bucket == bucket_of(bo) ? store::Fault::before_commit : store::Fault::none;
  });
  EXPECT_THROW(ledger_->sequence(), Failure);
  store_.on_commit({});
  EXPECT_EQ(ledger_->sequence(), 2);
  EXPECT_EQ(openings(anna).size(), 1);
  EXPECT_EQ(openings(bo).size(), 1);
}

TEST_F(LedgerTest, WhenTooManyReadsCannotBeWrittenNoMoreAreTaken) {
  SubjectId const anna = subject(1);
  store_.on_commit([](Bucket) { return store::Fault::before_commit; });
  for (std::size_t i = 0; i < readings_buffered_max; ++i) {
    ledger_->read(reading(anna));
  }
  EXPECT_THROW(ledger_->read(reading(anna)), Failure);  // and waits as what could not be written
  for (std::size_t i = 0; i < readings_buffered_max; ++i) {
    ledger_->read(reading(anna, "support"));
  }
  EXPECT_THROW(ledger_->read(reading(anna)), Failure);
  store_.on_commit({});
  EXPECT_EQ(ledger_->sequence(), 2);
  EXPECT_THAT(openings(anna),
              testing::UnorderedElementsAre(
                  testing::AllOf(HasSubstr("contract"), HasSubstr(R"("times":50000)")),
                  testing::AllOf(HasSubstr("support"), HasSubstr(R"("times":50000)"))));
}

TEST_F(LedgerTest, AReadThatMustNotBeLostIsDurableAtOnce) {
  SubjectId const anna = subject(1);
  ledger_->read(reading(anna));
  ledger_->read_now(reading(anna, "support"));
  store_.crash();
  start();
  EXPECT_EQ(ledger_->sequence(), 1);
  EXPECT_THAT(openings(anna), ElementsAre(HasSubstr("support")));
}

TEST_F(LedgerTest, AReadOfASubjectThatHasGoneIsAnOpaqueEntry) {
  SubjectId const anna = subject(1);
  ledger_->read(reading(anna));
  auto const transaction = store_.begin(bucket_of(anna));
  subjects::StoredSubject::erase(*transaction, anna);
  Ledger::forget(*transaction, anna);
  transaction->commit(store::Durability::synced);
  EXPECT_EQ(ledger_->sequence(), 1);
  EXPECT_TRUE(openings(anna).empty());
}

TEST_F(LedgerTest, RowsOfTheOutboxGoWhenTheLogHasThem) {
  auto const waiting = [&] {
    return std::ranges::count_if(store_.contents(),
                                 [](auto const& row) { return row.key.starts_with('O'); });
  };
  SubjectId const anna = subject(1);
  note(anna, "restricted");
  note(anna, "restriction_lifted");
  ledger_->sequence();
  EXPECT_EQ(waiting(), 2);
  note(anna, "restricted");  // the bucket's next transaction takes them
  EXPECT_EQ(waiting(), 1);
  ledger_->sequence();
  auto const transaction = store_.begin(bucket_of(anna));
  ledger_->clear_outbox(*transaction, bucket_of(anna));
  transaction->commit(store::Durability::synced);
  EXPECT_EQ(waiting(), 0);
}

TEST_F(LedgerTest, AfterARestoreItGoesOnUnderAnotherName) {
  note(subject(1), "restricted");
  ledger_->sequence();
  std::string const old = ledger_->verifier().text();
  for (std::string const name : {"shop.example/ledger/2-", "shop.example/ledger/3-"}) {
    Ledger::continue_after_restore(ground());
    start();
    ledger_->sequence();
    EXPECT_THAT(ledger_->log().checkpoint().checkpoint.origin, StartsWith(name));
    EXPECT_NE(ledger_->verifier().text(), old);
    EXPECT_THAT(ledger_->log().entry(ledger_->log().size() - 1), HasSubstr("\"act\":\"restored\""));
    expect_whole(*ledger_);
  }
}

TEST_F(LedgerTest, ARewrittenRowIsFoundWhenTheLedgerStarts) {
  SubjectId const anna = subject(1);
  for (int i = 0; i < 300; ++i) {
    note(anna, "restricted");
    ledger_->sequence();
  }
  for (auto const& row : store_.contents()) {
    if (row.bucket != store::ledger_bucket || row.key[1] == 'h' || row.key[1] == 'r') {
      continue;
    }
    auto const damage = [&](Bytes const& value) {
      auto const transaction = store_.begin(store::ledger_bucket);
      transaction->put(store::Plane::keys, row.key, value);
      transaction->commit(store::Durability::synced);
    };
    Bytes damaged = row.value;
    damaged[damaged.size() / 2] ^= 1;
    damage(damaged);
    // A full bundle of entries is not read at the start, but by who verifies.
    if (row.key[1] == 'e') {
      start();
      EXPECT_THROW(expect_whole(*ledger_), Failure);
    } else {
      EXPECT_THROW(start(), Failure) << row.key[1];
    }
    damage(row.value);
    start();
  }
  expect_whole(*ledger_);
}

}  // namespace
}  // namespace lofte::custody::ledger
