// A subject with more records than its own row lists: the promise is the same for each of them.
#include <gtest/gtest.h>

#include "custody/store/tables.hpp"
#include "custody/upkeep/holdings.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {
namespace {

using custody::store::Plane;
using custody::store::Table;
using custody::subjects::outlines_listed_max;
using custody::vault::Added;

constexpr std::size_t order_count = outlines_listed_max + 9;

std::string name_of(std::size_t n) {
  return "canary name " + std::to_string(n);
}
std::string phone_of(std::size_t n) {
  return "canary phone " + std::to_string(n);
}

class ManyRecords : public testing::Test {
 protected:
  ManyRecords() {
    for (std::size_t n = 0; n < order_count; ++n) {
      orders.push_back(order(n).record);
    }
  }

  // Every second order is completed a year later than the others.
  Added order(std::size_t n) {
    return shop.add(person, "order", {{"name", name_of(n)}, {"phone", phone_of(n)}},
                    {{"completed", n % 2 == 0 ? "2023-03-05" : "2024-03-05"}}, std::to_string(n));
  }

  std::uint64_t rows(Table table) {
    std::uint64_t count = 0;
    for (auto const& row : shop.store().contents()) {
      count += row.key.front() == static_cast<char>(table) ? 1 : 0;
    }
    return count;
  }

  Shop shop{"2024-03-05"};
  SubjectId person = shop.person("customer 1");
  std::vector<RecordId> orders;
};

TEST_F(ManyRecords, AreReadEachForItself) {
  for (std::size_t n = 0; n < order_count; ++n) {
    EXPECT_EQ(shop.read(person, orders[n], "contract", "phone"), phone_of(n));
  }
  EXPECT_EQ(shop.vault().summary(person).size(), order_count);
  std::size_t seen = 0;
  shop.vault().read_all(shop.owner(), person, "bookkeeping", [&](auto const&) { ++seen; });
  EXPECT_EQ(seen, order_count);
}

TEST_F(ManyRecords, AreEachTakenOnce) {
  for (std::size_t n = 0; n < order_count; ++n) {
    Added const again = order(n);
    EXPECT_EQ(again.outcome, Added::Outcome::existed);
    EXPECT_EQ(again.record, orders[n]);
  }
}

TEST_F(ManyRecords, AreAllCounted) {
  auto const holdings = custody::upkeep::holdings(shop.vault());
  EXPECT_EQ(holdings.people, 1U);
  EXPECT_EQ(holdings.records, order_count);
  EXPECT_EQ(custody::upkeep::plan(shop.vault(), shop_policy()).records, order_count);
}

TEST_F(ManyRecords, EndEachOnItsOwnDay) {
  shop.at("2026-01-01");  // the contract of the even ones has ended
  Adversary const adversary = shop.adversary();
  for (std::size_t n = 0; n < order_count; ++n) {
    EXPECT_EQ(shop.read(person, orders[n], "contract", "phone"),
              n % 2 == 0 ? "denied.lapsed" : phone_of(n));
    EXPECT_EQ(shop.read(person, orders[n], "bookkeeping", "name"), name_of(n));
    EXPECT_EQ(adversary.can_read(phone_of(n)), n % 2 != 0);
  }
  shop.at("2031-01-01");  // and the books of the even ones
  EXPECT_EQ(rows(Table::record), order_count / 2);
  EXPECT_EQ(rows(Table::compartments), order_count / 2);
  shop.at("2032-01-01");
  EXPECT_EQ(rows(Table::record) + rows(Table::compartments) + rows(Table::subject), 0U);
  EXPECT_EQ(shop.vault().find_subject("customer 1"), std::nullopt);
  EXPECT_TRUE(shop.adversary().values().empty());
}

TEST_F(ManyRecords, TakeAnEventACorrectionAndAHoldWhereverTheyAreListed) {
  for (std::size_t const n : {std::size_t{0}, order_count - 1}) {
    shop.vault().replace_fields(shop.owner(), person, orders[n],
                                {{"phone", PersonalText("corrected")}});
    EXPECT_EQ(shop.read(person, orders[n], "contract", "phone"), "corrected");
    shop.vault().hold(person, orders[n], "a claim", Day{std::chrono::year{2035} / 1 / 1});
  }
  shop.at("2032-01-01");
  EXPECT_EQ(rows(Table::record), 2U);
  shop.at("2033-01-01");
  EXPECT_EQ(shop.vault().summary(person).size(), 2U);
}

TEST_F(ManyRecords, GoAllWithAnErasureButWhatTheLawKeeps) {
  shop.vault().erase(person);
  shop.tick();
  Adversary const adversary = shop.adversary();
  for (std::size_t n = 0; n < order_count; ++n) {
    EXPECT_EQ(shop.read(person, orders[n], "bookkeeping", "name"), name_of(n));
    EXPECT_FALSE(adversary.can_read(phone_of(n)));
  }
}

TEST_F(ManyRecords, FillThePlaceOfThoseThatHaveGone) {
  shop.at("2031-01-01");
  auto const fresh =
      shop.add(person, "order", {{"name", "canary fresh"}}, {{"completed", "2030-12-31"}}, "fresh");
  EXPECT_EQ(shop.read(person, fresh.record, "contract", "name"), "canary fresh");
  EXPECT_EQ(custody::upkeep::holdings(shop.vault()).records, order_count / 2 + 1);
}

TEST_F(ManyRecords, ARowThatIsNotAsListedIsDamage) {
  auto const transaction = shop.store().begin(bucket_of(person));
  Bytes const key = custody::vault::record_key(person, orders.front());
  Bytes row = transaction->get(Plane::keys, key).value();
  row.front() = 1;
  transaction->put(Plane::keys, key, row);
  transaction->commit(custody::store::Durability::synced);
  try {
    shop.read(person, orders.front(), "contract", "phone");
    FAIL() << "it was read";
  } catch (Failure const& failure) {
    EXPECT_EQ(failure.code(), "record.not_as_listed");
  }
}

}  // namespace
}  // namespace lofte::simulation
