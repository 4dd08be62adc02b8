#include "custody/store/memory_store.hpp"

#include <gmock/gmock.h>

#include "custody/store/conformance.hpp"

namespace lofte::custody::store {
namespace {

struct MakesMemory {
  std::unique_ptr<Store> store() { return std::make_unique<MemoryStore>(); }
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreConformance, MakesMemory);

void put(Store& store, BytesView key, BytesView value, Durability durability) {
  auto transaction = store.begin(7);
  transaction->put(Plane::keys, key, value);
  transaction->commit(durability);
}

std::optional<Bytes> get(Store& store, BytesView key) {
  return store.read(7)->get(Plane::keys, key);
}

FailureKind kind_of_failing_put(Store& store, BytesView key, BytesView value) {
  try {
    put(store, key, value, Durability::synced);
  } catch (Failure const& failure) {
    return failure.kind();
  }
  ADD_FAILURE() << "nothing was thrown";
  return {};
}

TEST(MemoryStore, a_crash_takes_the_deferred_commits_since_the_last_synced_one) {
  MemoryStore store;
  put(store, "a", "deferred, then covered by a synced one", Durability::deferred);
  put(store, "b", "synced", Durability::synced);
  put(store, "b", "deferred", Durability::deferred);
  put(store, "b", "deferred again", Durability::deferred);
  put(store, "c", "deferred", Durability::deferred);
  store.crash();
  EXPECT_EQ(get(store, "a"), "deferred, then covered by a synced one");
  EXPECT_EQ(get(store, "b"), "synced");
  EXPECT_EQ(get(store, "c"), std::nullopt);
}

TEST(MemoryStore, a_crash_brings_back_what_a_deferred_commit_erased) {
  MemoryStore store;
  put(store, "a", "kept", Durability::synced);
  auto erasing = store.begin(7);
  erasing->erase(Plane::keys, "a");
  erasing->commit(Durability::deferred);
  EXPECT_EQ(get(store, "a"), std::nullopt);
  store.crash();
  EXPECT_EQ(get(store, "a"), "kept");
}

TEST(MemoryStore, a_crash_cuts_the_log_between_commits) {
  MemoryStore store;
  put(store, "a", "1", Durability::synced);
  for (char const* value : {"2", "3", "4"}) {
    put(store, "a", value, Durability::deferred);
  }
  EXPECT_EQ(store.unsynced(), 3U);
  EXPECT_EQ(store.commits(), 4U);
  store.crash(2);
  EXPECT_EQ(get(store, "a"), "3");
  EXPECT_EQ(store.unsynced(), 0U);
  EXPECT_EQ(store.commits(), 3U);
  store.crash();
  EXPECT_EQ(get(store, "a"), "3");
}

TEST(MemoryStore, every_call_can_be_made_to_fail) {
  for (Call const call :
       {Call::begin, Call::read, Call::get, Call::scan, Call::commit, Call::sync}) {
    MemoryStore store;
    store.on_call(
        [&](Call made, Bucket) { return made == call ? Fault::before_commit : Fault::none; });
    EXPECT_THROW(
        {
          put(store, "a", "b", Durability::synced);
          store.begin(7)->get(Plane::keys, "a");
          store.read(7)->scan(Plane::keys, {}, {}, [](BytesView, BytesView) { return true; });
          store.sync();
        },
        Failure);
  }
}

TEST(MemoryStore, dies_before_a_commit_or_after_it) {
  for (Fault const fault : {Fault::crash_before, Fault::crash_after}) {
    MemoryStore store;
    store.on_commit([&](Bucket) { return fault; });
    EXPECT_THROW(put(store, "a", "b", Durability::synced), Crash);
    store.crash();
    EXPECT_EQ(get(store, "a").has_value(), fault == Fault::crash_after);
  }
}

TEST(MemoryStore, sync_makes_deferred_commits_survive) {
  MemoryStore store;
  put(store, "a", "1", Durability::deferred);
  store.sync();
  store.crash();
  EXPECT_EQ(get(store, "a"), "1");
}

TEST(MemoryStore, a_transaction_open_during_a_crash_writes_nothing) {
  MemoryStore store;
  auto transaction = store.begin(7);
  transaction->put(Plane::keys, "a", "1");
  store.crash();
  EXPECT_THROW(transaction->commit(Durability::synced), Failure);
  EXPECT_EQ(get(store, "a"), std::nullopt);
}

TEST(MemoryStore, each_fault_says_what_became_of_the_write) {
  MemoryStore store;
  Fault fault = Fault::before_commit;
  store.on_commit([&](Bucket) { return fault; });
  EXPECT_EQ(kind_of_failing_put(store, "a", "1"), FailureKind::unavailable);
  EXPECT_EQ(get(store, "a"), std::nullopt);

  fault = Fault::before_commit_unknown;
  EXPECT_EQ(kind_of_failing_put(store, "b", "1"), FailureKind::unknown_outcome);
  EXPECT_EQ(get(store, "b"), std::nullopt);

  fault = Fault::after_commit_unknown;
  EXPECT_EQ(kind_of_failing_put(store, "c", "1"), FailureKind::unknown_outcome);
  EXPECT_EQ(get(store, "c"), "1");

  fault = Fault::none;
  put(store, "a", "2", Durability::synced);
  EXPECT_EQ(get(store, "a"), "2");
}

TEST(MemoryStore, remembers_every_version_ever_committed_and_only_those) {
  MemoryStore store;
  put(store, "a", "first", Durability::synced);
  put(store, "a", "second", Durability::deferred);
  store.crash();
  store.begin(7)->put(Plane::keys, "a", "rolled back");
  auto erasing = store.begin(7);
  erasing->erase(Plane::keys, "a");
  erasing->put(Plane::data, "d", "data");
  erasing->commit(Durability::synced);

  std::vector<Bytes> values;
  for (Written const& written : store.everything_ever_written()) {
    values.push_back(written.key + "=" + written.value);
  }
  EXPECT_THAT(values, testing::ElementsAre("a=first", "a=second", "d=data"));
  auto const contents = store.contents();
  ASSERT_EQ(contents.size(), 1);
  EXPECT_EQ(contents[0].plane, Plane::data);
  EXPECT_EQ(contents[0].bucket, 7);
  EXPECT_EQ(contents[0].value, "data");
}

TEST(MemoryStore, remembers_nothing_of_the_past_when_it_is_to_forget_it) {
  MemoryStore store(Past::forgotten);
  put(store, "a", "first", Durability::synced);
  put(store, "a", "second", Durability::synced);
  EXPECT_THAT(store.everything_ever_written(), testing::IsEmpty());
  ASSERT_EQ(store.contents().size(), 1);
  EXPECT_EQ(store.contents()[0].value, "second");
}

}  // namespace
}  // namespace lofte::custody::store
