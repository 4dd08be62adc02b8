#include "custody/keys/key_tree.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/failure.hpp"
#include "custody/keys/named_keys.hpp"
#include "custody/store/memory_store.hpp"

namespace lofte::custody::keys {
namespace {

constexpr Bucket bucket = 7;

class KeyTreeTest : public testing::Test {
 protected:
  KeyTreeTest() {
    for (Bucket const which : {bucket, store::system_bucket}) {
      auto const transaction = memory.begin(which);
      KeyTree::create(ring, *transaction, which, 1);
      transaction->commit(store::Durability::synced);
    }
  }

  void in_tree(std::function<void(store::Transaction&, KeyTree&)> const& act) {
    auto const transaction = memory.begin(bucket);
    KeyTree tree(ring, *transaction, bucket);
    act(*transaction, tree);
    tree.save(*transaction);
    transaction->commit(store::Durability::synced);
  }

  Slot plant(crypto::Key const& key) {
    Slot slot = 0;
    in_tree([&](auto& transaction, auto& tree) { slot = tree.plant(transaction, key); });
    return slot;
  }

  void tick() {
    Roots both = root_slot.load();
    Roots const before = both;
    both.next = crypto::Key::random(random);
    ASSERT_TRUE(root_slot.replace(before, both));
    in_tree([&](auto& transaction, auto& tree) {
      tree.renew(transaction, both.generation + 1, *both.next);
    });
    Roots after;
    after.generation = both.generation + 1;
    after.current = *both.next;
    ASSERT_TRUE(root_slot.replace(both, after));
  }

  std::optional<crypto::Key> leaf(Slot slot) {
    auto const view = memory.read(bucket);
    return KeyTree(KeyRing(root_slot, random), *view, bucket).leaf(slot);  // nothing remembered
  }

  std::size_t rows() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        memory.contents(), [](auto const& row) { return row.bucket == bucket; }));
  }

  SeededRandom random{1};
  MemoryRootSlot root_slot{random};
  store::MemoryStore memory;
  KeyRing ring{root_slot, random};
};

TEST_F(KeyTreeTest, GivesBackWhatWasPlantedBeforeAndAfterTicks) {
  std::map<Slot, Bytes> planted;
  for (int i = 0; i < 200; ++i) {
    auto const key = crypto::Key::random(random);
    planted.emplace(plant(key), Bytes(key.view()));
  }
  EXPECT_EQ(planted.size(), 200U);
  for (int round = 0; round < 3; ++round) {
    for (auto const& [slot, key] : planted) {
      ASSERT_TRUE(leaf(slot));
      EXPECT_EQ(leaf(slot)->view(), key);
    }
    in_tree([&](auto& transaction, auto& tree) { tree.doom(transaction, planted.begin()->first); });
    planted.erase(planted.begin());
    tick();
  }
}

TEST_F(KeyTreeTest, ALeafInTheRowOfItsOwnerIsWrappedAgainThereAndTheRestOfTheRowIsKept) {
  auto const key = crypto::Key::random(random);
  in_tree([&](auto& transaction, auto& tree) {
    RowLeaf const leaf = tree.plant_in_row(transaction, key, "Owner");
    transaction.put(store::Plane::keys, "Owner", leaf.encode().append("and the rest"));
  });
  auto const row = [&] { return memory.read(bucket)->get(store::Plane::keys, "Owner").value(); };
  Bytes const before = row();
  Slot const doomed = plant(crypto::Key::random(random));
  in_tree([&](auto& transaction, auto& tree) { tree.doom(transaction, doomed); });
  tick();
  Bytes const after = row();
  EXPECT_NE(after, before);
  EXPECT_TRUE(after.ends_with("and the rest"));
  Reader reader(after);
  auto const view = memory.read(bucket);
  KeyRing const nothing_remembered(root_slot, random);
  EXPECT_EQ(KeyTree(nothing_remembered, *view, bucket).leaf(RowLeaf::read(reader)).view(),
            key.view());
  Reader stale(before);
  EXPECT_THROW(KeyTree(ring, *view, bucket).leaf(RowLeaf::read(stale)), Failure);
}

TEST_F(KeyTreeTest, ALeafWhoseOwnerIsGoneIsDamage) {
  in_tree([&](auto& transaction, auto& tree) {
    tree.plant_in_row(transaction, crypto::Key::random(random), "Owner");
    tree.doom(transaction, tree.plant(transaction, crypto::Key::random(random)));
  });
  EXPECT_THROW(tick(), Failure);
}

TEST_F(KeyTreeTest, ADoomedLeafIsGoneAtOnce) {
  Slot const slot = plant(crypto::Key::random(random));
  in_tree([&](auto& transaction, auto& tree) {
    tree.doom(transaction, slot);
    EXPECT_FALSE(tree.leaf(slot));
  });
  EXPECT_FALSE(leaf(slot));
}

TEST_F(KeyTreeTest, ASlotIsUsedAgainOnlyAfterATick) {
  Slot const slot = plant(crypto::Key::random(random));
  in_tree([&](auto& transaction, auto& tree) { tree.doom(transaction, slot); });
  EXPECT_NE(plant(crypto::Key::random(random)), slot);
  tick();
  EXPECT_EQ(plant(crypto::Key::random(random)), slot);
}

TEST_F(KeyTreeTest, LeavesNoRowsBehindWhenEveryLeafIsGone) {
  std::size_t const empty = rows();
  std::vector<Slot> slots;
  for (int i = 0; i < 130; ++i) {
    slots.push_back(plant(crypto::Key::random(random)));
  }
  in_tree([&](auto& transaction, auto& tree) {
    for (Slot const slot : slots) {
      tree.doom(transaction, slot);
    }
  });
  tick();
  EXPECT_EQ(rows(), empty + slots.size());  // the free slots, one row each
  for (std::size_t i = 0; i < slots.size(); ++i) {
    plant(crypto::Key::random(random));
  }
  in_tree([&](auto&, auto& tree) { EXPECT_EQ(tree.head().next_slot, slots.size()); });
}

TEST_F(KeyTreeTest, ARenewalWithoutDoomedLeavesKeepsTheNodes) {
  Slot const slot = plant(crypto::Key::random(random));
  in_tree([&](auto&, auto& tree) { EXPECT_EQ(tree.head().renewal, 0U); });
  tick();
  EXPECT_TRUE(leaf(slot));
  in_tree([&](auto&, auto& tree) { EXPECT_EQ(tree.head().renewal, 0U); });
}

TEST_F(KeyTreeTest, ARolledBackPlantLeavesNoKeyInMemory) {
  {
    auto const transaction = memory.begin(bucket);
    KeyTree tree(ring, *transaction, bucket);
    tree.plant(*transaction, crypto::Key::random(random));
  }
  auto const key = crypto::Key::random(random);
  Slot const slot = plant(key);
  ASSERT_TRUE(leaf(slot));
  EXPECT_EQ(leaf(slot)->view(), key.view());
}

TEST_F(KeyTreeTest, RefusesARootOfAnotherStore) {
  SeededRandom other_random(2);
  MemoryRootSlot other(other_random);
  Roots ahead = other.load();
  Roots const before = ahead;
  ahead.generation += 9;
  ASSERT_TRUE(other.replace(before, ahead));
  KeyRing const wrong(other, other_random);
  plant(crypto::Key::random(random));
  auto const view = memory.read(bucket);
  EXPECT_THROW(KeyTree(wrong, *view, bucket).leaf(0), Failure);
}

TEST_F(KeyTreeTest, NamedKeysAreFoundUntilTheyAreDoomed) {
  NamedKeys names(ring, memory, store::Table::term);
  EXPECT_FALSE(names.find("first"));
  auto const key = names.ensure("first");
  EXPECT_EQ(names.ensure("first").view(), key.view());
  EXPECT_NE(names.ensure("second").view(), key.view());
  auto const transaction = memory.begin(store::system_bucket);
  KeyTree tree(ring, *transaction, store::system_bucket);
  EXPECT_EQ(names.doom(*transaction, tree, [](BytesView name) { return name == "first"; }), 1U);
  tree.save(*transaction);
  transaction->commit(store::Durability::synced);
  names.forget();
  EXPECT_FALSE(names.find("first"));
  EXPECT_TRUE(names.find("second"));
}

TEST(Head, IsReadAsWrittenAndRefusedWhenNewer) {
  Head head;
  head.generation = 9;
  head.destroyed_through = parse_day("2026-12-31");
  head.free_slots = {4, 5};
  head.bucket_key = "wrapped";
  Head const again = Head::decode(head.encode());
  EXPECT_EQ(again.encode(), head.encode());
  Bytes newer = head.encode();
  newer[0] = 2;
  EXPECT_THROW(Head::decode(newer), Failure);
  EXPECT_THROW(Head::decode(head.encode().substr(0, 20)), Failure);
}

}  // namespace
}  // namespace lofte::custody::keys
