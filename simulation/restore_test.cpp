// A shop of which everything is lost: the newest copy of its key plane, with compartments from a
// backup of any age.
#include <set>

#include "simulation/backup_fixture_test.hpp"

namespace lofte::simulation {
namespace {

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

TEST_F(Backup, TheRootIsAnotherAfterARestoreEvenOfAShopWithNobody) {
  shop.tick();  // the day's own: the next has nothing to destroy
  back_up_data();
  copy_keys();
  auto const before = shop.slot().load();
  restore(shop);
  EXPECT_NE(shop.slot().load().current.view(), before.current.view());
  EXPECT_FALSE(shop.slot().load().next.has_value());
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
