#include "custody/keys/key_ring.hpp"

#include "base/failure.hpp"
#include "base/planted.hpp"

namespace lofte::custody::keys {

namespace {
// 4097 buckets of this many node keys, about 90 bytes each, are the most that the process
// remembers.
constexpr std::size_t nodes_per_bucket_max = 64;
}  // namespace

crypto::Key KeyRing::root(std::uint64_t generation) const {
  Roots const roots = slot_->load();
  if (generation == roots.generation) {
    return roots.current;
  }
  if (roots.next && generation == roots.generation + 1) {
    return *roots.next;
  }
  throw Failure(
      FailureKind::damaged,
      {.code = "root_slot.wrong_generation",
       .message = "the root slot does not hold the root key that this data was kept under",
       .remedy =
           "the root slot and the store belong together: put back the pair that was in use last"});
}

std::pair<std::uint64_t, crypto::Key> KeyRing::newest_root() const {
  Roots const roots = slot_->load();
  return roots.next ? std::pair{roots.generation + 1, *roots.next}
                    : std::pair{roots.generation, roots.current};
}

std::optional<crypto::Key> KeyRing::Remembered::find(std::uint64_t node) const {
  auto const key = nodes.find(node);
  return key == nodes.end() ? std::nullopt : std::optional(key->second);
}

std::optional<crypto::Key> KeyRing::remembered(Bucket bucket, std::uint32_t renewal,
                                               std::uint64_t node) const {
  return shards_[bucket % shard_count].with([&](auto const& shard) -> std::optional<crypto::Key> {
    auto const found = shard.find(bucket);
    bool const is_of_renewal = found != shard.end() && found->second.renewal == renewal;
    return is_of_renewal ? found->second.find(node) : std::nullopt;
  });
}

std::optional<crypto::Key> KeyRing::remembered(Bucket bucket, std::uint64_t node) const {
  return shards_[bucket % shard_count].with([&](auto const& shard) -> std::optional<crypto::Key> {
    auto const found = shard.find(bucket);
    return found == shard.end() ? std::nullopt : found->second.find(node);
  });
}

void KeyRing::remember(Bucket bucket, std::uint32_t renewal, std::uint64_t node,
                       crypto::Key const& key) const {
  shards_[bucket % shard_count].with([&](auto& shard) {
    Remembered& kept = shard[bucket];
    if (renewal < kept.renewal) {
      return;
    }
    if (renewal > kept.renewal || kept.nodes.size() >= nodes_per_bucket_max) {
      kept.nodes.clear();
    }
    kept.renewal = renewal;
    kept.nodes.insert_or_assign(node, key);
  });
}

void KeyRing::forget(Bucket bucket, std::uint32_t renewal) const {
  shards_[bucket % shard_count].with([&](auto& shard) {
    Remembered& kept = shard[bucket];
    if (!planted(Bug::stale_key_remembered)) {
      kept.nodes.clear();
    }
    kept.renewal = renewal;
  });
}

}  // namespace lofte::custody::keys
