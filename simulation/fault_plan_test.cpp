// A plan of faults does what it says.
#include "simulation/fault_plan.hpp"

#include <gtest/gtest.h>

namespace lofte::simulation {
namespace {

using custody::store::Fault;

TEST(FaultPlan, FailsTheCallThatItSays) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person("A");
  {
    FaultPlan const plan(shop, Trouble{.site = Site::get, .fault = Fault::before_commit});
    EXPECT_THROW(shop.vault().has_subject(person), Failure);
    EXPECT_TRUE(shop.vault().has_subject(person)) << "and no other";
    EXPECT_TRUE(plan.has_struck());
  }
  EXPECT_TRUE(shop.vault().has_subject(person));
}

TEST(FaultPlan, AProcessThatHasDiedDoesNothingMore) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person("A");
  {
    FaultPlan const plan(shop, Trouble{.site = Site::commit, .fault = Fault::crash_after});
    EXPECT_THROW(shop.vault().restrict(person), custody::store::Crash);
    EXPECT_TRUE(plan.commit_in(bucket_of(person)));
    EXPECT_THROW(shop.vault().has_subject(person), custody::store::Crash);
  }
  shop.crash();
  EXPECT_TRUE(shop.vault().standing(person).restricted);
}

TEST(FaultPlan, TheRootSlotFailsBeforeOrAfter) {
  for (Fault const fault : {Fault::before_commit, Fault::after_commit_unknown}) {
    Shop shop("2024-03-05");
    auto const before = shop.slot().load();
    {
      FaultPlan const plan(shop, Trouble{.site = Site::root_slot, .fault = fault});
      EXPECT_THROW(shop.tick(), Failure);
    }
    EXPECT_EQ(shop.slot().load().next.has_value(), fault == Fault::after_commit_unknown);
    shop.tick();
    EXPECT_EQ(shop.slot().load().generation, before.generation + 1);
  }
}

}  // namespace
}  // namespace lofte::simulation
