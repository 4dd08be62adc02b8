// The key tree of one bucket, as one transaction or one view sees it.
//
//   root ─ bucket key ─ 64 upper nodes ─ 64 lower nodes each ─ 64 leaves each
//
// Every node key is random and stored wrapped under its parent's. A leaf is a secret that can be
// destroyed: a person key, the key of a lease without a date, a term key (in the system bucket). A
// leaf that is doomed leaves the store with the transaction; at the next tick, renew() draws fresh
// keys for every node above it, so that no stored byte, however old, leads from a new root to it. A
// leaf has a row of its own, or stands in the row of its owner, so that one look-up reads both.
// Format: docs/formats/keys.md.
//
// One thread; lives no longer than the view.
#pragma once

#include <optional>
#include <set>

#include "custody/keys/head.hpp"
#include "custody/keys/key_ring.hpp"
#include "custody/store/store.hpp"

namespace lofte::custody::keys {

// Leaves that one bucket has room for.
inline constexpr Slot slots_max = 64 * 64 * 64;

// A leaf that stands in the row of its owner, which begins with these bytes.
struct RowLeaf {
  Slot slot = 0;
  Bytes wrapped;

  Bytes encode() const;
  static RowLeaf read(Reader& reader);
};

class KeyTree {
 public:
  KeyTree(KeyRing const& ring, store::View& view, Bucket bucket)
      : ring_(&ring), view_(&view), bucket_(bucket) {}

  // Writes the head of a bucket that has none, under the newest root.
  static void create(KeyRing const& ring, store::Transaction& transaction, Bucket bucket,
                     std::uint16_t policy_version);

  // Read when it is first asked for. Throws Failure: damaged ("head.missing").
  Head const& head();
  Head& head_for_update();
  Bucket bucket() const { return bucket_; }
  Random& random() const { return ring_->random(); }

  // Throws Failure (damaged, "root_slot.another") when the root in the slot is not this store's.
  void check_root();

  // Nullopt when the slot's leaf is doomed or dead.
  std::optional<crypto::Key> leaf(Slot slot);
  // Throws Failure (damaged, "crypto.unsealable").
  crypto::Key leaf(RowLeaf const& leaf);

  // The rest only on a tree made on a transaction.
  Slot plant(store::Transaction& transaction, crypto::Key const& key);
  // The leaf of the row `owner` of the key plane, which the caller writes: its value begins with
  // what this returns.
  RowLeaf plant_in_row(store::Transaction& transaction, crypto::Key const& key, BytesView owner);
  void doom(store::Transaction& transaction, Slot slot);

  // The bucket's part of a tick: drops what is doomed, draws fresh keys on the way to it, and puts
  // the bucket key under the root of `generation`. Doing it again for the same generation changes
  // nothing.
  void renew(store::Transaction& transaction, std::uint64_t generation, crypto::Key const& root);

  // Draws every key above the leaves afresh, under the same root: nothing that was written before
  // leads from a later root to a leaf. What is doomed stays so.
  void redraw(store::Transaction& transaction);

  // Writers on the bucket must compute with this version from now on, or with a later one.
  void follow_policy(std::uint16_t version);

  // Writes the head if it has changed. Call once, before the commit.
  void save(store::Transaction& transaction);

 private:
  crypto::Key bucket_key();
  std::optional<crypto::Key> node(unsigned level, std::uint32_t index);
  crypto::Key unwrap_leaf(Slot slot, BytesView wrapped);
  Bytes wrap_leaf(store::Transaction& transaction, Slot slot, crypto::Key const& key);
  crypto::Key node_or_new(store::Transaction& transaction, unsigned level, std::uint32_t index);
  Slot take_slot(store::Transaction& transaction);
  struct Nodes {
    std::set<std::uint32_t> lower;
    std::set<std::uint32_t> upper;
  };
  // The keys of these nodes, and the bucket's.
  void draw_afresh(store::Transaction& transaction, Nodes const& nodes);
  void hang_under(std::uint64_t generation, crypto::Key const& root);
  std::set<Slot> take_doomed(store::Transaction& transaction);
  // Wraps the children of a node afresh; false when it has none left.
  bool rewrap_children(store::Transaction& transaction, unsigned level, std::uint32_t index,
                       crypto::Key const& before, crypto::Key const& after);
  // False when there is no such row.
  bool rewrap(store::Transaction& transaction, BytesView key, Bytes const& at,
              crypto::Key const& before, crypto::Key const& after);

  KeyRing const* ring_;
  store::View* view_;
  Bucket bucket_;
  std::optional<Head> head_;
  bool head_changed_ = false;
  std::optional<crypto::Key> bucket_key_;
  bool nodes_changed_ = false;  // this transaction's own nodes are not for others to remember yet
};

}  // namespace lofte::custody::keys
