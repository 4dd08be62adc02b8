// Publishing another policy over data that is held: what the plan says is what then happens.
#include <gtest/gtest.h>

#include "simulation/shop.hpp"

namespace lofte::simulation {
namespace {

using custody::upkeep::Plan;
using custody::upkeep::PlanRow;

PlanRow row_of(Plan const& plan, std::string_view purpose, std::string_view shape) {
  for (PlanRow const& row : plan.rows) {
    if (row.purpose == purpose && row.shape == shape) {
      return row;
    }
  }
  return {};
}

std::string const shorter = replaced(shop_policy(), "2 calendar years after order completed",
                                     "1 calendar year after order completed");
std::string const longer = replaced(shop_policy(), "2 calendar years after order completed",
                                    "5 calendar years after order completed");
std::string const longer_law = replaced(shop_policy(), "7 fiscal years", "10 fiscal years");
std::string const less_data =
    replaced(shop_policy(), R"(data = ["name", "order_history"])", R"(data = ["order_history"])");
std::string const more_data = replaced(shop_policy(), R"(data = ["name", "order_history"])",
                                       R"(data = ["name", "phone", "order_history"])");
std::string const other_anchor = replaced(shop_policy(), "2 calendar years after order completed",
                                          "2 calendar years after order placed");

struct Order {
  SubjectId person;
  RecordId record;
};

Order add_order(Shop& shop, char const* completed, char const* placed = "2024-03-05") {
  SubjectId const person = shop.person();
  auto const added = shop.add(person, "order",
                              {{"name", "canary-name"}, {"phone", "canary-phone"}, {"lines", "l"}},
                              {{"placed", placed}, {"completed", completed}});
  return {person, added.record};
}

TEST(Publication, APersonWithRecordsUnderTwoVersionsIsOnePerson) {
  Shop shop("2024-03-05");
  auto const first = add_order(shop, "2024-03-05");
  shop.publish(longer_law);
  shop.add(first.person, "order", {{"name", "n"}, {"lines", "l"}}, {{"completed", "2024-03-05"}});
  auto const holdings = custody::upkeep::holdings(shop.vault());
  EXPECT_EQ(holdings.people, 1U);
  for (auto const& row : holdings.rows) {
    EXPECT_EQ(row.people, 1U) << row.purpose;
  }
  for (auto const& next : holdings.next) {
    EXPECT_EQ(next.people, 1U) << next.purpose;
  }
  Plan const plan = custody::upkeep::plan(shop.vault(), shorter);
  EXPECT_EQ(row_of(plan, "contract", "order").shorter, 2U);
  EXPECT_EQ(row_of(plan, "contract", "order").people, 1U);
}

TEST(Publication, WhoseOutcomeIsUnknownIsFollowedIfItWasStored) {
  using custody::store::Fault;
  Shop shop("2024-03-05");
  auto const order = add_order(shop, "2024-03-05");
  shop.at("2026-02-01");
  Plan const plan = custody::upkeep::plan(shop.vault(), shorter);
  shop.store().on_commit([](Bucket) { return Fault::after_commit_unknown; });
  EXPECT_THROW(shop.upkeep().publish(shorter, plan.hash), Failure);
  shop.store().on_commit({});
  EXPECT_EQ(shop.vault().in_force().shown->history().editions.size(), 2U);
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "phone"), "denied.lapsed");
}

TEST(Publication, AShorterTermHidesAtOnceAndDestroysAfterCoolingOff) {
  Shop shop("2024-03-05");
  auto const order = add_order(shop, "2024-03-05");
  shop.at("2026-02-01");
  Plan const plan = shop.publish(shorter);
  EXPECT_EQ(row_of(plan, "contract", "order").gone_at_once, 1U);
  EXPECT_EQ(row_of(plan, "bookkeeping", "order").unchanged, 1U);
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "phone"), "denied.lapsed");
  shop.at("2026-02-05");
  EXPECT_TRUE(shop.adversary().can_read("canary-phone"));
  shop.at("2026-02-09");
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "canary-name");
}

TEST(Publication, ALongerTermIsRefusedForWhatIsHeld) {
  Shop shop("2024-03-05");
  auto const order = add_order(shop, "2024-03-05");
  Plan const plan = shop.publish(longer);
  EXPECT_EQ(row_of(plan, "contract", "order").longer_refused, 1U);
  auto const later = add_order(shop, "2024-03-06");
  shop.at("2027-01-01");
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "phone"), "denied.lapsed");
  EXPECT_EQ(shop.read(later.person, later.record, "contract", "phone"), "canary-phone");
}

TEST(Publication, ALegalObligationFollowsTheLawInForce) {
  Shop shop("2024-03-05");
  auto const order = add_order(shop, "2024-03-05");
  Plan const plan = shop.publish(longer_law);
  EXPECT_EQ(row_of(plan, "bookkeeping", "order").longer_by_law, 1U);
  shop.at("2034-12-31");
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "canary-name");
  shop.at("2035-01-01");
  EXPECT_FALSE(shop.adversary().can_read("canary-name"));
}

TEST(Publication, ALawThatAsksForLongerIsFollowedFromTheDayItIsPublished) {
  Shop shop("2024-03-05");
  auto const order = add_order(shop, "2024-03-05");
  shop.at("2031-12-29");
  Plan const plan = shop.publish(longer_law);
  EXPECT_EQ(row_of(plan, "bookkeeping", "order").longer_by_law, 1U);
  for (char const* day : {"2032-01-01", "2032-01-02", "2032-01-20", "2034-12-31"}) {
    shop.at(day);
    EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "canary-name") << day;
  }
  shop.at("2035-01-01");
  EXPECT_FALSE(shop.adversary().can_read("canary-name"));
}

TEST(Publication, ALawThatAsksForLongerAndIsTakenBackCoolsOffAsWhatIsShortened) {
  Shop shop("2024-03-05");
  auto const order = add_order(shop, "2024-03-05");
  shop.at("2031-12-29");
  shop.publish(longer_law);
  shop.at("2031-12-30");
  shop.publish(shop_policy());
  shop.at("2032-01-02");
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "denied.lapsed");
  EXPECT_TRUE(shop.adversary().can_read("canary-name"));
  shop.at("2032-01-07");
  EXPECT_FALSE(shop.adversary().can_read("canary-name"));
}

TEST(Publication, ThatWasCutOffIsToldToEveryBucketByTheNextTick) {
  Shop shop("2024-03-05");
  shop.tick();
  Plan const plan = custody::upkeep::plan(shop.vault(), shorter);
  int left = 100;
  shop.store().on_commit([&](Bucket) {
    return left-- > 0 ? custody::store::Fault::none : custody::store::Fault::before_commit;
  });
  EXPECT_THROW(shop.upkeep().publish(shorter, plan.hash), Failure);
  shop.store().on_commit({});
  shop.tick();
  for (unsigned bucket = 0; bucket <= custody::store::system_bucket; ++bucket) {
    auto const view = shop.store().read(static_cast<Bucket>(bucket));
    custody::keys::KeyTree tree(shop.vault().ground().ring, *view, static_cast<Bucket>(bucket));
    ASSERT_EQ(tree.head().policy_version, 2U) << bucket;
  }
}

TEST(Publication, APurposeThatLosesAFieldCantOpenItAnyMore) {
  Shop shop("2024-03-05");
  auto const order = add_order(shop, "2024-03-05");
  Plan const plan = shop.publish(less_data);
  EXPECT_EQ(row_of(plan, "bookkeeping", "order").fields_taken, 1U);
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "denied.field_not_held");
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "name"), "canary-name");
  shop.at("2024-04-01");  // cooled off, and moved to the new layout
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "name"), "canary-name");
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "lines"), "l");
  shop.at("2027-01-01");  // contract is over; without it nobody holds the name
  EXPECT_FALSE(shop.adversary().can_read("canary-name"));
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "lines"), "l");
}

TEST(Publication, APurposeThatGainsAFieldGainsItForWhatIsCollectedFromThenOn) {
  Shop shop("2024-03-05");
  auto const before = add_order(shop, "2024-03-05");
  shop.publish(more_data);
  auto const after = add_order(shop, "2024-03-06");
  shop.at("2024-04-01");
  EXPECT_EQ(shop.read(before.person, before.record, "bookkeeping", "phone"),
            "denied.field_not_held");
  EXPECT_EQ(shop.read(after.person, after.record, "bookkeeping", "phone"), "canary-phone");
  shop.at("2027-01-01");
  EXPECT_EQ(shop.read(before.person, before.record, "bookkeeping", "phone"),
            "denied.field_not_held");
  EXPECT_EQ(shop.read(after.person, after.record, "bookkeeping", "phone"), "canary-phone");
}

TEST(Publication, AChangedAnchorIsNeverLongerThanPromised) {
  Shop shop("2023-12-30");
  auto const order = add_order(shop, "2024-01-02", "2023-12-30");
  shop.at("2024-02-01");
  Plan const plan = shop.publish(other_anchor);
  EXPECT_EQ(row_of(plan, "contract", "order").shorter, 1U);
  shop.at("2025-12-31");
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "phone"), "canary-phone");
  shop.at("2026-01-01");
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "canary-name");
}

TEST(Publication, APurposeRelabelledAsALegalObligationIsToldAndKeepsItsPromise) {
  Shop shop("2024-03-05");
  auto const order = add_order(shop, "2024-03-05");
  std::string relabelled =
      replaced(shop_policy(), "basis = \"contract\"\nrecords = [\"order\"]",
               "basis = \"legal_obligation\"\nlaw = \"some law\"\nrecords = [\"order\"]");
  relabelled = replaced(relabelled, "2 calendar years after order completed",
                        "9 calendar years after order completed");
  relabelled = replaced(relabelled, "number = \"1\"", "number = \"2\"");
  Plan const plan = shop.publish(relabelled);
  ASSERT_EQ(plan.findings.size(), 1U);
  EXPECT_EQ(plan.findings.front().code, "basis.relabelled");
  EXPECT_EQ(row_of(plan, "contract", "order").longer_refused, 1U);
  shop.at("2027-01-01");
  EXPECT_EQ(shop.read(order.person, order.record, "contract", "phone"), "denied.lapsed");
}

TEST(Publication, RefusesThePolicyThatIsInForce) {
  Shop shop("2024-03-05");
  EXPECT_THROW(shop.publish(shop_policy()), Failure);
}

TEST(Publication, NamesThePlanItWasShown) {
  Shop shop("2024-03-05");
  auto const plan = custody::upkeep::plan(shop.vault(), shorter);
  add_order(shop, "2024-03-05");
  EXPECT_THROW(shop.upkeep().publish(shorter, plan.hash), Failure);
}

TEST(Publication, APurposeThatNowNeedsConsentLosesWhatItHoldsWithoutIt) {
  for (char const* closed : {"", "2024-04-15"}) {
    Shop shop("2024-03-05");
    SubjectId const person = shop.person();
    auto const enquiry =
        shop.add(person, "enquiry", {{"email", "canary-email"}}, {{"received", "2024-03-05"}});
    shop.add(person, "account", {{"email", "canary-account"}}, {{"registered", "2024-03-05"}});
    if (*closed != 0) {
      shop.event(person, enquiry.record, "closed", closed);
    }
    shop.publish(
        replaced(shop_policy(), R"(basis = "legitimate_interests")", R"(basis = "consent")"));
    EXPECT_EQ(shop.read(person, enquiry.record, "support", "email"), "denied.no_consent");
    shop.tick();
    EXPECT_TRUE(shop.adversary().can_read("canary-email"));
    shop.at("2024-03-13");
    EXPECT_FALSE(shop.adversary().can_read("canary-email")) << closed;
    EXPECT_TRUE(shop.adversary().can_read("canary-account"));
  }
}

TEST(Publication, WhatTheLawNoLongerForcesEndsForWhoeverWasErased) {
  for (bool erased_before : {true, false}) {
    Shop shop("2024-03-05");
    auto const order = add_order(shop, "2024-03-05");
    if (erased_before) {
      shop.vault().erase(order.person);
    }
    shop.publish(replaced(shop_policy(), R"(basis = "legal_obligation")",
                          R"(basis = "legitimate_interests")"));
    shop.at("2024-04-01");
    if (!erased_before) {
      shop.vault().erase(order.person);
    }
    EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "gone");
    shop.tick();
    EXPECT_FALSE(shop.adversary().can_read("canary-name")) << erased_before;
  }
}

TEST(Publication, ADroppedPurposeLosesWhatHadNoDateWithTheFirstTickAfterCoolingOff) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  shop.add(person, "enquiry", {{"email", "canary-email"}}, {{"received", "2024-03-05"}});
  std::string const text = shop_policy();
  shop.publish(text.substr(0, text.find("[purpose.support]")));
  shop.clock_at("2024-03-13");
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-email"));
}

TEST(Publication, WhatIsCappedUnderAnEarlierVersionFollowsItsClock) {
  std::string const by_clock =
      "3 calendar years after latest order completed, or 3 calendar years after account registered";
  std::string const capped = replaced(shop_policy(), by_clock,
                                      "1 year after latest order completed, at most 9 years after "
                                      "account registered");
  std::string const moved = replaced(shop_policy(), by_clock, "5 years after account registered");
  struct Change {
    std::string from;
    std::string to;
  };
  for (Change const& change : {Change{capped, shop_policy()}, Change{capped, moved}}) {
    Shop shop("2024-03-05", change.from);
    SubjectId const person = shop.person();
    shop.add(person, "order", {{"name", "n"}}, {{"completed", "2024-03-05"}});
    auto const account =
        shop.add(person, "account", {{"email", "canary-account"}}, {{"registered", "2024-03-05"}});
    shop.publish(change.to);
    shop.at("2024-04-01");
    shop.add(person, "order", {{"name", "n"}}, {{"completed", "2025-01-01"}});
    shop.at("2025-12-01");
    EXPECT_EQ(shop.read(person, account.record, "account", "email"), "canary-account");
    shop.at("2026-01-02");
    EXPECT_FALSE(shop.adversary().can_read("canary-account"));
  }
}

std::string const by_order_or_account =
    "3 calendar years after latest order completed, or 3 calendar years after account registered";

// An account that was never registered had no date until a later version gave it one.
TEST(Publication, WhatHadNoDateIsDestroyedWithTheFirstTickAfterTheDateThatALaterVersionGivesIt) {
  Shop shop("2024-03-05",
            replaced(shop_policy(), by_order_or_account, "5 years after account registered"));
  SubjectId const person = shop.person();
  shop.add(person, "order", {{"name", "n"}}, {{"completed", "2024-03-05"}});
  auto const account = shop.add(person, "account", {{"email", "canary-account"}}, {});
  shop.publish(shop_policy());
  shop.at("2024-04-01");
  shop.clock_at("2027-12-31");
  shop.tick();
  EXPECT_EQ(shop.read(person, account.record, "account", "email"), "canary-account");
  shop.clock_at("2028-01-01");
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-account"));
}

TEST(Publication, ADateThatALaterVersionGaveMovesWithItsClock) {
  Shop shop("2024-03-05",
            replaced(shop_policy(), by_order_or_account, "5 years after account registered"));
  SubjectId const person = shop.person();
  shop.add(person, "order", {{"name", "n"}}, {{"completed", "2024-03-05"}});
  auto const account = shop.add(person, "account", {{"email", "canary-account"}}, {});
  shop.publish(shop_policy());
  shop.at("2024-04-01");
  shop.at("2025-06-01");
  shop.add(person, "order", {{"name", "n"}}, {{"completed", "2025-06-01"}});
  shop.at("2028-06-01");
  EXPECT_EQ(shop.read(person, account.record, "account", "email"), "canary-account");
  shop.at("2029-01-01");
  EXPECT_FALSE(shop.adversary().can_read("canary-account"));
}

}  // namespace
}  // namespace lofte::simulation
