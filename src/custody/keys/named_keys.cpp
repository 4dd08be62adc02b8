#include "custody/keys/named_keys.hpp"

#include <vector>

namespace lofte::custody::keys {

using store::Plane;

namespace {

Bytes row_key(store::Table table, BytesView name) {
  return store::table_key(table).raw(name).take();
}

}  // namespace

std::optional<crypto::Key> NamedKeys::find(BytesView name) const {
  Bytes const wanted(name);
  std::uint64_t epoch = 0;
  auto known = remembered_.with([&](Remembered const& remembered) -> std::optional<crypto::Key> {
    epoch = remembered.epoch;
    auto const found = remembered.keys.find(wanted);
    return found == remembered.keys.end() ? std::nullopt : std::optional(found->second);
  });
  if (known) {
    return known;
  }
  auto const view = store_->read(store::system_bucket);
  auto const row = view->get(Plane::keys, row_key(table_, name));
  if (!row) {
    return std::nullopt;
  }
  auto key = KeyTree(*ring_, *view, store::system_bucket).leaf(Reader(*row).u32());
  if (key) {
    remembered_.with([&](Remembered& remembered) {
      if (remembered.epoch != epoch) {
        return;
      }
      if (remembered.keys.size() >= remembered_max) {
        remembered.keys.clear();
      }
      remembered.keys.insert_or_assign(wanted, *key);
    });
  }
  return key;
}

crypto::Key NamedKeys::ensure(BytesView name) {
  if (auto const key = find(name)) {
    return *key;
  }
  auto const transaction = store_->begin(store::system_bucket);
  KeyTree tree(*ring_, *transaction, store::system_bucket);
  if (auto const row = transaction->get(Plane::keys, row_key(table_, name))) {
    if (auto const key = tree.leaf(Reader(*row).u32())) {
      return *key;  // somebody else was first
    }
  }
  crypto::Key const key = crypto::Key::random(ring_->random());
  keys::Slot const slot = tree.plant(*transaction, key);
  transaction->put(Plane::keys, row_key(table_, name), Writer{}.u32(slot).view());
  tree.save(*transaction);
  transaction->commit(store::Durability::deferred);
  return key;
}

std::uint64_t NamedKeys::doom(store::Transaction& transaction, KeyTree& tree,
                              std::function<bool(BytesView name)> const& ends) {
  std::vector<std::pair<Bytes, Slot>> doomed;
  transaction.scan(Plane::keys, store::table_key(table_).view(), {},
                   [&](BytesView key, BytesView value) {
                     if (ends(key.substr(1))) {
                       doomed.emplace_back(Bytes(key), Reader(value).u32());
                     }
                     return true;
                   });
  for (auto const& [key, slot] : doomed) {
    tree.doom(transaction, slot);
    transaction.erase(Plane::keys, key);
  }
  return doomed.size();
}

void NamedKeys::forget() {
  remembered_.with([](Remembered& remembered) {
    ++remembered.epoch;
    remembered.keys.clear();
  });
}

void NamedKeys::visit(store::View& view, std::function<void(BytesView name)> const& visit) const {
  view.scan(Plane::keys, store::table_key(table_).view(), {}, [&](BytesView key, BytesView) {
    visit(key.substr(1));
    return true;
  });
}

}  // namespace lofte::custody::keys
