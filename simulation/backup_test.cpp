// A data plane that is lost and comes back from a backup of any age, under the key plane of today.
// What was erased or has lapsed stays so, and what the law keeps is there.
#include "simulation/backup_fixture_test.hpp"

namespace lofte::simulation {
namespace {

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

}  // namespace
}  // namespace lofte::simulation
