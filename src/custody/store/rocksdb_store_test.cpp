#include "custody/store/rocksdb_store.hpp"

#include <gmock/gmock.h>
#include <rocksdb/db.h>

#include <fstream>

#include "custody/store/conformance.hpp"
#include "custody/store/temporary_folder_test.hpp"

namespace lofte::custody::store {
namespace {

struct MakesRocksdb {
  TemporaryFolder folder;
  std::unique_ptr<Store> store() { return RocksdbStore::open(folder.path(), {}); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Rocksdb, StoreConformance, MakesRocksdb);

class RocksdbFolder : public testing::Test {
 protected:
  std::unique_ptr<RocksdbStore> open() const { return RocksdbStore::open(folder.path(), {}); }

  static void put(Store& store, BytesView key, BytesView value,
                  Durability durability = Durability::synced) {
    auto transaction = store.begin(7);
    transaction->put(Plane::keys, key, value);
    transaction->put(Plane::data, key, value);
    transaction->commit(durability);
  }
  static std::optional<Bytes> get(Store& store, BytesView key, Plane plane = Plane::keys) {
    return store.read(7)->get(plane, key);
  }

  std::pair<FailureKind, std::string> failure_of_opening() const {
    try {
      open();
    } catch (Failure const& failure) {
      EXPECT_THAT(failure.message(), testing::HasSubstr(folder.path().string()));
      EXPECT_FALSE(failure.remedy().empty());
      return {failure.kind(), failure.code()};
    }
    return {FailureKind::bad_input, "nothing was thrown"};
  }

  std::vector<std::filesystem::path> files_ending(std::string_view ending) const {
    std::vector<std::filesystem::path> files;
    for (auto const& entry : std::filesystem::directory_iterator(folder.path())) {
      if (entry.path().string().ends_with(ending)) {
        files.push_back(entry.path());
      }
    }
    return files;
  }
  static Bytes contents(std::filesystem::path const& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
  }
  static void damage(std::filesystem::path const& file, std::size_t offset) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(static_cast<std::streamoff>(offset));
    stream.write("damaged!", 8);
  }
  bool any_file_holds(BytesView bytes) const {
    return std::ranges::any_of(files_ending(""),
                               [&](auto const& file) { return contents(file).contains(bytes); });
  }

  TemporaryFolder folder;
};

using Failed = std::pair<FailureKind, std::string>;

TEST_F(RocksdbFolder, opened_again_it_has_what_was_committed) {
  {
    auto const store = open();
    put(*store, "a", "synced");
    put(*store, "b", "deferred", Durability::deferred);
  }
  auto const store = open();
  EXPECT_EQ(get(*store, "a"), "synced");
  EXPECT_EQ(get(*store, "a", Plane::data), "synced");
  EXPECT_EQ(get(*store, "b"), "deferred");
}

TEST_F(RocksdbFolder, a_second_opener_is_refused_and_disturbs_nothing) {
  auto const store = open();
  EXPECT_EQ(failure_of_opening(), Failed(FailureKind::conflict, "store.locked"));
  put(*store, "a", "1");
  EXPECT_EQ(get(*store, "a"), "1");
}

TEST_F(RocksdbFolder, a_folder_that_cannot_be_made_is_an_error) {
  std::ofstream(folder.path() / "file") << "not a folder";
  try {
    RocksdbStore::open(folder.path() / "file" / "store", {});
    FAIL() << "nothing was thrown";
  } catch (Failure const& failure) {
    EXPECT_EQ(failure.kind(), FailureKind::unavailable);
    EXPECT_EQ(failure.code(), "store.io");
  }
}

TEST_F(RocksdbFolder, compacting_leaves_no_byte_of_what_was_erased_or_replaced) {
  auto const store = open();
  put(*store, "a", "a canary that was erased");
  put(*store, "b", "a canary that was replaced");
  store->compact();
  ASSERT_TRUE(any_file_holds("a canary that was erased"));
  auto transaction = store->begin(7);
  for (Plane plane : {Plane::keys, Plane::data}) {
    transaction->erase(plane, "a");
    transaction->put(plane, "b", "what is there now");
  }
  transaction->commit(Durability::synced);
  store->compact();
  EXPECT_FALSE(any_file_holds("canary"));
  EXPECT_TRUE(any_file_holds("what is there now"));
}

TEST_F(RocksdbFolder, a_damaged_table_is_noticed_when_it_is_read) {
  {
    auto const store = open();
    put(*store, "a", "a value that will be damaged");
    store->compact();
  }
  for (auto const& file : files_ending(".sst")) {
    damage(file, contents(file).find("a value that will be damaged"));
  }
  auto const store = open();
  try {
    get(*store, "a");
    FAIL() << "nothing was thrown";
  } catch (Failure const& failure) {
    EXPECT_EQ(failure.kind(), FailureKind::damaged);
    EXPECT_EQ(failure.code(), "store.damaged");
  }
}

TEST_F(RocksdbFolder, a_log_damaged_in_its_middle_is_refused_rather_than_cut_short) {
  {
    auto const store = open();
    put(*store, "a", "the first commit");
    put(*store, "b", Bytes(100'000, 'b'));
  }
  for (auto const& file : files_ending(".log")) {
    if (auto const at = contents(file).find("the first commit"); at != Bytes::npos) {
      damage(file, at);
    }
  }
  EXPECT_EQ(failure_of_opening(), Failed(FailureKind::damaged, "store.damaged"));
}

TEST_F(RocksdbFolder, a_log_torn_at_its_end_loses_only_the_torn_commit) {
  {
    auto const store = open();
    put(*store, "a", "whole");
    put(*store, "b", "torn");
  }
  for (auto const& file : files_ending(".log")) {
    if (contents(file).contains("torn")) {
      std::filesystem::resize_file(file, std::filesystem::file_size(file) - 3);
    }
  }
  auto const store = open();
  EXPECT_EQ(get(*store, "a"), "whole");
  EXPECT_EQ(get(*store, "b"), std::nullopt);
  EXPECT_EQ(get(*store, "b", Plane::data), std::nullopt);
}

TEST_F(RocksdbFolder, a_truncated_or_missing_table_is_refused) {
  {
    auto const store = open();
    put(*store, "a", "1");
    store->compact();
  }
  auto const table = files_ending(".sst").at(0);
  std::filesystem::resize_file(table, std::filesystem::file_size(table) / 2);
  EXPECT_EQ(failure_of_opening(), Failed(FailureKind::damaged, "store.damaged"));
  std::filesystem::remove(table);
  EXPECT_EQ(failure_of_opening(), Failed(FailureKind::damaged, "store.damaged"));
}

TEST_F(RocksdbFolder, a_store_whose_current_file_is_gone_is_not_begun_anew) {
  {
    auto const store = open();
    put(*store, "a", "1");
  }
  Bytes const current = contents(folder.path() / "CURRENT");
  std::filesystem::remove(folder.path() / "CURRENT");
  EXPECT_EQ(failure_of_opening(), Failed(FailureKind::damaged, "store.damaged"));
  std::ofstream(folder.path() / "CURRENT") << current;
  EXPECT_EQ(get(*open(), "a"), "1");
}

TEST_F(RocksdbFolder, a_store_with_a_plane_we_do_not_know_is_too_new) {
  open();
  rocksdb::DB* database = nullptr;
  std::vector<rocksdb::ColumnFamilyHandle*> families;
  ASSERT_TRUE(
      rocksdb::DB::Open({}, folder.path().string(),
                        {{rocksdb::kDefaultColumnFamilyName, {}}, {"keys", {}}, {"data", {}}},
                        &families, &database)
          .ok());
  families.emplace_back();
  ASSERT_TRUE(database->CreateColumnFamily({}, "a plane of the future", &families.back()).ok());
  for (auto* family : families) {
    ASSERT_TRUE(database->DestroyColumnFamilyHandle(family).ok());
  }
  delete database;
  EXPECT_EQ(failure_of_opening(), Failed(FailureKind::too_new, "store.too_new"));
}

}  // namespace
}  // namespace lofte::custody::store
