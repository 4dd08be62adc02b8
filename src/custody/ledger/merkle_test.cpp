#include "custody/ledger/merkle.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/failure.hpp"
#include "custody/ledger/tiles.hpp"

namespace lofte::custody::ledger {
namespace {

std::vector<Hash> leaves(std::uint64_t count) {
  std::vector<Hash> leaves;
  for (std::uint64_t i = 0; i < count; ++i) {
    leaves.push_back(leaf_hash("entry " + std::to_string(i)));
  }
  return leaves;
}

// RFC 6962, section 2.1, as it is written there.
Hash naive_root(std::span<Hash const> leaves) {
  if (leaves.empty()) {
    return empty_root();
  }
  if (leaves.size() == 1) {
    return leaves.front();
  }
  std::size_t k = 1;
  while (k * 2 < leaves.size()) {
    k *= 2;
  }
  return node_hash(naive_root(leaves.first(k)), naive_root(leaves.subspan(k)));
}

Subtree naive_subtrees(std::vector<Hash> const& leaves) {
  return [&](unsigned level, std::uint64_t index) {
    return naive_root(std::span(leaves).subspan(index << level, std::size_t{1} << level));
  };
}

TEST(Merkle, HashesAreThoseOfTheStandard) {
  // The reference values of Certificate Transparency's own tests.
  EXPECT_EQ(crypto::to_hex(empty_root()),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(crypto::to_hex(leaf_hash("")),
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  EXPECT_EQ(crypto::to_hex(node_hash(leaf_hash(""), leaf_hash(BytesView("\0", 1)))),
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

RC_GTEST_PROP(Merkle, EveryEntryIsProvedAndNothingElse, ()) {
  auto const size = *rc::gen::inRange<std::uint64_t>(1, 300);
  auto const index = *rc::gen::inRange<std::uint64_t>(0, size);
  auto const all = leaves(size);
  LeafPlace const place{.index = index, .size = size};
  auto proof = inclusion_proof(naive_subtrees(all), place);
  Hash const root = naive_root(all);
  RC_ASSERT(is_included(all[index], place, proof, root));
  RC_ASSERT(!is_included(leaf_hash("another"), place, proof, root));
  RC_ASSERT(!is_included(all[index], {.index = size, .size = size}, proof, root));
  auto longer = proof;
  longer.push_back(root);
  RC_ASSERT(!is_included(all[index], place, longer, root));
  if (!proof.empty()) {
    proof.pop_back();
    RC_ASSERT(!is_included(all[index], place, proof, root));
  }
}

RC_GTEST_PROP(Merkle, GrowthIsProvedAndRewritingIsNot, ()) {
  auto const after = *rc::gen::inRange<std::uint64_t>(1, 300);
  auto const before = *rc::gen::inRange<std::uint64_t>(0, after + 1);
  auto all = leaves(after);
  Growth const growth{.before = before, .after = after};
  Hash const old_root = naive_root(std::span(all).first(before));
  auto const proof = consistency_proof(naive_subtrees(all), growth);
  RC_ASSERT(is_consistent(growth, {.before = old_root, .after = naive_root(all)}, proof));
  if (before > 0) {
    all[*rc::gen::inRange<std::uint64_t>(0, before)] = leaf_hash("rewritten");
    auto const forged = consistency_proof(naive_subtrees(all), growth);
    RC_ASSERT(!is_consistent(growth, {.before = old_root, .after = naive_root(all)}, forged));
    RC_ASSERT(!is_consistent(growth, {.before = old_root, .after = naive_root(all)}, proof));
  }
}

// The tiles that a growing log has written.
class Tiles final : public TileSource {
 public:
  void add(std::vector<RightEdge::FullTile>& full, RightEdge const& edge) {
    for (auto& tile : full) {
      full_[{tile.name.level, tile.name.index}] = std::move(tile.hashes);
    }
    full.clear();
    edge_ = edge;
  }
  Bytes tile(TileName const& name) const override {
    auto const found = full_.find({name.level, name.index});
    Bytes const hashes = found != full_.end() ? found->second : Bytes(edge_.last_tile(name.level));
    return hashes.substr(0, name.width * hash_bytes);
  }

 private:
  std::map<std::pair<unsigned, std::uint64_t>, Bytes> full_;
  RightEdge edge_;
};

TEST(Tiles, AGrowingLogHasTheRootOfTheStandardAtEverySize) {
  auto const all = leaves(600);
  RightEdge edge;
  std::vector<RightEdge::FullTile> full;
  EXPECT_EQ(edge.root(), empty_root());
  for (std::uint64_t i = 0; i < all.size(); ++i) {
    edge.append(all[i], full);
    ASSERT_EQ(edge.root(), naive_root(std::span(all).first(i + 1))) << i + 1;
  }
  EXPECT_EQ(full.size(), 2);
}

TEST(Tiles, ProofsComeFromTilesOverThreeLevels) {
  constexpr std::uint64_t size = 256 * 256 + 256 * 3 + 17;
  RightEdge edge;
  Tiles tiles;
  std::vector<RightEdge::FullTile> full;
  auto const all = leaves(size);
  Hash old_root{};
  constexpr std::uint64_t old_size = 256 * 200 + 5;
  for (auto const& leaf : all) {
    edge.append(leaf, full);
    if (edge.size() == old_size) {
      old_root = edge.root();
    }
  }
  tiles.add(full, edge);
  TiledTree tree(tiles, size);
  EXPECT_EQ(root_of(tree.subtrees(), size), edge.root());
  for (std::uint64_t const index :
       {std::uint64_t{0}, std::uint64_t{65535}, std::uint64_t{65536}, size - 1}) {
    LeafPlace const place{.index = index, .size = size};
    EXPECT_TRUE(
        is_included(all[index], place, inclusion_proof(tree.subtrees(), place), edge.root()));
  }
  Growth const growth{.before = old_size, .after = size};
  EXPECT_TRUE(is_consistent(growth, {.before = old_root, .after = edge.root()},
                            consistency_proof(tree.subtrees(), growth)));
  // An older size is proved from the same tiles.
  TiledTree older(tiles, old_size);
  EXPECT_EQ(root_of(older.subtrees(), old_size), old_root);
}

TEST(Tiles, TheEdgeIsLoadedFromTiles) {
  for (int const entries : {0, 1, 255, 256, 257, 65535, 65536, 65537, 66000}) {
    auto const size = static_cast<std::uint64_t>(entries);
    RightEdge edge;
    Tiles tiles;
    std::vector<RightEdge::FullTile> full;
    for (std::uint64_t i = 0; i < size; ++i) {
      edge.append(leaf_hash(std::to_string(i)), full);
    }
    tiles.add(full, edge);
    RightEdge loaded = RightEdge::load(tiles, size, Bytes(edge.last_tile(0)));
    EXPECT_EQ(loaded.root(), edge.root()) << size;
    for (int i = 0; i < 300; ++i) {
      loaded.append(leaf_hash("more"), full);
      edge.append(leaf_hash("more"), full);
    }
    EXPECT_EQ(loaded.root(), edge.root()) << size;
  }
}

TEST(Tiles, PathsAreThoseOfTheFormat) {
  EXPECT_EQ(path_of({.level = 0, .index = 1234067}), "tile/0/x001/x234/067");
  EXPECT_EQ(path_of({.level = 1, .index = 0, .width = 17}), "tile/1/000.p/17");
  EXPECT_EQ(path_of({.kind = TileName::Kind::entries, .index = 1000}), "tile/entries/x001/000");
  for (std::string_view const path :
       {"tile/0/x001/x234/067", "tile/1/000.p/17", "tile/entries/x001/000", "tile/7/999"}) {
    ASSERT_TRUE(parse_tile_path(path)) << path;
    EXPECT_EQ(path_of(*parse_tile_path(path)), path);
  }
  for (std::string_view const path : {"",
                                      "tile",
                                      "tile/",
                                      "tile/0",
                                      "tile/0/",
                                      "tile/0/1",
                                      "tile/0/0001",
                                      "tile/8/000",
                                      "tile/-1/000",
                                      "tile/0/x000/001",
                                      "tile/0/001/002",
                                      "tile/0/000.p/0",
                                      "tile/0/000.p/256",
                                      "tile/0/000.p/01",
                                      "tile/0/000.p/",
                                      "tile/0/000/",
                                      "tile/0/../000",
                                      "tile/entries/x001",
                                      "tile/x/000",
                                      "tile/0/x999/x999/x999/x999/x999/x999/x999/x999/999"}) {
    EXPECT_FALSE(parse_tile_path(path)) << path;
  }
}

TEST(Tiles, EntriesComeInBundles) {
  Bytes bundle;
  append_entry(bundle, "one");
  append_entry(bundle, "");
  auto const entries = entries_of(bundle, 2);
  EXPECT_EQ(entries, (std::vector<BytesView>{"one", ""}));
  EXPECT_THROW(entries_of(bundle, 1), Failure);
  EXPECT_THROW(entries_of(bundle, 3), Failure);
  EXPECT_THROW(entries_of(bundle.substr(0, 4), 1), Failure);
}

}  // namespace
}  // namespace lofte::custody::ledger
