// Backups that forget: the key plane of today, or of its newest copy, with compartments from a
// backup of any age. What was erased or has lapsed stays so, and what the law keeps is there.
#include <gtest/gtest.h>

#include <set>

#include "custody/backup/memory_folder_test.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {
namespace {

using custody::backup::MemoryFolder;
using custody::backup::RestoredData;
using custody::store::Plane;

class Backup : public testing::Test {
 protected:
  explicit Backup(std::string const& policy = shop_policy()) : shop("2024-03-05", policy) {}

  custody::backup::Origin origin() {
    return {.store = custody::backup::identity_of(shop.vault().ground()),
            .now = shop.clock().now(),
            .written_by = "test"};
  }
  custody::backup::DataBackupReport back_up_data() {
    return custody::backup::back_up_data(shop.store(), data, origin());
  }
  custody::backup::KeyCopyReport copy_keys(int days = 7) {
    return custody::backup::copy_keys(shop.vault().ground(), shop.upkeep(), keys,
                                      {.origin = origin(),
                                       .life = std::chrono::days{days},
                                       .virtual_today = {},
                                       .attachments = {}});
  }
  void lose_data_plane() {
    for (auto const& row : shop.store().contents()) {
      if (row.plane == Plane::data) {
        auto const transaction = shop.store().begin(row.bucket);
        transaction->erase(Plane::data, row.key);
        transaction->commit(custody::store::Durability::synced);
      }
    }
  }
  RestoredData put_data() {
    return custody::backup::put_data(shop.vault(), data,
                                     custody::backup::checked_manifest(data, origin().store));
  }
  // As if a year had passed: the data plane is lost, and comes back from the backup.
  RestoredData lose_and_restore_data() {
    lose_data_plane();
    return put_data();
  }
  RestoredData restore(Shop& into) {
    auto const copy = custody::backup::newest_copy(keys, into.clock().now());
    auto const manifest = custody::backup::checked_manifest(data, copy.header.store);
    return into.restore({.keys = copy, .data = data, .manifest = manifest}).data;
  }
  // Everything is lost; the newest copy of the key plane and the data backup are what there is.
  std::unique_ptr<Shop> restored_at(std::string_view day) {
    auto restored = std::make_unique<Shop>(day);
    report = restore(*restored);
    return restored;
  }
  static std::string code_of(auto const& act) {
    try {
      act();
      return "nothing failed";
    } catch (Failure const& failure) {
      EXPECT_FALSE(failure.remedy().empty());
      return failure.code();
    }
  }

  RecordId order(SubjectId const& person, char const* day = "2024-03-05",
                 std::string const& canary = "canary") {
    return shop
        .add(person, "order",
             {{"name", canary + "-name"}, {"phone", canary + "-phone"}, {"lines", "USB"}},
             {{"placed", day}, {"completed", day}})
        .record;
  }

  Shop shop;
  MemoryFolder data;
  MemoryFolder keys;
  RestoredData report;
};

TEST_F(Backup, WhatALawKeepsIsThereAndWhatHasLapsedIsNot) {
  auto const person = shop.person();
  auto const record = order(person);
  back_up_data();
  shop.at("2027-01-01");
  auto const restored = lose_and_restore_data();
  EXPECT_EQ(shop.read(person, record, "contract", "phone"), "denied.lapsed");
  EXPECT_EQ(shop.read(person, record, "bookkeeping", "name"), "canary-name");
  EXPECT_EQ(restored.records_back, 1U);
  EXPECT_EQ(restored.records_missing, 0U);
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  shop.at("2032-01-01");
  lose_and_restore_data();
  EXPECT_EQ(shop.read(person, record, "bookkeeping", "name"), "gone");
}

TEST_F(Backup, APersonErasedSinceKeepsWhatTheLawKeeps) {
  auto const person = shop.person();
  auto const record = order(person);
  auto const subscriber = shop.person("customer 8");
  auto const account = shop.add(subscriber, "account", {{"email", "canary@example.com"}},
                                {{"registered", "2024-03-05"}});
  back_up_data();
  shop.vault().erase(person);
  shop.vault().erase(subscriber);
  shop.at("2025-03-05");
  shop.at("2025-03-06");
  lose_and_restore_data();
  EXPECT_EQ(shop.read(person, record, "contract", "phone"), "denied.ended");
  EXPECT_EQ(shop.read(person, record, "bookkeeping", "name"), "canary-name");
  EXPECT_FALSE(shop.vault().has_subject(subscriber));
  EXPECT_EQ(shop.read(subscriber, account.record, "account", "email"), "gone");
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_FALSE(shop.adversary().can_read("canary@example.com"));
}

TEST_F(Backup, OnePurposeWithdrawnOrObjectedTo) {
  auto const person = shop.person();
  shop.vault().give_consent(person, "newsletter");
  auto const subscription = shop.add(person, "subscription", {{"email", "news@example.com"}},
                                     {{"subscribed", "2024-03-05"}});
  auto const enquiry =
      shop.add(person, "enquiry", {{"email", "ask@example.com"}}, {{"received", "2024-03-05"}});
  auto const record = order(person);
  back_up_data();
  shop.vault().withdraw_consent(person, "newsletter");
  shop.vault().object(person, "support");
  shop.at("2025-03-05");
  lose_and_restore_data();
  EXPECT_NE(shop.read(person, subscription.record, "newsletter", "email"), "news@example.com");
  EXPECT_NE(shop.read(person, enquiry.record, "support", "email"), "ask@example.com");
  EXPECT_EQ(shop.read(person, record, "contract", "phone"), "canary-phone");
  EXPECT_FALSE(shop.adversary().can_read("news@example.com"));
  EXPECT_FALSE(shop.adversary().can_read("ask@example.com"));
}

TEST_F(Backup, LeasesWithoutADateHoldsAndRestrictions) {
  auto const person = shop.person();
  shop.vault().give_consent(person, "newsletter");
  auto const open = shop.add(person, "subscription", {{"email", "news@example.com"}},
                             {{"subscribed", "2024-03-05"}});
  auto const asking =
      shop.add(person, "enquiry", {{"email", "open@example.com"}}, {{"received", "2024-03-05"}});
  auto const closed =
      shop.add(person, "enquiry", {{"email", "closed@example.com"}}, {{"received", "2024-03-05"}});
  auto const other = shop.person();
  auto const held = order(other, "2024-03-05", "held");
  auto const third = shop.person();
  auto const restricted = order(third, "2024-03-05", "restricted");
  back_up_data();
  shop.event(person, closed.record, "closed", "2024-03-05");
  shop.vault().hold(other, held, "a claim", *parse_day("2026-01-01"));
  shop.vault().restrict(third);
  shop.at("2027-01-01");
  lose_and_restore_data();
  EXPECT_EQ(shop.read(person, open.record, "newsletter", "email"), "news@example.com");
  EXPECT_EQ(shop.read(person, asking.record, "support", "email"), "open@example.com");
  EXPECT_NE(shop.read(person, closed.record, "support", "email"), "closed@example.com");
  EXPECT_FALSE(shop.adversary().can_read("closed@example.com"));
  EXPECT_TRUE(shop.adversary().can_read("held-phone"));
  EXPECT_TRUE(shop.adversary().can_read("restricted-phone"));
  EXPECT_EQ(shop.read(third, restricted, "bookkeeping", "name"), "denied.restricted");
  shop.vault().release_hold(other, held);
  shop.vault().lift_restriction(third);
  shop.at("2027-01-02");
  lose_and_restore_data();
  EXPECT_FALSE(shop.adversary().can_read("held-phone"));
  EXPECT_FALSE(shop.adversary().can_read("restricted-phone"));
  EXPECT_EQ(shop.read(third, restricted, "bookkeeping", "name"), "restricted-name");
}

TEST_F(Backup, AClockOfTheSubjectThatHasMovedAndOneThatHasRunOut) {
  auto const person = shop.person();
  auto const account =
      shop.add(person, "account", {{"email", "clock@example.com"}}, {{"registered", "2024-03-05"}});
  back_up_data();
  shop.at("2026-05-01");
  order(person, "2026-05-01");
  shop.at("2028-06-01");
  lose_and_restore_data();
  EXPECT_EQ(shop.read(person, account.record, "account", "email"), "clock@example.com");
  shop.at("2030-01-01");
  lose_and_restore_data();
  EXPECT_NE(shop.read(person, account.record, "account", "email"), "clock@example.com");
  EXPECT_FALSE(shop.adversary().can_read("clock@example.com"));
}

TEST_F(Backup, AValueReplacedOrRemovedSinceIsNotRestored) {
  auto const person = shop.person();
  auto const record = order(person);
  back_up_data();
  shop.vault().replace_fields(shop.owner(), person, record,
                              {{"name", PersonalText("new-name")}, {"phone", std::nullopt}});
  shop.tick();
  auto const restored = lose_and_restore_data();
  EXPECT_EQ(shop.read(person, record, "bookkeeping", "name"), "denied.not_restored");
  EXPECT_EQ(shop.read(person, record, "contract", "phone"), "gone");
  EXPECT_EQ(restored.records_missing, 1U);
  EXPECT_EQ(restored.leases_missing.at("order"), 2U);
  EXPECT_FALSE(shop.adversary().can_read("canary-name"));
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
}

TEST_F(Backup, OfAValueReplacedTheOneThatCountsComesFromItsOwnLayer) {
  auto const person = shop.person();
  auto const record = order(person);
  back_up_data();
  shop.vault().replace_fields(shop.owner(), person, record, {{"name", PersonalText("new-name")}});
  EXPECT_EQ(back_up_data().rows_written, 1U);
  EXPECT_EQ(back_up_data().rows_written, 0U);
  lose_and_restore_data();
  EXPECT_EQ(shop.read(person, record, "bookkeeping", "name"), "new-name");
  EXPECT_EQ(shop.read(person, record, "contract", "phone"), "canary-phone");
}

TEST_F(Backup, AVersionThatTakesAFieldAndOneThatShortens) {
  auto const person = shop.person();
  auto const record = order(person);
  back_up_data();
  std::string const without_phone =
      replaced(shop_policy(), R"(data = ["name", "phone", "order_history"])",
               R"(data = ["name", "order_history"])");
  shop.publish(without_phone);
  shop.at("2024-04-01");
  shop.at("2024-04-02");
  auto const restored = lose_and_restore_data();
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_EQ(restored.records_missing,
            1U);  // sealed anew by the version: only a later backup has it
  shop.publish(replaced(without_phone, "2 calendar years after order completed",
                        "30 days after order completed"));
  shop.at("2024-05-01");
  EXPECT_NE(shop.read(person, record, "contract", "name"), "canary-name");
}

TEST_F(Backup, AVersionThatShortensWithTheDataOfBefore) {
  auto const person = shop.person();
  auto const record = order(person);
  back_up_data();
  shop.publish(replaced(shop_policy(), "2 calendar years after order completed",
                        "30 days after order completed"));
  shop.at("2024-05-01");
  lose_and_restore_data();
  EXPECT_EQ(shop.read(person, record, "contract", "phone"), "denied.lapsed");
  EXPECT_EQ(shop.read(person, record, "bookkeeping", "name"), "canary-name");
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
}

// Its id is the same, and its generations are counted anew.
TEST_F(Backup, ARecordThatLapsedAndWasAddedAgainDoesNotGetItsOldValues) {
  auto const person = shop.person("customer 7");
  auto const asked = shop.add(person, "enquiry", {{"email", "old@example.com"}},
                              {{"received", "2024-03-05"}, {"closed", "2024-03-05"}}, "case 1");
  order(person);
  back_up_data();
  shop.at("2024-06-01");
  auto const again = shop.add(person, "enquiry", {{"email", "new@example.com"}},
                              {{"received", "2024-06-01"}}, "case 1");
  ASSERT_EQ(again.record, asked.record);
  lose_and_restore_data();
  EXPECT_EQ(shop.read(person, again.record, "support", "email"), "denied.not_restored");
  EXPECT_FALSE(shop.adversary().can_read("old@example.com"));
}

TEST_F(Backup, FromCopiesOfBothPlanesEverythingIsThere) {
  auto const person = shop.person("customer 7");
  auto const record = order(person);
  back_up_data();
  shop.at("2025-03-05");
  copy_keys();
  auto const restored = restored_at("2025-03-10");
  EXPECT_EQ(restored->read(person, record, "contract", "phone"), "canary-phone");
  EXPECT_EQ(restored->vault().find_subject("customer 7"), person);
  EXPECT_EQ(report.records, 1U);
  EXPECT_EQ(report.records_missing, 0U);
  restored->vault().erase(person);
  restored->at("2025-03-11");
  EXPECT_EQ(restored->read(person, record, "contract", "phone"), "denied.ended");
}

TEST_F(Backup, WhatLapsesBetweenTheCopyAndTheRestoreIsDestroyedBeforeItIsServed) {
  auto const person = shop.person();
  auto const record = order(person);
  back_up_data();
  shop.at("2026-12-30");
  copy_keys();
  auto const restored = restored_at("2027-01-02");
  EXPECT_EQ(restored->read(person, record, "contract", "phone"), "denied.lapsed");
  EXPECT_EQ(restored->read(person, record, "bookkeeping", "name"), "canary-name");
  EXPECT_FALSE(restored->adversary().can_read("canary-phone"));
}

TEST_F(Backup, ACopyInTheMidstOfATickOpensItsStore) {
  auto const person = shop.person();
  auto const record = order(person);
  back_up_data();
  shop.clock_at("2024-03-06");
  int commits = 0;
  shop.store().on_commit([&](Bucket) {
    return ++commits == 2000 ? custody::store::Fault::before_commit : custody::store::Fault::none;
  });
  EXPECT_THROW(shop.tick(), Failure);
  shop.store().on_commit({});
  ASSERT_TRUE(shop.slot().load().next.has_value());
  copy_keys();
  auto const restored = restored_at("2024-03-06");
  EXPECT_EQ(restored->read(person, record, "contract", "phone"), "canary-phone");
  EXPECT_FALSE(restored->slot().load().next.has_value());
}

TEST_F(Backup, FromACopyMadeInTheLastMomentOfATickWhatLapsesUntilTheRestoreIsDestroyed) {
  auto const person = shop.person();
  order(person);
  back_up_data();
  shop.clock_at("2026-12-30");
  shop.slot().on_replace([replacements = 0]() mutable {
    return ++replacements == 2 ? custody::store::Fault::before_commit : custody::store::Fault::none;
  });
  EXPECT_THROW(shop.tick(), Failure);  // every bucket is done, and both roots are there
  shop.slot().on_replace({});
  ASSERT_TRUE(shop.slot().load().next.has_value());
  copy_keys();
  auto const restored = restored_at("2027-01-02");
  EXPECT_FALSE(restored->adversary().can_read("canary-phone"));
  EXPECT_TRUE(restored->adversary().can_read("canary-name"));
}

// The disk that was lost is found again, with everything that was written to it after the copy.
TEST_F(Backup, WhatWasWrittenAfterTheCopyOpensNothingUnderTheRestoredKeys) {
  auto const person = shop.person();
  auto const record = order(person);
  back_up_data();
  copy_keys();
  shop.vault().replace_fields(shop.owner(), person, record, {{"phone", PersonalText("lost")}});
  order(person, "2024-03-05", "lost");
  restore(shop);
  EXPECT_EQ(shop.read(person, record, "contract", "phone"), "canary-phone");
  EXPECT_FALSE(shop.adversary().can_read("lost"));
  EXPECT_FALSE(shop.adversary().can_read("lost-phone"));
  shop.vault().erase(person);
  shop.at("2024-03-06");
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
}

TEST_F(Backup, TwoRestoresFromOneCopyMakeTwoLogs) {
  back_up_data();
  copy_keys();
  std::set<std::string> names{shop.ledger().verifier().name};
  for (int i = 0; i < 2; ++i) {
    restore(shop);
    EXPECT_TRUE(names.insert(shop.ledger().verifier().name).second);
  }
}

// What the policy page prints: tick interval + life of the copies.
TEST_F(Backup, TheErasureBoundIsReal) {
  auto const person = shop.person();
  order(person);
  back_up_data();
  copy_keys();
  shop.vault().erase(person);
  shop.at("2024-03-05");  // the tick that follows
  auto const before = custody::backup::newest_copy(keys, shop.clock().now());
  EXPECT_TRUE(
      Adversary(shop.store().everything_ever_written(), before.roots()).can_read("canary-phone"));
  shop.at("2024-03-12");
  custody::backup::destroy_ended(keys, shop.clock().now());
  EXPECT_TRUE(keys.names().empty());
  EXPECT_EQ(keys.overwritten().size(), 1U);
  copy_keys();
  // Every copy that is left, every byte ever written, every layer of the data backup.
  auto const after = custody::backup::newest_copy(keys, shop.clock().now());
  EXPECT_FALSE(
      Adversary(shop.store().everything_ever_written(), after.roots()).can_read("canary-phone"));
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_TRUE(shop.adversary().can_read("canary-name"));
}

TEST_F(Backup, NothingIsRestoredFromACopyPastItsLife) {
  order(shop.person());
  back_up_data();
  copy_keys(7);
  EXPECT_NO_THROW(restored_at("2024-03-11"));
  EXPECT_EQ(code_of([&] { restored_at("2024-03-12"); }), "backup.keys_expired");
  EXPECT_EQ(code_of([&] { restored_at("2024-03-04"); }), "backup.clock");
  keys.erase(keys.names().front());
  EXPECT_EQ(code_of([&] { restored_at("2024-03-06"); }), "backup.keys_missing");
}

TEST_F(Backup, ACopyThatIsRenamedLivesNoLonger) {
  copy_keys(1);
  std::string const name = keys.names().front();
  std::string longer = name;
  longer.replace(longer.size() - 18, 8, "20240330");
  keys.rename(name, longer);
  EXPECT_EQ(code_of([&] { restored_at("2024-03-10"); }), "backup.keys_expired");
  shop.clock_at("2024-03-10");
  EXPECT_EQ(copy_keys(1).copies_destroyed, 1U);
}

TEST_F(Backup, BackupsOfAnotherStoreAreRefused) {
  order(shop.person());
  back_up_data();
  copy_keys();
  Shop other("2024-03-05", shop_policy(), 7);
  auto const store = custody::backup::identity_of(other.vault().ground());
  EXPECT_EQ(code_of([&] { custody::backup::checked_manifest(data, store); }),
            "backup.another_store");
  custody::backup::Origin const origin{
      .store = store, .now = other.clock().now(), .written_by = "test"};
  EXPECT_EQ(code_of([&] { custody::backup::back_up_data(other.store(), data, origin); }),
            "backup.another_store");
  EXPECT_EQ(code_of([&] {
              custody::backup::copy_keys(
                  other.vault().ground(), other.upkeep(), keys,
                  {.origin = origin, .virtual_today = {}, .attachments = {}});
            }),
            "backup.another_store");
}

}  // namespace
}  // namespace lofte::simulation
