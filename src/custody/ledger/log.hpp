// The log: every entry in one order, as tiles in the ledger's bucket, under a signed checkpoint.
// Format: docs/formats/ledger.md.
//
// Any thread may read; append() is for one at a time. Borrows the store.
#pragma once

#include <functional>
#include <memory>
#include <span>

#include "base/guarded.hpp"
#include "custody/ledger/checkpoint.hpp"
#include "custody/ledger/outbox.hpp"
#include "custody/ledger/tiles.hpp"

namespace lofte::custody::ledger {

class Log final : public TileSource {
 public:
  // Loads the log as it is stored. Throws Failure: damaged ("ledger.damaged") when the tiles are
  // not what the checkpoint says.
  explicit Log(store::Store& store);

  // Appends the entries, in the order given, and signs: one transaction, durable when it returns.
  // When it throws, load() again before anything else.
  void append(std::span<Outbox::Waiting const> entries, Signer const& signer);
  void load();

  // The newest checkpoint; size 0 and no signature before the first append.
  SignedCheckpoint checkpoint() const;
  std::uint64_t size() const { return checkpoint().checkpoint.size; }

  // Throws Failure: not_found ("ledger.tile_missing") for what the log does not have, or has not
  // yet.
  Bytes tile(TileName const& name) const override;
  Bytes entry(std::uint64_t index) const;

  // Where an entry of an outbox stands in the log; nullopt when it has not reached it.
  std::optional<std::uint64_t> find(Bucket bucket, std::uint64_t number) const;
  // The last number of every outbox that has reached the log.
  void visit_outboxes(std::function<void(Bucket, std::uint64_t number)> const& visit) const;

 private:
  struct State {
    RightEdge edge;
    Bytes last_bundle;  // entries since the last full one
    SignedCheckpoint checkpoint;
    std::vector<std::uint64_t> parts;  // rows that hold last_bundle, by their first entry
  };
  using Full = std::vector<RightEdge::FullTile>;
  static void add_entry(store::Transaction& transaction, State& state, BytesView entry, Full& full);
  static void mark(store::Transaction& transaction, std::span<Outbox::Waiting const> entries,
                   std::uint64_t first);
  Bytes stored_tile(TileName const& name) const;

  store::Store* store_;
  Guarded<State> state_;
};

}  // namespace lofte::custody::ledger
