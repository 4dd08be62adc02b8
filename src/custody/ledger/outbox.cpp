#include "custody/ledger/outbox.hpp"

#include <algorithm>

#include "custody/store/tables.hpp"

namespace lofte::custody::ledger {

using store::Plane;
using store::Table;

namespace {

Bytes row_key(std::uint64_t number) {
  return store::table_key(Table::outbox).u64(number).take();
}

std::uint64_t number_of(BytesView key) {
  return Reader(key.substr(1)).u64();
}

}  // namespace

std::uint64_t Outbox::put(store::Transaction& transaction, Bucket bucket, BytesView entry) {
  State& state = states_[bucket];
  std::uint64_t const logged = state.logged;
  if (state.last == 0) {
    std::uint64_t last = logged;
    transaction.scan(Plane::keys, store::table_key(Table::outbox).view(), row_key(logged + 1),
                     [&](BytesView key, BytesView) {
                       last = number_of(key);
                       return true;
                     });
    state.last = last;
    state.cleared = logged;  // rows from before this process go with the next clear()
  }
  for (std::uint64_t number = state.cleared + 1; number <= logged; ++number) {
    transaction.erase(Plane::keys, row_key(number));
  }
  state.cleared = std::max<std::uint64_t>(logged, state.cleared);
  std::uint64_t const number = ++state.last;
  transaction.put(Plane::keys, row_key(number), entry);
  return number;
}

void Outbox::clear(store::Transaction& transaction, Bucket bucket) const {
  std::vector<Bytes> keys;
  std::uint64_t const logged = states_[bucket].logged;
  transaction.scan(Plane::keys, store::table_key(Table::outbox).view(), {},
                   [&](BytesView key, BytesView) {
                     if (number_of(key) <= logged) {
                       keys.emplace_back(key);
                     }
                     return number_of(key) <= logged;
                   });
  for (Bytes const& key : keys) {
    transaction.erase(Plane::keys, key);
  }
}

void Outbox::collect(Bucket bucket, std::vector<Waiting>& waiting) const {
  store_->read(bucket)->scan(
      Plane::keys, store::table_key(Table::outbox).view(), row_key(states_[bucket].logged + 1),
      [&](BytesView key, BytesView entry) {
        waiting.push_back({.bucket = bucket, .number = number_of(key), .entry = Bytes(entry)});
        return true;
      });
}

void Outbox::reached_log(Bucket bucket, std::uint64_t number) {
  states_[bucket].logged = number;
}

}  // namespace lofte::custody::ledger
