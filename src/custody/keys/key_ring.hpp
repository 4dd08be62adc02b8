// The keys that the process has derived from the root: a cache in memory, and the way to the root.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <unordered_map>

#include "base/guarded.hpp"
#include "base/random.hpp"
#include "custody/keys/head.hpp"
#include "custody/keys/root_slot.hpp"

namespace lofte::custody::keys {

// Any thread. Borrows the slot and the randomness, which must outlive it.
class KeyRing {
 public:
  KeyRing(RootSlot& slot, Random& random) : slot_(&slot), random_(&random) {}

  Random& random() const { return *random_; }
  RootSlot& slot() const { return *slot_; }

  // The root of `generation`. Throws Failure (damaged, "root_slot.wrong_generation") when the slot
  // has another.
  crypto::Key root(std::uint64_t generation) const;
  // The root that new bucket keys are wrapped under, and its generation.
  std::pair<std::uint64_t, crypto::Key> newest_root() const;

  // Keys of inner nodes of one bucket, remembered for one renewal of its key: a renewal forgets
  // them all, and a reader of an older state can't bring an older key back.
  std::optional<crypto::Key> remembered(Bucket bucket, std::uint32_t renewal,
                                        std::uint64_t node) const;
  // Of whichever renewal is remembered. Where that is not the view's, it opens nothing that has
  // been wrapped afresh between the two.
  std::optional<crypto::Key> remembered(Bucket bucket, std::uint64_t node) const;
  void remember(Bucket bucket, std::uint32_t renewal, std::uint64_t node,
                crypto::Key const& key) const;
  void forget(Bucket bucket, std::uint32_t renewal) const;

 private:
  struct Remembered {
    std::uint32_t renewal = 0;
    std::unordered_map<std::uint64_t, crypto::Key> nodes;
    std::optional<crypto::Key> find(std::uint64_t node) const;
  };
  static constexpr std::size_t shard_count = 64;
  using Shard = Guarded<std::unordered_map<Bucket, Remembered>>;

  RootSlot* slot_;
  Random* random_;
  mutable std::array<Shard, shard_count> shards_;
};

}  // namespace lofte::custody::keys
