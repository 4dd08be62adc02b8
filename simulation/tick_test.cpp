// The tick: what it promises when it is cut off at any step, when the clock is wrong, and when
// nothing is to be done.
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "custody/upkeep/clock_guard.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {
namespace {

using custody::store::Fault;

struct Order {
  SubjectId person;
  RecordId record;
};

Order add_order(Shop& shop) {
  SubjectId const person = shop.person();
  auto const added = shop.add(person, "order",
                              {{"name", "canary-name"}, {"phone", "canary-phone"}, {"lines", "l"}},
                              {{"completed", "2024-03-05"}});
  return {person, added.record};
}

TEST(Tick, CutOffAtAnyCommitIsMendedByTheNext) {
  for (int commits : {0, 1, 100, 4095, 4096, 4097, 4098, 4099}) {
    Shop shop("2024-03-05");
    auto const order = add_order(shop);
    shop.at("2026-12-31");
    shop.clock_at("2027-01-01");
    int left = commits;
    shop.store().on_commit([&](Bucket) { return left-- > 0 ? Fault::none : Fault::before_commit; });
    bool const failed = [&] {
      try {
        shop.tick();
        return false;
      } catch (Failure const&) {
        return true;
      }
    }();
    // The clock, 4096 buckets, the system bucket, and the ledger's entry of the tick.
    EXPECT_EQ(failed, commits < 4099) << commits;
    shop.store().on_commit({});
    shop.crash();
    EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "canary-name")
        << commits;
    EXPECT_EQ(shop.read(order.person, order.record, "contract", "phone"), "denied.lapsed")
        << commits;
    shop.tick();
    EXPECT_FALSE(shop.adversary().can_read("canary-phone")) << commits;
    EXPECT_EQ(shop.read(order.person, order.record, "bookkeeping", "name"), "canary-name")
        << commits;
  }
}

TEST(Tick, WhatIsDoomedWhileATickIsCutOffDiesAtTheOneAfter) {
  Shop shop("2024-03-05");
  auto const order = add_order(shop);
  int left = 4000;
  shop.clock_at("2024-03-06");
  shop.store().on_commit([&](Bucket) { return left-- > 0 ? Fault::none : Fault::before_commit; });
  EXPECT_THROW(shop.tick(), Failure);
  shop.store().on_commit({});
  shop.vault().erase(order.person);  // in a bucket that the tick has been to
  shop.tick();
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_TRUE(shop.adversary().can_read("canary-name"));
}

TEST(Tick, WhatALegalHoldHasCoveredEndsOnItsOwnDayOnceTheHoldIsReleased) {
  Shop shop("2024-01-01",
            replaced(shop_policy(),
                     "3 calendar years after latest order completed, or 3 calendar years after "
                     "account registered",
                     "1 year after latest order completed, at most 4 years after account "
                     "registered"));
  SubjectId const person = shop.person();
  auto const account =
      shop.add(person, "account", {{"email", "canary-email"}}, {{"registered", "2023-01-01"}});
  shop.vault().hold(person, account.record, "a case", *parse_day("2024-06-01"));
  shop.add(person, "order", {{"name", "n"}}, {{"completed", "2023-10-05"}});
  shop.at("2024-06-01");
  shop.vault().release_hold(person, account.record);
  shop.at("2024-10-05");
  EXPECT_EQ(shop.read(person, account.record, "account", "email"), "canary-email");
  shop.at("2024-10-06");
  EXPECT_FALSE(shop.adversary().can_read("canary-email"));
}

TEST(Tick, WithNothingToDestroyKeepsTheRoot) {
  Shop shop("2024-03-05");
  auto const first = shop.tick().generation;
  EXPECT_EQ(shop.tick().generation, first);
  auto const order = add_order(shop);
  shop.vault().erase(order.person);
  EXPECT_EQ(shop.tick().generation, first + 1);
}

// A clock that a test sets, but that counts as real.
class RealClock final : public Clock {
 public:
  Instant now() const override { return wall; }
  std::chrono::milliseconds steady() const override { return machine; }
  std::string boot() const override { return run; }
  bool is_virtual() const override { return false; }
  Instant wall{std::chrono::hours{24 * 20000}};
  std::chrono::milliseconds machine{std::chrono::hours{10}};
  std::string run = "first";
};

class ClockGuardTest : public testing::Test {
 protected:
  void pass(std::chrono::hours hours) {
    clock.wall += hours;
    clock.machine += hours;
  }
  custody::store::MemoryStore store;
  RealClock clock;
  custody::upkeep::ClockGuard guard{store, clock};
};

TEST_F(ClockGuardTest, BelievesAClockThatRunsWithTheMachine) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(guard.check(), std::nullopt);
    pass(std::chrono::hours{100});
  }
}

TEST_F(ClockGuardTest, FreezesWhenTheClockGoesBackward) {
  EXPECT_EQ(guard.check(), std::nullopt);
  clock.wall -= std::chrono::hours{1};
  EXPECT_NE(guard.check(), std::nullopt);
  clock.wall += std::chrono::hours{1};
  EXPECT_EQ(guard.check(), std::nullopt);
}

TEST_F(ClockGuardTest, AllowsFortyEightHoursAheadInAll) {
  EXPECT_EQ(guard.check(), std::nullopt);
  clock.wall += std::chrono::hours{47};
  EXPECT_EQ(guard.check(), std::nullopt);
  clock.wall += std::chrono::hours{2};
  EXPECT_NE(guard.check(), std::nullopt);
  guard.accept();
  EXPECT_EQ(guard.check(), std::nullopt);
  clock.wall += std::chrono::hours{47};
  EXPECT_EQ(guard.check(), std::nullopt);
}

TEST_F(ClockGuardTest, BelievesAMachineThatIsOffEveryNight) {
  for (int day = 0; day < 100; ++day) {
    EXPECT_EQ(guard.check(), std::nullopt) << day;
    pass(std::chrono::hours{16});
    EXPECT_EQ(guard.check(), std::nullopt) << day;
    clock.run = std::to_string(day);
    clock.machine = std::chrono::minutes{1};
    clock.wall += std::chrono::hours{8};
  }
}

TEST_F(ClockGuardTest, CountsTheTimeThatTheMachineWasOff) {
  EXPECT_EQ(guard.check(), std::nullopt);
  clock.run = "second";
  clock.machine = std::chrono::minutes{1};
  clock.wall += std::chrono::hours{47};
  EXPECT_EQ(guard.check(), std::nullopt);
  clock.run = "third";
  clock.wall += std::chrono::hours{2};
  EXPECT_NE(guard.check(), std::nullopt);
}

// An enquiry that is answered is held for less long by one purpose, while another goes on without a
// date; the lease of before must not outlive both.
TEST(Tick, ALeaseThatWasReplacedOpensNothingOnceWhatElseHeldItHasEnded) {
  std::string policy =
      replaced(shop_policy(), R"(["received", "closed"])", R"(["received", "answered", "closed"])");
  policy = replaced(policy, "until enquiry closed, or 30 days after enquiry closed",
                    "until enquiry closed");
  policy += R"(
[purpose.quality]
title = { en = "Answer better" }
basis = "legitimate_interests"
records = ["enquiry"]
data = ["email"]
keep = "3 years after enquiry received, at most 60 days after enquiry answered"
)";
  Shop shop("2024-03-05", policy);
  SubjectId const person = shop.person();
  auto const enquiry =
      shop.add(person, "enquiry", {{"email", "canary-email"}}, {{"received", "2024-03-05"}});
  shop.event(person, enquiry.record, "answered", "2024-03-05");
  shop.event(person, enquiry.record, "closed", "2024-03-05");
  shop.at("2024-05-04");
  EXPECT_TRUE(shop.adversary_of_today().can_read("canary-email"));
  shop.at("2024-05-05");
  EXPECT_FALSE(shop.adversary().can_read("canary-email"));
}

TEST(Tick, AClockThatHasJumpedReclaimsNothing) {
  custody::store::MemoryStore store;
  RealClock clock;
  clock.wall = Instant{std::chrono::milliseconds{parse_day("2024-03-05")->time_since_epoch()}};
  SeededRandom random(1);
  custody::keys::MemoryRootSlot slot(random);
  custody::upkeep::Custody::Ground const ground{
      .store = store, .slot = slot, .clock = clock, .random = random};
  custody::upkeep::Custody::prepare(ground, shop_policy());
  custody::upkeep::Custody shop(ground);
  promise::gate::Actor const owner{.id = 0, .purposes = {}, .all_purposes = true};
  SubjectId const person =
      shop.vault().create_subject({}, custody::store::Durability::synced).subject;
  custody::vault::NewRecord order{.shape = "order", .reference = {}, .fields = {}, .events = {}};
  order.fields.emplace_back("name", PersonalText("n"));
  order.events.emplace_back("completed", *parse_day("2024-03-05"));
  RecordId const record = shop.vault().add_record(owner, person, order, {}).record;
  shop.upkeep().tick();
  auto const before = clock.wall;
  clock.wall += std::chrono::years{20};
  EXPECT_TRUE(shop.upkeep().tick().frozen);
  EXPECT_EQ(shop.upkeep().reclaim().records_gone, 0U);
  EXPECT_FALSE(shop.vault().read(owner, person, record, "bookkeeping")) << "hidden all the same";
  clock.wall = before;
  EXPECT_TRUE(shop.vault().read(owner, person, record, "bookkeeping"));
}

}  // namespace
}  // namespace lofte::simulation
