#include "custody/backup/data_backup.hpp"

#include <gtest/gtest.h>

#include <map>

#include "base/failure.hpp"
#include "custody/backup/layers.hpp"
#include "custody/backup/memory_folder_test.hpp"
#include "custody/crypto/crypto.hpp"
#include "custody/store/memory_store.hpp"

namespace lofte::custody::backup {
namespace {

using store::Durability;
using store::Plane;

using Rows = std::map<std::pair<Bucket, Bytes>, Bytes>;

std::string code_of(auto const& act) {
  try {
    act();
    return "nothing failed";
  } catch (Failure const& failure) {
    EXPECT_FALSE(failure.remedy().empty()) << failure.code();
    return failure.code();
  }
}

class DataBackup : public testing::Test {
 protected:
  void put(Bucket bucket, Bytes const& key, Bytes const& value) {
    auto const transaction = store.begin(bucket);
    transaction->put(Plane::data, key, value);
    transaction->put(Plane::keys, key, "of the key plane");
    transaction->commit(Durability::deferred);
    rows[{bucket, key}] = value;
  }
  void erase(Bucket bucket, Bytes const& key) {
    auto const transaction = store.begin(bucket);
    transaction->erase(Plane::data, key);
    transaction->commit(Durability::deferred);
    rows.erase({bucket, key});
  }
  DataBackupReport back_up(std::string const& version = "1.0.0") {
    return back_up_data(store, folder, {.store = id, .now = now, .written_by = version});
  }
  // What the layers together have of each row that the store has now.
  Rows found() {
    auto const manifest = DataManifest::load(folder);
    Rows all;
    if (manifest) {
      verify(folder, *manifest);
      Layers layers(folder, *manifest);
      for (auto const& [key, value] : rows) {
        auto const values = layers.find(key.first, key.second);
        if (!values.empty()) {
          all[key] = Bytes(values.front());
        }
      }
    }
    return all;
  }
  void put_some() {
    put(0, "a", "first");
    put(0, "b", "");
    put(7, "a", Bytes(300 * 1024, 'x'));
    put(7, "c", Bytes(10, '\0'));
    put(4095, "z", "last");
  }
  void change_some() {
    put(0, "a", "changed");
    put(3, "new", "new");
    erase(0, "b");
  }
  void give_back(std::map<std::string, Bytes> const& bytes) {
    for (auto const& name : folder.names()) {
      folder.erase(name);
    }
    for (auto const& [name, content] : bytes) {
      folder.set(name, content);
    }
  }

  store::MemoryStore store;
  MemoryFolder folder;
  Rows rows;
  Uuid id{{1, 2, 3}};
  Instant now{std::chrono::hours{480000}};
};

TEST_F(DataBackup, HasEveryRowOfTheDataPlaneAndNothingElse) {
  put_some();
  auto const report = back_up();
  EXPECT_EQ(report.rows_held, 5U);
  EXPECT_EQ(report.rows_written, 5U);
  EXPECT_EQ(found(), rows);
  for (auto const& [name, bytes] : folder.bytes()) {
    EXPECT_EQ(bytes.find("of the key plane"), bytes.npos) << name;
  }
}

TEST_F(DataBackup, WritesWhatIsNewOrChanged) {
  put_some();
  back_up();
  EXPECT_EQ(back_up().rows_written, 0U);
  EXPECT_EQ(DataManifest::load(folder)->layers.size(), 1U);
  change_some();
  auto const report = back_up();
  EXPECT_EQ(report.rows_held, 5U);
  EXPECT_EQ(report.rows_written, 2U);
  EXPECT_EQ(report.layers, 2U);
  EXPECT_EQ(found(), rows);
  put(0, "b", "");  // as it was: the index has forgotten it meanwhile
  EXPECT_EQ(back_up().rows_written, 1U);
  EXPECT_EQ(found(), rows);
}

TEST_F(DataBackup, OfAnEmptyStoreIsABackup) {
  back_up();
  EXPECT_TRUE(DataManifest::load(folder)->layers.empty());
  put_some();
  back_up();
  EXPECT_EQ(found(), rows);
}

TEST_F(DataBackup, KeepsEarlierValuesBehindLaterOnes) {
  put(1, "a", "one");
  back_up();
  put(1, "a", "two");
  back_up();
  Layers layers(folder, *DataManifest::load(folder));
  EXPECT_TRUE(layers.find(0, "a").empty());
  EXPECT_EQ(layers.find(1, "a"), (std::vector<BytesView>{"two", "one"}));
}

TEST_F(DataBackup, SeesOneStateOfABucketWhileTheStoreIsWritten) {
  put_some();
  unsigned buckets = 0;
  back_up_data(store, folder, {.store = id, .now = now, .written_by = "1"}, [&](unsigned done) {
    if (done == 7) {
      put(3, "behind", "not in this backup");
      put(9, "ahead", "in this backup");
    }
    buckets = done;
    return true;
  });
  EXPECT_EQ(buckets, store::bucket_last);
  EXPECT_EQ(found().size(), rows.size() - 1);
  back_up();
  EXPECT_EQ(found(), rows);
}

TEST_F(DataBackup, ThatIsStoppedLeavesTheOneBefore) {
  put_some();
  back_up();
  auto const before = found();
  change_some();
  EXPECT_EQ(code_of([&] {
              back_up_data(store, folder, {.store = id, .now = now, .written_by = "1"},
                           [](unsigned done) { return done < 2000; });
            }),
            "stopped");
  EXPECT_EQ(DataManifest::load(folder)->layers.size(), 1U);
  back_up();
  EXPECT_EQ(found(), rows);
}

// The first backup, and one on top of another.
TEST_F(DataBackup, SurvivesALossOfPowerAtEveryOperation) {
  for (bool const is_first : {true, false}) {
    int operation = 0;
    for (bool lost = true; lost; ++operation) {
      ASSERT_LT(operation, 200);
      give_back({});
      put_some();
      if (!is_first) {
        back_up();
        change_some();
      }
      folder.lose_power_after(operation);
      lost = false;
      try {
        back_up();
      } catch (PowerLoss const&) {
        lost = true;
      }
      folder.power_back();
      auto const layers = DataManifest::load(folder).value_or(DataManifest{}).layers.size();
      EXPECT_LE(layers, is_first ? 1U : 2U);
      EXPECT_GE(layers, is_first ? 0U : 1U);
      EXPECT_NO_THROW(found()) << operation;
      back_up();
      EXPECT_EQ(found(), rows) << operation;
      for (auto const& name : folder.names()) {
        EXPECT_FALSE(is_draft(name)) << name;
      }
    }
    EXPECT_GT(operation, 10);
  }
}

TEST_F(DataBackup, EveryFlippedBitOfEveryFileIsFound) {
  put(0, "a", "first");
  put(4095, "z", "last");
  back_up();
  put(0, "a", "changed");
  back_up();
  auto const whole = folder.bytes();
  ASSERT_EQ(whole.size(), 4U);
  for (auto const& [name, bytes] : whole) {
    for (std::size_t i = 0; i < bytes.size() * 8; ++i) {
      Bytes flipped = bytes;
      flipped[i / 8] = static_cast<char>(flipped[i / 8] ^ (1 << i % 8));
      folder.set(name, flipped);
      ASSERT_EQ(code_of([&] { found(); }), "backup.damaged") << name << " bit " << i;
    }
    folder.set(name, bytes);
  }
  EXPECT_EQ(found(), rows);
}

TEST_F(DataBackup, EveryFileThatIsCutShortLongerOrMissingIsFound) {
  put_some();
  back_up();
  change_some();
  back_up();
  auto const whole = folder.bytes();
  for (auto const& [name, bytes] : whole) {
    for (std::size_t const size :
         {std::size_t{0}, std::size_t{1}, std::size_t{40}, bytes.size() / 2, bytes.size() - 1}) {
      folder.set(name, bytes.substr(0, size));
      EXPECT_EQ(code_of([&] { found(); }), "backup.damaged") << name << " " << size;
      EXPECT_EQ(code_of([&] { back_up(); }), "backup.damaged") << name << " " << size;
      EXPECT_EQ(folder.bytes().at(name), bytes.substr(0, size));
    }
    folder.set(name, bytes + "x");
    EXPECT_EQ(code_of([&] { found(); }), "backup.damaged") << name;
    folder.erase(name);
    EXPECT_EQ(code_of([&] { found(); }), "backup.damaged") << name;
    EXPECT_EQ(code_of([&] { back_up(); }), "backup.damaged") << name;
    folder.set(name, bytes);
  }
  EXPECT_EQ(folder.bytes(), whole);
}

TEST_F(DataBackup, ADamagedIndexIsFoundBeforeALayerIsAdded) {
  put_some();
  back_up();
  Bytes index = folder.bytes().at("index-000001");
  index[index.size() / 2] = static_cast<char>(~index[index.size() / 2]);
  folder.set("index-000001", index);
  EXPECT_EQ(code_of([&] { back_up(); }), "backup.damaged");
}

TEST_F(DataBackup, ALayerOfAnotherBackupDoesNotTakeAPlace) {
  put_some();
  back_up();
  Bytes const layer = folder.bytes().at("layer-000001");
  give_back({});
  put(0, "b", "y");  // as long as an empty row and its length
  erase(0, "b");
  put(0, "a", "FIRST");
  put(0, "b", "");
  back_up();
  ASSERT_EQ(folder.bytes().at("layer-000001").size(), layer.size());
  folder.set("layer-000001", layer);
  EXPECT_EQ(code_of([&] { found(); }), "backup.damaged");
}

TEST_F(DataBackup, OfANewerVersionIsRefused) {
  put_some();
  back_up();
  Bytes manifest = folder.bytes().at("manifest");
  manifest[10] = 2;  // its format
  manifest.resize(manifest.size() - crypto::hash_bytes);
  folder.set("manifest", manifest + crypto::hash(manifest));
  EXPECT_EQ(code_of([&] { found(); }), "backup.too_new");
  auto const before = folder.bytes();
  EXPECT_EQ(code_of([&] { back_up(); }), "backup.too_new");
  EXPECT_EQ(folder.bytes(), before);
}

TEST_F(DataBackup, KeepsToAFolderAndAStoreOfItsOwn) {
  folder.set("letter.txt", "of another program");
  EXPECT_EQ(code_of([&] { back_up(); }), "backup.foreign_file");
  folder.erase("letter.txt");
  back_up();
  id = Uuid{{9}};
  EXPECT_EQ(code_of([&] { back_up(); }), "backup.another_store");
}

TEST_F(DataBackup, HasAsManyLayersAsCanBeReadAtOnce) {
  put(0, "a", "0");
  back_up();
  auto manifest = *DataManifest::load(folder);
  while (manifest.layers.size() < layers_max) {
    DataFile next = manifest.layers.back();
    ++next.number;
    folder.set(next.name(), Bytes(next.seal.file_bytes, 'x'));
    manifest.layers.push_back(next);
  }
  manifest.save(folder);
  EXPECT_EQ(code_of([&] { back_up(); }), "backup.too_many_layers");
}

}  // namespace
}  // namespace lofte::custody::backup
