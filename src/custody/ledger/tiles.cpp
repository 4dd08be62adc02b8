#include "custody/ledger/tiles.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "base/failure.hpp"

namespace lofte::custody::ledger {

namespace {

constexpr std::string_view entries_folder = "entries";
constexpr std::uint64_t index_max = std::uint64_t{1} << 56;

// "x001/x234/067"
std::string index_path(std::uint64_t index) {
  auto const three = [](std::uint64_t number) {
    std::string const digits = std::to_string(number % 1000);
    return std::string(3 - digits.size(), '0') + digits;
  };
  std::string path = three(index);
  for (index /= 1000; index > 0; index /= 1000) {
    path.insert(0, "x" + three(index) + "/");
  }
  return path;
}

std::optional<std::uint64_t> number_of(std::string_view digits) {
  std::uint64_t number = 0;
  auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return number;
}

std::optional<std::uint64_t> parse_index(std::string_view path) {
  std::uint64_t index = 0;
  while (true) {
    auto const slash = path.find('/');
    std::string_view part = path.substr(0, slash);
    bool const is_last = slash == std::string_view::npos;
    if (!is_last && (part.empty() || part.front() != 'x')) {
      return std::nullopt;
    }
    part.remove_prefix(is_last ? 0 : 1);
    auto const number = part.size() == 3 ? number_of(part) : std::nullopt;
    if (!number || index > index_max) {
      return std::nullopt;
    }
    index = index * 1000 + *number;
    if (is_last) {
      return index;
    }
    path.remove_prefix(slash + 1);
  }
}

Bytes const& nothing() {
  static Bytes const empty;
  return empty;
}

}  // namespace

std::string path_of(TileName const& name) {
  std::string path = "tile/";
  path += name.kind == TileName::Kind::entries ? std::string(entries_folder)
                                               : std::to_string(name.level);
  path += "/" + index_path(name.index);
  if (name.width < tile_width) {
    path += ".p/" + std::to_string(name.width);
  }
  return path;
}

std::optional<TileName> parse_tile_path(std::string_view path) {
  std::string_view rest = path;
  if (!rest.starts_with("tile/")) {
    return std::nullopt;
  }
  rest.remove_prefix(5);
  TileName name;
  auto const slash = rest.find('/');
  std::string_view const level = rest.substr(0, slash);
  if (slash == std::string_view::npos) {
    return std::nullopt;
  }
  if (level == entries_folder) {
    name.kind = TileName::Kind::entries;
  } else if (auto const number = number_of(level); number && *number <= tile_level_max) {
    name.level = static_cast<unsigned>(*number);
  } else {
    return std::nullopt;
  }
  rest.remove_prefix(slash + 1);
  if (auto const partial = rest.find(".p/"); partial != std::string_view::npos) {
    auto const width = number_of(rest.substr(partial + 3));
    if (!width || *width == 0 || *width >= tile_width) {
      return std::nullopt;
    }
    name.width = static_cast<unsigned>(*width);
    rest = rest.substr(0, partial);
  }
  auto const index = parse_index(rest);
  if (!index) {
    return std::nullopt;
  }
  name.index = *index;
  return path_of(name) == path ? std::optional(name) : std::nullopt;
}

unsigned width_in(std::uint64_t size, unsigned level, std::uint64_t index) {
  std::uint64_t const hashes = size >> tile_levels * level;
  std::uint64_t const full = hashes / tile_width;
  if (index < full) {
    return tile_width;
  }
  return index == full ? static_cast<unsigned>(hashes % tile_width) : 0;
}

void append_entry(Bytes& bundle, BytesView entry) {
  require(entry.size() <= 0xffff, "an entry has a length of 16 bits");
  bundle += static_cast<char>(entry.size() >> 8);
  bundle += static_cast<char>(entry.size() & 0xff);
  bundle += entry;
}

std::vector<BytesView> entries_of(BytesView bundle, unsigned count) {
  std::vector<BytesView> entries;
  try {
    Reader reader(bundle);
    for (unsigned i = 0; i < count; ++i) {
      entries.push_back(reader.raw(reader.u16()));
    }
    reader.expect_end();
  } catch (Failure const&) {
    throw Failure(FailureKind::damaged,
                  {.code = "ledger.entries_malformed",
                   .message = "a bundle of the ledger's entries is not what was written",
                   .remedy = "restore the ledger from a copy"});
  }
  return entries;
}

Hash hash_at(BytesView hashes, std::size_t place) {
  return crypto::digest_from(
      hashes.substr(std::min(place * hash_bytes, hashes.size()), hash_bytes));
}

Hash root_within(BytesView hashes, Perfect const& perfect) {
  std::vector<Hash> level;
  for (std::size_t i = 0; i < std::size_t{1} << perfect.levels; ++i) {
    level.push_back(hash_at(hashes, perfect.place + i));
  }
  while (level.size() > 1) {
    for (std::size_t i = 0; i < level.size() / 2; ++i) {
      level[i] = node_hash(level[2 * i], level[2 * i + 1]);
    }
    level.resize(level.size() / 2);
  }
  return level.front();
}

Bytes const& TiledTree::tile(unsigned level, std::uint64_t index) {
  auto const [place, is_new] = read_.try_emplace({level, index});
  if (is_new) {
    unsigned const width = width_in(size_, level, index);
    Bytes hashes = source_->tile({.level = level, .index = index, .width = width});
    if (hashes.size() != width * hash_bytes) {
      read_.erase(place);
      throw Failure(FailureKind::damaged,
                    {.code = "ledger.tile_malformed",
                     .message = "a tile of the ledger has another size than its name says",
                     .remedy = "restore the ledger from a copy"});
    }
    place->second = std::move(hashes);
  }
  return place->second;
}

Hash TiledTree::subtree(unsigned level, std::uint64_t index) {
  unsigned const tiled = level / tile_levels;
  unsigned const within = level % tile_levels;
  std::uint64_t const first = index << within;  // of the hashes at the tile's own level
  return root_within(tile(tiled, first / tile_width),
                     {.place = first % tile_width, .levels = within});
}

void RightEdge::append(Hash const& leaf, std::vector<FullTile>& full) {
  ++size_;
  Hash hash = leaf;
  for (unsigned level = 0;; ++level) {
    if (levels_.size() == level) {
      levels_.emplace_back();
    }
    Bytes& hashes = levels_[level];
    hashes.append(crypto::view(hash));
    if (hashes.size() < tile_width * hash_bytes) {
      return;
    }
    hash = root_within(hashes, {.place = 0, .levels = tile_levels});
    std::uint64_t const index = (size_ >> tile_levels * (level + 1)) - 1;
    full.push_back({.name = {.level = level, .index = index}, .hashes = std::move(hashes)});
    hashes.clear();
  }
}

BytesView RightEdge::last_tile(unsigned level) const {
  return level < levels_.size() ? levels_[level] : nothing();
}

Hash RightEdge::root() const {
  if (size_ == 0) {
    return empty_root();
  }
  // Each level's last tile falls into perfect trees, the widest first; the smallest stand at the
  // right end.
  std::optional<Hash> root;
  for (Bytes const& hashes : levels_) {
    std::size_t place = hashes.size() / hash_bytes;
    while (place > 0) {
      auto const levels = static_cast<unsigned>(std::countr_zero(place));
      place -= std::size_t{1} << levels;
      Hash const perfect = root_within(hashes, {.place = place, .levels = levels});
      root = root ? node_hash(perfect, *root) : perfect;
    }
  }
  return *root;
}

RightEdge RightEdge::load(TileSource const& full, std::uint64_t size, Bytes last) {
  require(last.size() == size % tile_width * hash_bytes, "the last tile has the rest of the log");
  RightEdge edge;
  edge.size_ = size;
  edge.levels_.push_back(std::move(last));
  for (unsigned level = 1; size >> tile_levels * level > 0; ++level) {
    std::uint64_t const index = (size >> tile_levels * level) / tile_width;
    unsigned const width = width_in(size, level, index);
    Bytes& hashes = edge.levels_.emplace_back();
    for (unsigned i = 0; i < width; ++i) {
      Bytes const below = full.tile({.level = level - 1, .index = index * tile_width + i});
      hashes.append(crypto::view(root_within(below, {.place = 0, .levels = tile_levels})));
    }
  }
  return edge;
}

}  // namespace lofte::custody::ledger
