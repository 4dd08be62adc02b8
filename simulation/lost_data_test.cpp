// A data plane that has lost rows, as after a restore from a backup that did not have them: what is
// missing reads as not restored, and stands in the way of nothing.
#include <gtest/gtest.h>

#include "custody/store/tables.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {
namespace {

using custody::store::Plane;
using custody::store::Written;

class LostData : public testing::Test {
 protected:
  LostData() : shop("2024-03-05"), person(shop.person("customer 7")) {
    record = shop.add(person, "order",
                      {{"name", "canary-name"}, {"phone", "canary-phone"}, {"lines", "USB"}},
                      {{"placed", "2024-03-05"}, {"completed", "2024-03-05"}})
                 .record;
  }
  std::vector<Written> data_rows() {
    std::vector<Written> rows = shop.store().contents();
    std::erase_if(rows, [](Written const& row) { return row.plane != Plane::data; });
    return rows;
  }
  void lose(std::vector<Written> const& rows) {
    for (Written const& row : rows) {
      auto const transaction = shop.store().begin(row.bucket);
      transaction->erase(Plane::data, row.key);
      transaction->commit(custody::store::Durability::synced);
    }
  }
  void put(std::vector<Written> const& rows) {
    for (Written const& row : rows) {
      auto const transaction = shop.store().begin(row.bucket);
      transaction->put(Plane::data, row.key, row.value);
      transaction->commit(custody::store::Durability::synced);
    }
  }
  void replace(std::string_view field, std::optional<PersonalText> value) {
    shop.vault().replace_fields(shop.owner(), person, record,
                                {{std::string(field), std::move(value)}});
  }
  std::string read(std::string_view purpose, std::string_view field) {
    return shop.read(person, record, purpose, field);
  }

  Shop shop;
  SubjectId person;
  RecordId record;
};

TEST_F(LostData, AMissingRowReadsAsNotRestored) {
  lose(data_rows());
  EXPECT_EQ(read("contract", "phone"), "denied.not_restored");
  EXPECT_EQ(read("bookkeeping", "name"), "denied.not_restored");
  EXPECT_EQ(read("account", "name"), "denied.field_not_held");
}

TEST_F(LostData, ARowOfAnEarlierGenerationReadsAsNotRestored) {
  auto const before = data_rows();
  replace("phone", PersonalText("070-1"));
  put(before);
  EXPECT_EQ(read("contract", "phone"), "denied.not_restored");
  EXPECT_EQ(read("bookkeeping", "name"), "canary-name");
  auto const all = shop.vault().read(shop.owner(), person, record, "contract");
  ASSERT_TRUE(all.has_value());
  EXPECT_EQ(all->not_restored, std::vector<std::string>{"phone"});
}

TEST_F(LostData, StandsInTheWayOfNoEventTickOrErasure) {
  lose(data_rows());
  shop.vault().restrict(person);
  shop.vault().lift_restriction(person);
  shop.at("2025-01-01");
  EXPECT_EQ(read("contract", "phone"), "denied.not_restored");
  shop.vault().erase(person);
  shop.at("2025-01-02");
  EXPECT_EQ(read("contract", "phone"), "denied.ended");
  EXPECT_EQ(read("bookkeeping", "name"), "denied.not_restored");
  shop.at("2032-01-01");
  shop.at("2032-01-02");
  EXPECT_FALSE(shop.vault().has_subject(person));
}

// Else a backup that is found later would bring back what was replaced or removed.
TEST_F(LostData, AValueWrittenAnewEndsWhatTheLostOneStoodBeside) {
  auto const before = data_rows();
  lose(before);
  replace("name", PersonalText("Anna"));
  EXPECT_EQ(read("bookkeeping", "name"), "Anna");
  EXPECT_EQ(read("contract", "phone"), "denied.not_restored");
  replace("phone", std::nullopt);
  shop.tick();
  put(before);
  EXPECT_EQ(read("contract", "phone"), "gone");
  EXPECT_FALSE(shop.adversary().can_read("canary-phone"));
  EXPECT_FALSE(shop.adversary().can_read("canary-name"));
}

TEST_F(LostData, ANewVersionThatTakesAFieldGoesByIt) {
  lose(data_rows());
  shop.publish(replaced(shop_policy(), R"(data = ["name", "phone", "order_history"])",
                        R"(data = ["name", "order_history"])"));
  shop.at("2024-03-20");
  shop.at("2024-03-21");
  EXPECT_EQ(read("contract", "phone"), "gone");
}

}  // namespace
}  // namespace lofte::simulation
