// The log as tiles (C2SP tlog-tiles): each holds up to 256 hashes of one level, where a level is
// eight of the tree's; entries come in bundles of up to 256. A full tile never changes.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "custody/ledger/merkle.hpp"

namespace lofte::custody::ledger {

inline constexpr unsigned tile_levels = 8;
inline constexpr unsigned tile_width = 1U << tile_levels;
inline constexpr unsigned tile_level_max = 63 / tile_levels;
inline constexpr std::size_t hash_bytes = sizeof(Hash);

struct TileName {
  enum class Kind : std::uint8_t { hashes, entries } kind = Kind::hashes;
  unsigned level = 0;  // of hashes
  std::uint64_t index = 0;
  unsigned width = tile_width;  // 1 … 256; less than 256 for the last of its level
  auto operator<=>(TileName const&) const = default;
};

// "tile/0/x001/x234/067", "tile/1/000.p/17", "tile/entries/x001/234"
std::string path_of(TileName const& name);
std::optional<TileName> parse_tile_path(std::string_view path);

// How many hashes the tile has in a log of `size` entries; 0 when it is not there yet.
unsigned width_in(std::uint64_t size, unsigned level, std::uint64_t index);

// Entries, each after its length as u16.
void append_entry(Bytes& bundle, BytesView entry);
// Throws Failure (damaged, "ledger.entries_malformed") unless the bundle has `count` entries and
// nothing else.
std::vector<BytesView> entries_of(BytesView bundle, unsigned count);

class TileSource {
 public:
  virtual ~TileSource() = default;
  // Throws Failure: not_found ("ledger.tile_missing"), unavailable, damaged.
  virtual Bytes tile(TileName const& name) const = 0;
};

// The hashes of a log of `size` entries, from its tiles; remembers those it has read. Borrows the
// source. One thread.
class TiledTree {
 public:
  TiledTree(TileSource const& source, std::uint64_t size) : source_(&source), size_(size) {}
  Hash subtree(unsigned level, std::uint64_t index);
  Subtree subtrees() {
    return [this](unsigned level, std::uint64_t index) { return subtree(level, index); };
  }

 private:
  Bytes const& tile(unsigned level, std::uint64_t index);

  TileSource const* source_;
  std::uint64_t size_;
  std::map<std::pair<unsigned, std::uint64_t>, Bytes> read_;
};

// The hash at `place` of concatenated ones, and the root of 2^levels of them.
Hash hash_at(BytesView hashes, std::size_t place);
struct Perfect {
  std::size_t place;  // of the first
  unsigned levels;
};
Hash root_within(BytesView hashes, Perfect const& perfect);

// What a growing log keeps in memory: the last tile of every level.
class RightEdge {
 public:
  struct FullTile {
    TileName name;
    Bytes hashes;
  };

  // Full tiles, the lowest level first.
  void append(Hash const& leaf, std::vector<FullTile>& full);
  std::uint64_t size() const { return size_; }
  Hash root() const;
  // The hashes of the last tile of a level; empty when there are none.
  BytesView last_tile(unsigned level) const;

  // The edge of a log of `size` entries whose full tiles the source has; `last` are the hashes of
  // the entries since the last full tile.
  static RightEdge load(TileSource const& full, std::uint64_t size, Bytes last);

 private:
  std::uint64_t size_ = 0;
  std::vector<Bytes> levels_;
};

}  // namespace lofte::custody::ledger
