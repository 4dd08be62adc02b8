// Every piece of upkeep, cut off at every one of its calls to the store and to the root slot, by an
// error, an unknown outcome or the death of the process with more or less of what was not yet
// durable lost: when it is then done again, all is as if nothing had happened.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "simulation/canonical_state.hpp"
#include "simulation/fault_plan.hpp"

namespace lofte::simulation {
namespace {

using custody::store::Fault;

std::string const less_data =
    replaced(shop_policy(), R"(data = ["name", "order_history"])", R"(data = ["order_history"])");

// A shop in which there is something of everything to do.
std::unique_ptr<Shop> busy_shop() {
  auto shop = std::make_unique<Shop>("2024-03-05");
  for (std::string const name : {"A", "B", "C"}) {
    SubjectId const person = shop->person(name);
    shop->add(person, "order",
              {{"name", "name-" + name}, {"phone", "phone-" + name}, {"lines", "l"}},
              {{"completed", name == "A" ? "2024-03-05" : "2026-03-05"}});
    shop->add(person, "account", {{"email", "email-" + name}}, {{"registered", "2024-03-05"}});
  }
  SubjectId const leaving = shop->person("D");
  shop->add(leaving, "enquiry", {{"email", "email-D"}},
            {{"received", "2024-03-05"}, {"closed", "2026-12-15"}});
  shop->at("2026-12-20");
  shop->publish(less_data);
  shop->vault().erase(*shop->vault().find_subject("B"));
  // The order's contract of A is over, the enquiry is near its end, the policy has cooled off.
  shop->clock_at("2027-01-14");
  return shop;
}

struct Work {
  char const* name;
  void (*is_done)(Shop& shop);
};
void PrintTo(Work const& work, std::ostream* out) {
  *out << work.name;
}

constexpr Work works[] = {
    {"tick", [](Shop& shop) { shop.tick(); }},
    {"migrate", [](Shop& shop) { shop.upkeep().migrate(); }},
    {"reclaim",
     [](Shop& shop) {
       shop.tick();
       shop.upkeep().reclaim();
     }},
    {"rotate_index_key", [](Shop& shop) { shop.upkeep().rotate_index_key(); }},
    {"publish", [](Shop& shop) {
       if (shop.vault().in_force().shown->history().editions.size() == 2) {
         shop.publish(shop_policy());
       }
     }}};

// What can be found out about a shop, once it is left in peace.
struct Sight {
  std::set<std::string> by_everything;  // values that some key opens in any version of anything
  std::set<std::string> by_today;
  std::vector<std::string> references;  // names that find somebody
  std::size_t rows = 0;                 // of people, records and their compartments
  std::size_t leaves_astray = 0;
  bool operator==(Sight const&) const = default;
};

Sight look_at(Shop& shop) {
  for (int i = 0; i < 2; ++i) {
    shop.tick();
    shop.upkeep().reclaim();
  }
  Sight sight{.by_everything = shop.adversary().values(),
              .by_today = shop.adversary_of_today().values(),
              .references = {}};
  for (std::string const name : {"A", "B", "C", "D"}) {
    if (shop.vault().find_subject(name)) {
      sight.references.push_back(name);
    }
  }
  using custody::store::Table;
  for (Table const table : {Table::subject, Table::record, Table::compartments, Table::reference}) {
    sight.rows += rows_of(shop.store(), table).size();
  }
  sight.leaves_astray = rows_of(shop.store(), Table::leaf).size() - leaves_needed(shop);
  return sight;
}

// How often the work makes such a call.
std::size_t calls(Work const& work, Site site) {
  auto const shop = busy_shop();
  std::size_t count = 0;
  auto const counting = [&](Site called) {
    count += called == site ? 1 : 0;
    return Fault::none;
  };
  shop->store().on_call([&](auto call, Bucket) { return counting(static_cast<Site>(call)); });
  shop->slot().on_replace([&] { return counting(Site::root_slot); });
  work.is_done(*shop);
  shop->store().on_call({});
  shop->slot().on_replace({});
  return count;
}

enum class Survivors { none, half, all };

void do_with_trouble(Shop& shop, Work const& work, Trouble const& trouble, Survivors survivors) {
  bool crashed = false;
  {
    FaultPlan const plan(shop, trouble);
    try {
      work.is_done(shop);
    } catch (Failure const&) {
    } catch (custody::store::Crash const&) {
      crashed = true;
    }
    EXPECT_TRUE(plan.has_struck());
  }
  if (crashed) {
    std::size_t const unsynced = shop.store().unsynced();
    shop.crash(survivors == Survivors::none   ? 0
               : survivors == Survivors::half ? unsynced / 2
                                              : unsynced);
  }
  work.is_done(shop);
}

class CutOff : public testing::TestWithParam<Work> {
 protected:
  void SetUp() override {
    auto const shop = busy_shop();
    GetParam().is_done(*shop);
    expected_ = look_at(*shop);
  }
  void cut_off(Trouble const& trouble, Survivors survivors = Survivors::none) {
    SCOPED_TRACE(told(trouble) + ", survivors " + std::to_string(static_cast<int>(survivors)));
    auto const shop = busy_shop();
    do_with_trouble(*shop, GetParam(), trouble, survivors);
    Sight const sight = look_at(*shop);
    EXPECT_EQ(sight.by_everything, expected_.by_everything);
    EXPECT_EQ(sight.by_today, expected_.by_today);
    EXPECT_EQ(sight.references, expected_.references);
    EXPECT_EQ(sight.rows, expected_.rows);
    EXPECT_EQ(sight.leaves_astray, 0U);
  }
  Sight expected_;
};

TEST_P(CutOff, AtEveryCommit) {
  std::size_t const count = calls(GetParam(), Site::commit);
  ASSERT_GT(count, 0U);
  for (std::size_t i = 0; i < count; ++i) {
    for (Fault const fault :
         {Fault::before_commit, Fault::before_commit_unknown, Fault::after_commit_unknown}) {
      cut_off({.site = Site::commit, .calls_before = i, .fault = fault});
    }
    for (Fault const fault : {Fault::crash_before, Fault::crash_after}) {
      for (Survivors const survivors : {Survivors::none, Survivors::half, Survivors::all}) {
        cut_off({.site = Site::commit, .calls_before = i, .fault = fault}, survivors);
      }
    }
  }
}

TEST_P(CutOff, AtEverySyncAndEveryReplacementOfTheRoot) {
  for (Site const site : {Site::sync, Site::root_slot}) {
    std::size_t const count = calls(GetParam(), site);
    for (std::size_t i = 0; i < count; ++i) {
      for (Fault const fault : {Fault::before_commit, Fault::crash_before, Fault::crash_after}) {
        cut_off({.site = site, .calls_before = i, .fault = fault}, Survivors::none);
        cut_off({.site = site, .calls_before = i, .fault = fault}, Survivors::half);
      }
    }
  }
}

TEST_P(CutOff, AtEveryReading) {
  for (Site const site : {Site::begin, Site::read, Site::scan, Site::get}) {
    std::size_t const count = calls(GetParam(), site);
    ASSERT_GT(count, 0U);
    std::size_t const stride = site == Site::get ? 3 : 1;  // of hundreds
    for (std::size_t i = 0; i < count; i += stride) {
      cut_off({.site = site, .calls_before = i, .fault = Fault::before_commit});
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Upkeep, CutOff, testing::ValuesIn(works),
                         [](auto const& work) { return std::string(work.param.name); });

}  // namespace
}  // namespace lofte::simulation
