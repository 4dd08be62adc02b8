// The Merkle tree of RFC 6962 (restated in RFC 9162, section 2.1): hashes, proofs, and the checking
// of proofs. Pure.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "custody/crypto/sha256.hpp"

namespace lofte::custody::ledger {

using Hash = crypto::Digest;

Hash leaf_hash(BytesView entry);
Hash node_hash(Hash const& left, Hash const& right);
Hash empty_root();

// The root of 2^level leaves, of those that begin at leaf index · 2^level. Called only for subtrees
// that are full.
using Subtree = std::function<Hash(unsigned level, std::uint64_t index)>;

Hash root_of(Subtree const& subtree, std::uint64_t size);

struct LeafPlace {
  std::uint64_t index;  // below size
  std::uint64_t size;
};
std::vector<Hash> inclusion_proof(Subtree const& subtree, LeafPlace const& place);
bool is_included(Hash const& leaf, LeafPlace const& place, std::span<Hash const> proof,
                 Hash const& root);

struct Growth {
  std::uint64_t before;
  std::uint64_t after;  // not less
};
std::vector<Hash> consistency_proof(Subtree const& subtree, Growth const& growth);
struct GrowthRoots {
  Hash before;
  Hash after;
};
bool is_consistent(Growth const& growth, GrowthRoots const& roots, std::span<Hash const> proof);

}  // namespace lofte::custody::ledger
