// Keys of the system bucket's tree that have names: one per term (the term tree), and the keys of
// the blind index.
#pragma once

#include <functional>
#include <optional>
#include <unordered_map>

#include "base/guarded.hpp"
#include "custody/keys/key_tree.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::keys {

// Any thread. Borrows the ring and the store.
class NamedKeys {
 public:
  NamedKeys(KeyRing const& ring, store::Store& store, store::Table table)
      : ring_(&ring), store_(&store), table_(table) {}

  // Nullopt when there is none, or it has been destroyed.
  std::optional<crypto::Key> find(BytesView name) const;

  // Draws a key for `name` when there is none. Committed deferred: durable no later than what is
  // written next.
  crypto::Key ensure(BytesView name);

  // Dooms every key whose name `ends` says so, in the caller's transaction on the system bucket;
  // how many. The caller calls forget() after its commit.
  std::uint64_t doom(store::Transaction& transaction, KeyTree& tree,
                     std::function<bool(BytesView name)> const& ends);
  void forget();

  // Every name, in order.
  void visit(store::View& view, std::function<void(BytesView name)> const& visit) const;

 private:
  static constexpr std::size_t remembered_max = 100'000;

  KeyRing const* ring_;
  store::Store* store_;
  store::Table table_;
  struct Remembered {
    std::uint64_t epoch = 0;  // of forget(): a key found before it must not be remembered after it
    std::unordered_map<Bytes, crypto::Key> keys;
  };
  mutable Guarded<Remembered> remembered_;
};

}  // namespace lofte::custody::keys
