#include "custody/ledger/verify.hpp"

#include <algorithm>

#include "base/failure.hpp"

namespace lofte::custody::ledger {

namespace {

constexpr std::string_view seen_mark = "lofte-ledger-seen 1\n";
constexpr std::uint64_t bundles_between_progress = 256;

[[noreturn]] void fail(std::string code, std::string message, std::string remedy) {
  throw Failure(
      FailureKind::damaged,
      {.code = std::move(code), .message = std::move(message), .remedy = std::move(remedy)});
}

constexpr auto ask_the_shop =
    "keep both checkpoints: they show that the log has been changed; ask the shop";

void expect_signed(SignedCheckpoint const& checkpoint, VerifierKey const& key) {
  if (checkpoint.checkpoint.origin != key.name || !checkpoint.is_signed_by(key)) {
    fail("ledger.forged", "the checkpoint is not signed by the key " + key.name,
         "check that the key is the shop's own; if it is, the checkpoint is forged");
  }
}

[[noreturn]] void tampered(TileName const& name) {
  fail("ledger.tampered", path_of(name) + " is not what the checkpoint says", ask_the_shop);
}

// Reads the log from where its edge stands, comparing every tile with what the entries say.
class Reading {
 public:
  explicit Reading(Check const& check)
      : check_(check), size_(check.newest.checkpoint.size), edge_(start(check)) {}

  std::uint64_t read() {
    std::uint64_t const first = edge_.size();
    while (edge_.size() < size_) {
      read_bundle(edge_.size() / tile_width);
      if (edge_.size() % (tile_width * bundles_between_progress) == 0) {
        tell();
      }
    }
    compare_last_tiles();
    if (edge_.root() != check_.newest.checkpoint.root) {
      fail("ledger.tampered", "the entries are not those of the checkpoint", ask_the_shop);
    }
    return size_ - first;
  }

 private:
  static RightEdge start(Check const& check) {
    if (!check.seen || check.seen->checkpoint.size == 0) {
      return {};
    }
    std::uint64_t const size = check.seen->checkpoint.size;
    auto const width = static_cast<unsigned>(size % tile_width);
    Bytes last;
    if (width > 0) {
      last = check.source.tile({.level = 0, .index = size / tile_width, .width = width});
    }
    if (last.size() != width * hash_bytes) {
      tampered({.level = 0, .index = size / tile_width, .width = std::max(width, 1U)});
    }
    RightEdge edge = RightEdge::load(check.source, size, std::move(last));
    if (edge.root() != check.seen->checkpoint.root) {
      fail("ledger.rewritten", "the log is not the one that was seen before", ask_the_shop);
    }
    return edge;
  }

  void read_bundle(std::uint64_t index) {
    unsigned const width = width_in(size_, 0, index);
    TileName const name{.kind = TileName::Kind::entries, .index = index, .width = width};
    Bytes const bundle = check_.source.tile(name);
    auto const entries = entries_of(bundle, width);
    for (std::size_t i = edge_.size() % tile_width; i < entries.size(); ++i) {
      edge_.append(leaf_hash(entries[i]), full_);
    }
    for (auto const& tile : full_) {
      if (check_.source.tile(tile.name) != tile.hashes) {
        tampered(tile.name);
      }
    }
    full_.clear();
  }

  void compare_last_tiles() const {
    for (unsigned level = 0; size_ >> tile_levels * level > 0; ++level) {
      std::uint64_t const index = (size_ >> tile_levels * level) / tile_width;
      TileName const name{.level = level, .index = index, .width = width_in(size_, level, index)};
      if (name.width > 0 && check_.source.tile(name) != edge_.last_tile(level)) {
        tampered(name);
      }
    }
  }

  void tell() const {
    Checkpoint const so_far{
        .origin = check_.newest.checkpoint.origin, .size = edge_.size(), .root = edge_.root()};
    if (check_.progress && !check_.progress(so_far)) {
      throw Failure(FailureKind::unavailable, {.code = "stopped",
                                               .message = "the check was stopped",
                                               .remedy = "run it again: it goes on from here"});
    }
  }

  Check const& check_;
  std::uint64_t size_;
  RightEdge edge_;
  std::vector<RightEdge::FullTile> full_;
};

}  // namespace

std::string Seen::text() const {
  return std::string(seen_mark) + checkpoint.text();
}

std::optional<Seen> Seen::parse(std::string_view text) {
  if (!text.starts_with(seen_mark)) {
    return std::nullopt;
  }
  auto const checkpoint = Checkpoint::parse(text.substr(seen_mark.size()));
  return checkpoint ? std::optional(Seen{*checkpoint}) : std::nullopt;
}

std::uint64_t verify(Check const& check) {
  expect_signed(check.newest, check.key);
  if (check.seen && check.seen->checkpoint.origin != check.newest.checkpoint.origin) {
    throw Failure(FailureKind::bad_input,
                  {.code = "ledger.another_log",
                   .message = "what was seen before is another log",
                   .remedy = "keep one file of what was seen for each log; after a "
                             "restore, a log goes on under another name, and "
                             "its entry `restored` says from where"});
  }
  if (check.seen && check.seen->checkpoint.size > check.newest.checkpoint.size) {
    fail("ledger.shrunk",
         "the log has " + std::to_string(check.newest.checkpoint.size) + " entries, and had " +
             std::to_string(check.seen->checkpoint.size) + " before",
         ask_the_shop);
  }
  return Reading(check).read();
}

void verify_growth(TileSource const& source, Pair const& pair, VerifierKey const& key) {
  expect_signed(pair.older, key);
  expect_signed(pair.newer, key);
  Growth const growth{.before = pair.older.checkpoint.size, .after = pair.newer.checkpoint.size};
  if (growth.before > growth.after) {
    fail("ledger.shrunk", "the newer checkpoint has fewer entries than the older one",
         "give the older checkpoint first; if you have, the log has shrunk");
  }
  TiledTree tree(source, growth.after);
  GrowthRoots const roots{.before = pair.older.checkpoint.root,
                          .after = pair.newer.checkpoint.root};
  if (!is_consistent(growth, roots, consistency_proof(tree.subtrees(), growth))) {
    fail("ledger.rewritten", "the older checkpoint is not the beginning of the newer one",
         ask_the_shop);
  }
}

}  // namespace lofte::custody::ledger
