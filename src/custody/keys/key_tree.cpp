#include "custody/keys/key_tree.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "base/planted.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::keys {

using store::Plane;
using store::Table;
using store::table_key;

namespace {

constexpr unsigned fan_out_bits = 6;
constexpr std::uint32_t fan_out = 1U << fan_out_bits;
constexpr unsigned leaf_level = 0;
constexpr unsigned lower_level = 1;
constexpr unsigned upper_level = 2;
constexpr unsigned bucket_level = 3;
constexpr std::size_t head_free_slots_max = 64;

Bytes head_key() {
  return table_key(Table::head).take();
}
Bytes doomed_key(Slot slot) {
  return table_key(Table::doomed).u32(slot).take();
}
Bytes free_slot_key(Slot slot) {
  return table_key(Table::free_slot).u32(slot).take();
}

Bytes node_key(unsigned level, std::uint32_t index) {
  if (level == leaf_level) {
    return table_key(Table::leaf).u32(index).take();
  }
  return table_key(Table::node).u8(static_cast<std::uint8_t>(level)).u32(index).take();
}

// What a wrapped key is bound to: its place.
Bytes place(Bucket bucket, unsigned level, std::uint32_t index) {
  return Writer{}.u16(bucket).u8(static_cast<std::uint8_t>(level)).u32(index).take();
}

[[noreturn]] void damaged(char const* code, Bucket bucket, char const* what) {
  throw Failure(FailureKind::damaged, {.code = code,
                                       .message = "bucket " + std::to_string(bucket) + what,
                                       .remedy = "restore the key plane from a backup"});
}

std::uint64_t memory_key(unsigned level, std::uint32_t index) {
  return std::uint64_t{level} << 32 | index;
}

}  // namespace

Bytes RowLeaf::encode() const {
  return Writer{}.u32(slot).raw(wrapped).take();
}

RowLeaf RowLeaf::read(Reader& reader) {
  std::uint32_t const slot = reader.u32();
  return {.slot = slot, .wrapped = Bytes(reader.raw(crypto::wrapped_key_bytes))};
}

Head const& KeyTree::head() {
  if (!head_) {
    auto const stored = view_->get(Plane::keys, head_key());
    if (!stored) {
      throw Failure(FailureKind::damaged,
                    {.code = "head.missing",
                     .message = "bucket " + std::to_string(bucket_) + " has no head",
                     .remedy = "the data folder is incomplete: restore it from a backup"});
    }
    head_ = Head::decode(*stored);
  }
  return *head_;
}

Head& KeyTree::head_for_update() {
  head();
  head_changed_ = true;
  return *head_;
}

void KeyTree::create(KeyRing const& ring, store::Transaction& transaction, Bucket bucket,
                     std::uint16_t policy_version) {
  if (transaction.get(Plane::keys, head_key())) {
    return;
  }
  auto const [generation, root] = ring.newest_root();
  Head head;
  head.generation = generation;
  head.policy_version = policy_version;
  head.bucket_key = crypto::wrap(root, crypto::Key::random(ring.random()),
                                 place(bucket, bucket_level, 0), ring.random());
  transaction.put(Plane::keys, head_key(), head.encode());
}

crypto::Key KeyTree::bucket_key() {
  if (!bucket_key_) {
    bucket_key_ = ring_->remembered(bucket_, head().renewal, memory_key(bucket_level, 0));
  }
  if (!bucket_key_) {
    auto const plain = crypto::try_open(ring_->root(head().generation), head().bucket_key,
                                        place(bucket_, bucket_level, 0));
    if (!plain) {
      throw Failure(
          FailureKind::damaged,
          {.code = "root_slot.another",
           .message =
               "the root slot holds another root key than the one that this data was kept under",
           .remedy = "the root slot and the store belong together: put back the slot that was in "
                     "use last"});
    }
    bucket_key_ = crypto::Key::from_bytes(*plain);
    ring_->remember(bucket_, head().renewal, memory_key(bucket_level, 0), *bucket_key_);
  }
  return *bucket_key_;
}

std::optional<crypto::Key> KeyTree::node(unsigned level, std::uint32_t index) {
  if (level == bucket_level) {
    return bucket_key();
  }
  if (!nodes_changed_) {
    if (auto const key = ring_->remembered(bucket_, head().renewal, memory_key(level, index))) {
      return key;
    }
  }
  auto const wrapped = view_->get(Plane::keys, node_key(level, index));
  if (!wrapped) {
    return std::nullopt;
  }
  auto const parent = node(level + 1, index >> fan_out_bits);
  if (!parent) {
    damaged("key_tree.parent_missing", bucket_, " has a key without a parent");
  }
  crypto::Key const key = crypto::unwrap(*parent, *wrapped, place(bucket_, level, index));
  if (!nodes_changed_) {
    ring_->remember(bucket_, head().renewal, memory_key(level, index), key);
  }
  return key;
}

crypto::Key KeyTree::node_or_new(store::Transaction& transaction, unsigned level,
                                 std::uint32_t index) {
  if (auto const key = node(level, index)) {
    return *key;
  }
  crypto::Key const parent = node_or_new(transaction, level + 1, index >> fan_out_bits);
  crypto::Key const key = crypto::Key::random(ring_->random());
  transaction.put(Plane::keys, node_key(level, index),
                  crypto::wrap(parent, key, place(bucket_, level, index), ring_->random()));
  nodes_changed_ = true;
  return key;
}

void KeyTree::check_root() {
  bucket_key();
}

// What is remembered of the lower node usually opens the leaf; when it does not, the head tells
// which renewal this view is of.
crypto::Key KeyTree::unwrap_leaf(Slot slot, BytesView wrapped) {
  std::uint32_t const lower = slot >> fan_out_bits;
  Bytes const at = place(bucket_, leaf_level, slot);
  if (auto const known = ring_->remembered(bucket_, memory_key(lower_level, lower))) {
    if (auto const key = crypto::try_unwrap(*known, wrapped, at)) {
      return *key;
    }
  }
  auto const parent = node(lower_level, lower);
  if (!parent) {
    damaged("key_tree.parent_missing", bucket_, " has a key without a parent");
  }
  return crypto::unwrap(*parent, wrapped, at);
}

std::optional<crypto::Key> KeyTree::leaf(Slot slot) {
  auto const wrapped = view_->get(Plane::keys, node_key(leaf_level, slot));
  return wrapped ? std::optional(unwrap_leaf(slot, *wrapped)) : std::nullopt;
}

crypto::Key KeyTree::leaf(RowLeaf const& leaf) {
  return unwrap_leaf(leaf.slot, leaf.wrapped);
}

Slot KeyTree::take_slot(store::Transaction& transaction) {
  Head& head = head_for_update();
  if (head.free_slots.empty() && head.stored_free_slots > 0) {
    transaction.scan(Plane::keys, table_key(Table::free_slot).view(), {},
                     [&](BytesView key, BytesView) {
                       head.free_slots.push_back(Reader(key.substr(1)).u32());
                       return head.free_slots.size() < head_free_slots_max;
                     });
    for (Slot const slot : head.free_slots) {
      transaction.erase(Plane::keys, free_slot_key(slot));
    }
    head.stored_free_slots -= static_cast<std::uint32_t>(head.free_slots.size());
    std::ranges::reverse(head.free_slots);  // the lowest goes first, so that the tree stays dense
  }
  if (!head.free_slots.empty()) {
    Slot const slot = head.free_slots.back();
    head.free_slots.pop_back();
    return slot;
  }
  if (head.next_slot >= slots_max) {
    throw Failure(FailureKind::unavailable,
                  {.code = "key_tree.full",
                   .message = "bucket " + std::to_string(bucket_) + " has no room for another key",
                   .remedy = "wait for the next tick, which frees the keys that have ended"});
  }
  return head.next_slot++;
}

Bytes KeyTree::wrap_leaf(store::Transaction& transaction, Slot slot, crypto::Key const& key) {
  crypto::Key const parent = node_or_new(transaction, lower_level, slot >> fan_out_bits);
  return crypto::wrap(parent, key, place(bucket_, leaf_level, slot), ring_->random());
}

Slot KeyTree::plant(store::Transaction& transaction, crypto::Key const& key) {
  Slot const slot = take_slot(transaction);
  transaction.put(Plane::keys, node_key(leaf_level, slot), wrap_leaf(transaction, slot, key));
  return slot;
}

RowLeaf KeyTree::plant_in_row(store::Transaction& transaction, crypto::Key const& key,
                              BytesView owner) {
  require(owner.size() != crypto::wrapped_key_bytes,
          "an owner's key can be told from a wrapped key");
  Slot const slot = take_slot(transaction);
  transaction.put(Plane::keys, node_key(leaf_level, slot), owner);
  return {.slot = slot, .wrapped = wrap_leaf(transaction, slot, key)};
}

void KeyTree::doom(store::Transaction& transaction, Slot slot) {
  transaction.erase(Plane::keys, node_key(leaf_level, slot));
  transaction.put(Plane::keys, doomed_key(slot), {});
  head_for_update().doomed += planted(Bug::doomed_leaf_not_counted) ? 0 : 1;
}

std::set<Slot> KeyTree::take_doomed(store::Transaction& transaction) {
  std::set<Slot> doomed;
  transaction.scan(Plane::keys, table_key(Table::doomed).view(), {}, [&](BytesView key, BytesView) {
    doomed.insert(Reader(key.substr(1)).u32());
    return true;
  });
  Head& head = head_for_update();
  for (Slot const slot : doomed) {
    transaction.erase(Plane::keys, doomed_key(slot));
    transaction.put(Plane::keys, free_slot_key(slot), {});
  }
  head.stored_free_slots += static_cast<std::uint32_t>(doomed.size());
  head.doomed = 0;
  return doomed;
}

bool KeyTree::rewrap(store::Transaction& transaction, BytesView key, Bytes const& at,
                     crypto::Key const& before, crypto::Key const& after) {
  auto const row = transaction.get(Plane::keys, key);
  if (!row) {
    return false;
  }
  auto const again = [&](BytesView wrapped) {
    return crypto::wrap(after, crypto::unwrap(before, wrapped, at), at, ring_->random());
  };
  if (row->size() == crypto::wrapped_key_bytes) {
    transaction.put(Plane::keys, key, again(*row));
    return true;
  }
  auto const owner = transaction.get(Plane::keys, *row);
  if (!owner) {
    damaged("key_tree.owner_missing", bucket_, " has a key whose row is not there");
  }
  Reader reader(*owner);
  RowLeaf leaf = RowLeaf::read(reader);
  leaf.wrapped = again(leaf.wrapped);
  transaction.put(Plane::keys, *row, leaf.encode().append(reader.rest()));
  return true;
}

bool KeyTree::rewrap_children(store::Transaction& transaction, unsigned level, std::uint32_t index,
                              crypto::Key const& before, crypto::Key const& after) {
  unsigned const child_level = level - 1;
  bool any = false;
  for (std::uint32_t child = index * fan_out; child < (index + 1) * fan_out; ++child) {
    any |= rewrap(transaction, node_key(child_level, child), place(bucket_, child_level, child),
                  before, after);
  }
  return any;
}

void KeyTree::draw_afresh(store::Transaction& transaction, Nodes const& nodes) {
  nodes_changed_ = true;
  crypto::Key const before_all = bucket_key();
  // From the bottom up: each node's children are wrapped under a fresh key, which its parent's turn
  // then wraps.
  for (auto const& [level, indexes] :
       {std::pair{lower_level, nodes.lower}, std::pair{upper_level, nodes.upper}}) {
    for (std::uint32_t const index : indexes) {
      auto const before = node(level, index);
      if (!before) {
        continue;
      }
      crypto::Key const fresh = crypto::Key::random(ring_->random());
      if (rewrap_children(transaction, level, index, *before, fresh)) {
        auto const parent = node(level + 1, index >> fan_out_bits);
        require(parent.has_value(), "a node has a parent");
        transaction.put(
            Plane::keys, node_key(level, index),
            crypto::wrap(*parent, fresh, place(bucket_, level, index), ring_->random()));
      } else {
        transaction.erase(Plane::keys, node_key(level, index));
      }
    }
  }
  if (!planted(Bug::bucket_key_kept)) {
    bucket_key_ = crypto::Key::random(ring_->random());
  }
  rewrap_children(transaction, bucket_level, 0, before_all, *bucket_key_);
  Head& head = head_for_update();
  ++head.renewal;
  ring_->forget(bucket_, head.renewal);
}

void KeyTree::hang_under(std::uint64_t generation, crypto::Key const& root) {
  crypto::Key const key = bucket_key();
  Head& head = head_for_update();
  head.generation = generation;
  head.bucket_key = crypto::wrap(root, key, place(bucket_, bucket_level, 0), ring_->random());
}

void KeyTree::renew(store::Transaction& transaction, std::uint64_t generation,
                    crypto::Key const& root) {
  if (head().generation == generation) {
    return;  // what has been doomed since waits for the next tick, whose root alone can be beyond
             // its reach
  }
  if (head().doomed > 0) {
    bucket_key();  // while the head still says under which root it is
    Nodes nodes;
    for (Slot const slot : take_doomed(transaction)) {
      nodes.lower.insert(slot >> fan_out_bits);
      nodes.upper.insert(slot >> (2 * fan_out_bits));
    }
    draw_afresh(transaction, nodes);
  }
  hang_under(generation, root);
}

void KeyTree::redraw(store::Transaction& transaction) {
  Nodes nodes;
  transaction.scan(Plane::keys, table_key(Table::node).view(), {}, [&](BytesView key, BytesView) {
    Reader reader(key.substr(1));
    unsigned const level = reader.u8();
    (level == lower_level ? nodes.lower : nodes.upper).insert(reader.u32());
    return true;
  });
  draw_afresh(transaction, nodes);
  hang_under(head().generation, ring_->root(head().generation));
}

void KeyTree::follow_policy(std::uint16_t version) {
  if (head().policy_version < version) {
    head_for_update().policy_version = version;
  }
}

void KeyTree::save(store::Transaction& transaction) {
  if (head_changed_) {
    transaction.put(Plane::keys, head_key(), head_->encode());
    head_changed_ = false;
  }
}

}  // namespace lofte::custody::keys
