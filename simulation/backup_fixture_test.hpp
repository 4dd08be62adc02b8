// A shop with a backup of its data plane and copies of its key plane, both in memory, for tests.
#pragma once

#include <gtest/gtest.h>

#include "custody/backup/memory_folder_test.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {

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

}  // namespace lofte::simulation
