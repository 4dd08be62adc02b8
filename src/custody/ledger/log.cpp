#include "custody/ledger/log.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "base/planted.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::ledger {

using store::Plane;
using store::Table;

namespace {

// Rows of the ledger's bucket, by their second byte.
enum class Row : char {
  checkpoint = 'c',
  hashes = 't',   // level, index → a full tile
  entries = 'e',  // index → a full bundle
  part = 'p',     // first entry → entries of the bundle that is not full yet
  outbox = 'h',   // bucket → the last number that has reached the log
  run = 'r',  // bucket, number → the place in the log of that number; those just before it stand
              // before it
};

Writer row_key(Row row) {
  return store::table_key(Table::log).u8(static_cast<std::uint8_t>(row));
}

Bytes full_key(TileName const& name) {
  return name.kind == TileName::Kind::entries ? row_key(Row::entries).u64(name.index).take()
                                              : row_key(Row::hashes)
                                                    .u8(static_cast<std::uint8_t>(name.level))
                                                    .u64(name.index)
                                                    .take();
}

Failure damaged(std::string what) {
  return {FailureKind::damaged,
          {.code = "ledger.damaged",
           .message = "the ledger is damaged: " + std::move(what),
           .remedy = "restore the data folder from a copy"}};
}

Failure missing() {
  return {FailureKind::not_found,
          {.code = "ledger.tile_missing",
           .message = "the ledger has no such tile, or not yet",
           .remedy = "ask for tiles of the size that /ledger/checkpoint says"}};
}

// The bytes of the first `count` entries of a bundle.
std::size_t bundle_prefix(BytesView bundle, unsigned count) {
  Reader reader(bundle);
  for (unsigned i = 0; i < count; ++i) {
    reader.raw(reader.u16());
  }
  return bundle.size() - reader.rest().size();
}

}  // namespace

Log::Log(store::Store& store) : store_(&store) {
  load();
}

void Log::load() {
  State fresh;
  auto const view = store_->read(store::ledger_bucket);
  if (auto const note = view->get(Plane::keys, row_key(Row::checkpoint).view())) {
    auto const checkpoint = SignedCheckpoint::parse(*note);
    if (!checkpoint) {
      throw damaged("its checkpoint can't be read");
    }
    fresh.checkpoint = *checkpoint;
  }
  std::uint64_t const size = fresh.checkpoint.checkpoint.size;
  view->scan(Plane::keys, row_key(Row::part).view(), {}, [&](BytesView key, BytesView entries) {
    fresh.parts.push_back(Reader(key.substr(2)).u64());
    fresh.last_bundle += entries;
    return true;
  });
  Bytes last_hashes;
  for (BytesView const entry : entries_of(fresh.last_bundle, size % tile_width)) {
    last_hashes += crypto::view(leaf_hash(entry));
  }
  if (size > 0) {
    // From the store alone: what is in memory may be what a failed append left behind.
    struct Stored final : TileSource {
      Log const* log = nullptr;
      Bytes tile(TileName const& name) const override { return log->stored_tile(name); }
    } stored;
    stored.log = this;
    fresh.edge = RightEdge::load(stored, size, std::move(last_hashes));
    if (fresh.edge.root() != fresh.checkpoint.checkpoint.root) {
      throw damaged("its tiles are not those of its checkpoint");
    }
  }
  state_.with([&](State& state) { state = std::move(fresh); });
}

void Log::add_entry(store::Transaction& transaction, State& state, BytesView entry, Full& full) {
  append_entry(state.last_bundle, entry);
  state.edge.append(leaf_hash(entry), full);
  for (auto const& tile : full) {
    transaction.put(Plane::keys, full_key(tile.name), tile.hashes);
  }
  if (!full.empty()) {
    transaction.put(Plane::keys,
                    full_key({.kind = TileName::Kind::entries, .index = full.front().name.index}),
                    state.last_bundle);
    for (std::uint64_t const part : state.parts) {
      transaction.erase(Plane::keys, row_key(Row::part).u64(part).view());
    }
    state.parts.clear();
    state.last_bundle.clear();
    full.clear();
  }
}

void Log::mark(store::Transaction& transaction, std::span<Outbox::Waiting const> entries,
               std::uint64_t first) {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    auto const& entry = entries[i];
    bool const goes_on = i + 1 < entries.size() && entries[i + 1].bucket == entry.bucket;
    if (goes_on && entries[i + 1].number == entry.number + 1) {
      continue;
    }
    transaction.put(Plane::keys, row_key(Row::run).u16(entry.bucket).u64(entry.number).view(),
                    Writer{}.u64(first + i).view());
    if (!goes_on) {
      transaction.put(Plane::keys, row_key(Row::outbox).u16(entry.bucket).view(),
                      Writer{}.u64(entry.number).view());
    }
  }
}

void Log::append(std::span<Outbox::Waiting const> entries, Signer const& signer) {
  State next = state_.with([](State const& state) { return state; });
  std::uint64_t const first = next.edge.size();
  auto const transaction = store_->begin(store::ledger_bucket);
  std::size_t known = next.last_bundle.size();  // bytes of it that have rows already
  Full full;
  for (auto const& entry : entries) {
    add_entry(*transaction, next, entry.entry, full);
    known = std::min(known, next.last_bundle.size());
  }
  if (next.last_bundle.size() > known) {
    std::uint64_t const part = std::max(first, next.edge.size() / tile_width * tile_width);
    next.parts.push_back(part);
    transaction->put(Plane::keys, row_key(Row::part).u64(part).view(),
                     BytesView(next.last_bundle).substr(known));
  }
  mark(*transaction, entries, first);
  next.checkpoint = {.checkpoint = {.origin = signer.verifier().name,
                                    .size = next.edge.size(),
                                    .root = next.edge.root()},
                     .signatures = {}};
  signer.sign(next.checkpoint);
  transaction->put(Plane::keys, row_key(Row::checkpoint).view(), next.checkpoint.text());
  transaction->commit(planted(Bug::checkpoint_shown_before_durable) ? store::Durability::deferred
                                                                    : store::Durability::synced);
  state_.with([&](State& state) { state = std::move(next); });
}

SignedCheckpoint Log::checkpoint() const {
  return state_.with([](State const& state) { return state.checkpoint; });
}

Bytes Log::stored_tile(TileName const& name) const {
  auto bytes = store_->read(store::ledger_bucket)->get(Plane::keys, full_key(name));
  if (!bytes) {
    throw missing();
  }
  return std::move(*bytes);
}

Bytes Log::tile(TileName const& name) const {
  bool const is_bundle = name.kind == TileName::Kind::entries;
  // The last tile of a level is in memory only.
  auto bytes = state_.with([&](State const& state) -> std::optional<Bytes> {
    unsigned const level = is_bundle ? 0 : name.level;
    unsigned const width = width_in(state.edge.size(), level, name.index);
    if (width == 0 || width == tile_width) {
      return std::nullopt;
    }
    if (width < name.width) {
      throw missing();
    }
    return is_bundle ? state.last_bundle : Bytes(state.edge.last_tile(level));
  });
  if (!bytes) {
    bytes = stored_tile(name);
  }
  if (name.width < tile_width) {
    bytes->resize(is_bundle ? bundle_prefix(*bytes, name.width) : name.width * hash_bytes);
  }
  return std::move(*bytes);
}

Bytes Log::entry(std::uint64_t index) const {
  unsigned const width = width_in(size(), 0, index / tile_width);
  if (index % tile_width >= width) {
    throw missing();
  }
  Bytes const bundle =
      tile({.kind = TileName::Kind::entries, .index = index / tile_width, .width = width});
  return Bytes(entries_of(bundle, width)[index % tile_width]);
}

std::optional<std::uint64_t> Log::find(Bucket bucket, std::uint64_t number) const {
  std::optional<std::uint64_t> index;
  auto const prefix = row_key(Row::run).u16(bucket);
  store_->read(store::ledger_bucket)
      ->scan(Plane::keys, prefix.view(), row_key(Row::run).u16(bucket).u64(number).view(),
             [&](BytesView key, BytesView value) {
               std::uint64_t const end = Reader(key.substr(prefix.view().size())).u64();
               index = Reader(value).u64() - (end - number);
               return false;
             });
  return index;
}

void Log::visit_outboxes(std::function<void(Bucket, std::uint64_t number)> const& visit) const {
  store_->read(store::ledger_bucket)
      ->scan(Plane::keys, row_key(Row::outbox).view(), {}, [&](BytesView key, BytesView value) {
        visit(Reader(key.substr(2)).u16(), Reader(value).u64());
        return true;
      });
}

}  // namespace lofte::custody::ledger
