// What store.hpp promises, as tests that every store must pass. A store's test names a maker,
//   struct MakesMine { std::unique_ptr<Store> store(); };
// and instantiates the suite:
//   INSTANTIATE_TYPED_TEST_SUITE_P(Mine, StoreConformance, MakesMine);
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include "base/failure.hpp"
#include "custody/store/store.hpp"

namespace lofte::custody::store {

template <typename Maker>
class StoreConformance : public testing::Test {
 protected:
  using Entries = std::vector<std::pair<Bytes, Bytes>>;

  void put(Bucket bucket, BytesView key, BytesView value, Plane plane = Plane::keys) {
    auto transaction = store->begin(bucket);
    transaction->put(plane, key, value);
    transaction->commit(Durability::synced);
  }
  std::optional<Bytes> get(Bucket bucket, BytesView key, Plane plane = Plane::keys) {
    return store->read(bucket)->get(plane, key);
  }
  static Entries scan(View& view, BytesView prefix, BytesView from = "",
                      Plane plane = Plane::keys) {
    Entries entries;
    view.scan(plane, prefix, from, [&](BytesView key, BytesView value) {
      entries.emplace_back(key, value);
      return true;
    });
    return entries;
  }
  static FailureKind kind_of(auto const& act) {
    try {
      act();
    } catch (Failure const& failure) {
      return failure.kind();
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
  }

  Maker maker;
  std::unique_ptr<Store> store = maker.store();
};
TYPED_TEST_SUITE_P(StoreConformance);

TYPED_TEST_P(StoreConformance, what_is_committed_is_read_and_what_is_not_is_not) {
  this->put(7, "a", "1");
  {
    auto rolled_back = this->store->begin(7);
    rolled_back->put(Plane::keys, "a", "2");
    rolled_back->put(Plane::keys, "b", "2");
  }
  EXPECT_EQ(this->get(7, "a"), "1");
  EXPECT_EQ(this->get(7, "b"), std::nullopt);
}

TYPED_TEST_P(StoreConformance, a_transaction_reads_its_own_writes) {
  this->put(7, "a", "1");
  this->put(7, "b", "1");
  auto transaction = this->store->begin(7);
  transaction->put(Plane::keys, "a", "2");
  transaction->put(Plane::keys, "a", "3");
  transaction->erase(Plane::keys, "b");
  transaction->erase(Plane::keys, "never there");
  transaction->put(Plane::keys, "c", "3");
  EXPECT_EQ(transaction->get(Plane::keys, "a"), "3");
  EXPECT_EQ(transaction->get(Plane::keys, "b"), std::nullopt);
  EXPECT_EQ(transaction->get(Plane::keys, "c"), "3");
  transaction->commit(Durability::synced);
  EXPECT_EQ(this->get(7, "a"), "3");
  EXPECT_EQ(this->get(7, "b"), std::nullopt);
  EXPECT_EQ(this->get(7, "c"), "3");
}

TYPED_TEST_P(StoreConformance, a_scan_takes_a_prefix_from_a_key_in_order_with_own_writes) {
  for (char const* key : {"K", "L1", "L2", "L3", "L5", "M"}) {
    this->put(7, key, "old");
  }
  this->put(6, "L4", "another bucket");
  this->put(8, "L4", "another bucket");
  auto transaction = this->store->begin(7);
  transaction->put(Plane::keys, "L0", "new");
  transaction->put(Plane::keys, "L2", "new");
  transaction->erase(Plane::keys, "L3");
  transaction->put(Plane::keys, "L4", "new");
  transaction->put(Plane::keys, "N", "new");
  using Entries = typename TestFixture::Entries;
  EXPECT_EQ(this->scan(*transaction, "L"),
            (Entries{{"L0", "new"}, {"L1", "old"}, {"L2", "new"}, {"L4", "new"}, {"L5", "old"}}));
  EXPECT_EQ(this->scan(*transaction, "L", "L2"),
            (Entries{{"L2", "new"}, {"L4", "new"}, {"L5", "old"}}));
  EXPECT_EQ(this->scan(*transaction, "L", "A").size(), 5);
  EXPECT_EQ(this->scan(*transaction, "L", "M"), Entries{});
  EXPECT_EQ(this->scan(*transaction, "").size(), 8);
  EXPECT_EQ(this->scan(*transaction, "L", "", Plane::data), Entries{});
  transaction->commit(Durability::synced);
  EXPECT_EQ(this->scan(*this->store->read(7), "L3"), Entries{});
  EXPECT_EQ(this->scan(*this->store->read(7), "L").size(), 5);
}

TYPED_TEST_P(StoreConformance, a_scan_stops_when_told) {
  for (char const* key : {"1", "2", "3"}) {
    this->put(7, key, "");
  }
  auto transaction = this->store->begin(7);
  transaction->put(Plane::keys, "2", "own");
  std::vector<Bytes> seen;
  transaction->scan(Plane::keys, "", "", [&](BytesView key, BytesView) {
    seen.emplace_back(key);
    return seen.size() < 2;
  });
  EXPECT_EQ(seen, (std::vector<Bytes>{"1", "2"}));
}

TYPED_TEST_P(StoreConformance, a_view_keeps_the_state_it_began_with) {
  this->put(7, "a", "1");
  this->put(7, "b", "1");
  auto const view = this->store->read(7);
  this->put(7, "a", "2");
  this->put(7, "c", "2");
  auto erasing = this->store->begin(7);
  erasing->erase(Plane::keys, "b");
  erasing->commit(Durability::deferred);
  EXPECT_EQ(view->get(Plane::keys, "a"), "1");
  EXPECT_EQ(this->scan(*view, ""), (typename TestFixture::Entries{{"a", "1"}, {"b", "1"}}));
  EXPECT_EQ(this->scan(*this->store->read(7), ""),
            (typename TestFixture::Entries{{"a", "2"}, {"c", "2"}}));
}

TYPED_TEST_P(StoreConformance, a_view_never_waits_for_a_transaction) {
  this->put(7, "a", "1");
  auto transaction = this->store->begin(7);
  transaction->put(Plane::keys, "a", "2");
  EXPECT_EQ(this->get(7, "a"), "1");
  transaction->commit(Durability::synced);
  EXPECT_EQ(this->get(7, "a"), "2");
}

TYPED_TEST_P(StoreConformance, a_committed_transaction_lets_the_bucket_go) {
  auto first = this->store->begin(7);
  first->commit(Durability::synced);
  auto second = this->store->begin(7);  // would wait for ever
  auto system = this->store->begin(system_bucket);
  system->put(Plane::keys, "a", "system");
  system->commit(Durability::synced);
  EXPECT_EQ(this->get(system_bucket, "a"), "system");
}

TYPED_TEST_P(StoreConformance, planes_and_buckets_are_apart) {
  this->put(7, "a", "keys", Plane::keys);
  this->put(7, "a", "data", Plane::data);
  this->put(8, "a", "eight");
  EXPECT_EQ(this->get(7, "a", Plane::keys), "keys");
  EXPECT_EQ(this->get(7, "a", Plane::data), "data");
  EXPECT_EQ(this->get(8, "a", Plane::keys), "eight");
  EXPECT_EQ(this->get(8, "a", Plane::data), std::nullopt);
  EXPECT_EQ(this->get(bucket_count - 1, "a"), std::nullopt);
  EXPECT_EQ(this->get(0, "a"), std::nullopt);
}

TYPED_TEST_P(StoreConformance, keys_are_bytes_that_sort_and_values_may_be_empty) {
  using namespace std::string_literals;
  std::vector<Bytes> const keys = {"",     "\0"s,  "\0\0"s, "\0\xff"s, "a",
                                   "a\0"s, "\x7f", "\x80",  "\xff",    "\xff\xff"};
  for (Bytes const& key : keys) {
    this->put(system_bucket, key, "");
  }
  auto const view = this->store->read(system_bucket);
  std::vector<Bytes> seen;
  for (auto const& [key, value] : this->scan(*view, "")) {
    seen.push_back(key);
    EXPECT_EQ(value, "");
    EXPECT_EQ(view->get(Plane::keys, key), "");
  }
  EXPECT_EQ(seen, keys);
  EXPECT_EQ(this->scan(*view, "\xff").size(), 2);
  EXPECT_EQ(this->scan(*view, "\0"s).size(), 3);
}

TYPED_TEST_P(StoreConformance, what_passes_a_limit_is_refused) {
  auto transaction = this->store->begin(7);
  transaction->put(Plane::keys, Bytes(key_bytes_max, 'k'), "longest key");
  EXPECT_EQ(
      this->kind_of([&] { transaction->put(Plane::keys, Bytes(key_bytes_max + 1, 'k'), ""); }),
      FailureKind::too_large);
  EXPECT_EQ(this->kind_of([&] { transaction->erase(Plane::keys, Bytes(key_bytes_max + 1, 'k')); }),
            FailureKind::too_large);
  EXPECT_EQ(
      this->kind_of([&] { transaction->put(Plane::data, "a", Bytes(value_bytes_max + 1, 'v')); }),
      FailureKind::too_large);
  transaction->commit(Durability::synced);
  EXPECT_EQ(this->get(7, Bytes(key_bytes_max, 'k')), "longest key");
  EXPECT_EQ(this->get(7, Bytes(key_bytes_max + 1, 'k')), std::nullopt);
}

TYPED_TEST_P(StoreConformance, threads_on_one_bucket_take_turns) {
  constexpr int thread_count = 4;
  constexpr int rounds = 50;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < thread_count; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < rounds; ++round) {
          auto transaction = this->store->begin(7);
          auto const before = transaction->get(Plane::keys, "count");
          int const count = before ? std::stoi(*before) : 0;
          transaction->put(Plane::keys, "count", std::to_string(count + 1));
          transaction->put(Plane::data, "count", std::to_string(count + 1));
          transaction->commit(Durability::deferred);
        }
      });
    }
  }
  EXPECT_EQ(this->get(7, "count"), std::to_string(thread_count * rounds));
}

TYPED_TEST_P(StoreConformance, readers_see_whole_transactions_while_threads_write_many_buckets) {
  std::atomic<int> torn = 0;
  std::atomic<int> writing = 3;
  {
    std::vector<std::jthread> threads;
    for (int writer = 0; writer < 3; ++writer) {
      threads.emplace_back([&, writer] {
        for (int round = 0; round < 60; ++round) {
          auto transaction = this->store->begin(static_cast<Bucket>((writer + round) % 4));
          Bytes const value = std::to_string(writer) + "/" + std::to_string(round);
          transaction->put(Plane::keys, "a", value);
          transaction->put(Plane::data, "b", value);
          transaction->commit(Durability::deferred);
        }
        --writing;
      });
    }
    threads.emplace_back([&] {
      for (Bucket bucket = 0; writing > 0; bucket = (bucket + 1) % 4) {
        auto const view = this->store->read(bucket);
        torn += view->get(Plane::keys, "a") != view->get(Plane::data, "b");
      }
    });
  }
  EXPECT_EQ(torn, 0);
}

TYPED_TEST_P(StoreConformance, a_transaction_may_end_on_another_thread) {
  auto transaction = this->store->begin(7);
  transaction->put(Plane::keys, "a", "1");
  std::jthread([&] { transaction->commit(Durability::synced); }).join();
  this->put(7, "b", "2");
  EXPECT_EQ(this->get(7, "a"), "1");
}

TYPED_TEST_P(StoreConformance, compacting_and_syncing_change_nothing_that_is_read) {
  this->put(7, "a", "1");
  this->put(7, "a", "2");
  auto transaction = this->store->begin(7);
  transaction->put(Plane::data, "b", "3");
  transaction->commit(Durability::deferred);
  this->store->sync();
  this->store->compact();
  EXPECT_EQ(this->get(7, "a"), "2");
  EXPECT_EQ(this->get(7, "b", Plane::data), "3");
}

REGISTER_TYPED_TEST_SUITE_P(
    StoreConformance, what_is_committed_is_read_and_what_is_not_is_not,
    a_transaction_reads_its_own_writes, a_scan_takes_a_prefix_from_a_key_in_order_with_own_writes,
    a_scan_stops_when_told, a_view_keeps_the_state_it_began_with,
    a_view_never_waits_for_a_transaction, a_committed_transaction_lets_the_bucket_go,
    planes_and_buckets_are_apart, keys_are_bytes_that_sort_and_values_may_be_empty,
    what_passes_a_limit_is_refused, threads_on_one_bucket_take_turns,
    readers_see_whole_transactions_while_threads_write_many_buckets,
    a_transaction_may_end_on_another_thread, compacting_and_syncing_change_nothing_that_is_read);

}  // namespace lofte::custody::store
