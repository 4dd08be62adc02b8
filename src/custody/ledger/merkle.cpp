#include "custody/ledger/merkle.hpp"

#include <bit>

namespace lofte::custody::ledger {

namespace {

constexpr char leaf_prefix[] = {0};
constexpr char node_prefix[] = {1};

struct Range {
  std::uint64_t from;
  std::uint64_t to;
  std::uint64_t size() const { return to - from; }
  // Where RFC 6962 splits it: the largest power of two below its size.
  std::uint64_t middle() const { return from + std::bit_floor(size() - 1); }
};

Hash hash_of(Subtree const& subtree, Range const& range) {
  if (std::has_single_bit(range.size())) {
    auto const level = static_cast<unsigned>(std::countr_zero(range.size()));
    return subtree(level, range.from >> level);
  }
  auto const middle = range.middle();
  return node_hash(hash_of(subtree, {range.from, middle}), hash_of(subtree, {middle, range.to}));
}

}  // namespace

Hash leaf_hash(BytesView entry) {
  return crypto::sha256({{leaf_prefix, 1}, entry});
}

Hash node_hash(Hash const& left, Hash const& right) {
  return crypto::sha256({{node_prefix, 1}, crypto::view(left), crypto::view(right)});
}

Hash empty_root() {
  return crypto::sha256({});
}

Hash root_of(Subtree const& subtree, std::uint64_t size) {
  return size == 0 ? empty_root() : hash_of(subtree, {0, size});
}

std::vector<Hash> inclusion_proof(Subtree const& subtree, LeafPlace const& place) {
  std::vector<Hash> siblings;  // from the root down
  for (Range range{0, place.size}; range.size() > 1;) {
    auto const middle = range.middle();
    bool const is_left = place.index < middle;
    Range const left{range.from, middle};
    Range const right{middle, range.to};
    siblings.push_back(hash_of(subtree, is_left ? right : left));
    range = is_left ? left : right;
  }
  return {siblings.rbegin(), siblings.rend()};
}

// RFC 9162, section 2.1.3.2
bool is_included(Hash const& leaf, LeafPlace const& place, std::span<Hash const> proof,
                 Hash const& root) {
  if (place.index >= place.size) {
    return false;
  }
  std::uint64_t node = place.index;
  std::uint64_t last = place.size - 1;
  Hash hash = leaf;
  for (Hash const& sibling : proof) {
    if (last == 0) {
      return false;
    }
    if ((node & 1) != 0 || node == last) {
      hash = node_hash(sibling, hash);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      hash = node_hash(hash, sibling);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && hash == root;
}

std::vector<Hash> consistency_proof(Subtree const& subtree, Growth const& growth) {
  std::vector<Hash> hashes;  // from the root down
  if (growth.before == 0 || growth.before == growth.after) {
    return hashes;
  }
  Range range{0, growth.after};
  bool is_whole =
      true;  // the range begins at the first leaf, so the old root is known to the checker
  while (growth.before != range.to) {
    auto const middle = range.middle();
    if (growth.before <= middle) {
      hashes.push_back(hash_of(subtree, {middle, range.to}));
      range.to = middle;
    } else {
      hashes.push_back(hash_of(subtree, {range.from, middle}));
      range.from = middle;
      is_whole = false;
    }
  }
  if (!is_whole) {
    hashes.push_back(hash_of(subtree, range));
  }
  return {hashes.rbegin(), hashes.rend()};
}

// RFC 9162, section 2.1.4.2
bool is_consistent(Growth const& growth, GrowthRoots const& roots, std::span<Hash const> proof) {
  if (growth.before > growth.after) {
    return false;
  }
  if (growth.before == growth.after || growth.before == 0) {
    return proof.empty() &&
           (growth.before == 0 ? roots.before == empty_root() : roots.before == roots.after);
  }
  if (!std::has_single_bit(growth.before) && proof.empty()) {
    return false;
  }
  bool const starts_at_root = std::has_single_bit(growth.before);
  auto const rest = starts_at_root ? proof : proof.subspan(1);
  std::uint64_t node = growth.before - 1;
  std::uint64_t last = growth.after - 1;
  while ((node & 1) != 0) {
    node >>= 1;
    last >>= 1;
  }
  Hash before = starts_at_root ? roots.before : proof.front();
  Hash after = before;
  for (Hash const& hash : rest) {
    if (last == 0) {
      return false;
    }
    if ((node & 1) != 0 || node == last) {
      before = node_hash(hash, before);
      after = node_hash(hash, after);
      while ((node & 1) == 0 && node != 0) {
        node >>= 1;
        last >>= 1;
      }
    } else {
      after = node_hash(after, hash);
    }
    node >>= 1;
    last >>= 1;
  }
  return last == 0 && before == roots.before && after == roots.after;
}

}  // namespace lofte::custody::ledger
