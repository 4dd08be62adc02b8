// A ledger on a store in memory, for tests.
#pragma once

#include <gtest/gtest.h>

#include "custody/keys/root_slot.hpp"
#include "custody/ledger/ledger.hpp"
#include "custody/store/memory_store.hpp"
#include "custody/subjects/standing.hpp"

namespace lofte::custody::ledger {

// With subjects that are nothing but a row.
class LedgerTest : public testing::Test {
 protected:
  LedgerTest() {
    auto const transaction = store_.begin(store::system_bucket);
    keys::KeyTree::create(ring_, *transaction, store::system_bucket, 1);
    transaction->commit(store::Durability::synced);
    Ledger::create(ground(), "shop.example/ledger");
    start();
  }

  Ledger::Ground ground() { return {.store = store_, .ring = ring_, .clock = clock_}; }
  void start() { ledger_ = std::make_unique<Ledger>(ground()); }

  SubjectId subject(std::uint8_t number) {
    SubjectId id;
    id.value.bytes[0] = number;
    auto const transaction = store_.begin(bucket_of(id));
    subjects::StoredSubject{}.save(*transaction, id);
    transaction->commit(store::Durability::synced);
    return id;
  }
  Ledger::About about(SubjectId const& subject) const { return {.subject = subject, .key = key_}; }

  Noted note(SubjectId const& subject, std::string_view act,
             store::Durability durability = store::Durability::synced) {
    auto const transaction = store_.begin(bucket_of(subject));
    Noted const noted = ledger_->note(*transaction, about(subject), ledger_->statement(act));
    transaction->commit(durability);
    ledger_->committed(noted.bucket);
    return noted;
  }

  Reading reading(SubjectId const& subject, std::string purpose = "contract") {
    return {.subject = subject,
            .key = key_,
            .at = clock_.now(),
            .actor = 7,
            .purpose = std::move(purpose),
            .shape = "order",
            .fields = {"name"},
            .records = {RecordId{}},
            .denied = {}};
  }

  std::vector<std::string> openings(SubjectId const& subject) {
    std::vector<std::string> statements;
    ledger_->visit_openings(about(subject), [&](std::uint64_t, Opening const& opening) {
      statements.push_back(opening.statement);
    });
    return statements;
  }

  VirtualClock clock_{Instant(std::chrono::days(20'000))};
  SeededRandom random_{1};
  store::MemoryStore store_;
  keys::MemoryRootSlot slot_{random_};
  keys::KeyRing ring_{slot_, random_};
  crypto::Key key_ = crypto::Key::from_bytes(Bytes(32, 'k'));
  std::unique_ptr<Ledger> ledger_;
};

}  // namespace lofte::custody::ledger
