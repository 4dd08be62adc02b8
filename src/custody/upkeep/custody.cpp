#include "custody/upkeep/custody.hpp"

#include "base/failure.hpp"

namespace lofte::custody::upkeep {

void Custody::prepare(Ground const& ground, std::string_view policy_text) {
  keys::KeyRing const ring(ground.slot, ground.random);
  // The system bucket last: its edition says that everything is there.
  for (unsigned bucket = 0; bucket <= store::system_bucket; ++bucket) {
    auto const transaction = ground.store.begin(static_cast<Bucket>(bucket));
    keys::KeyTree::create(ring, *transaction, static_cast<Bucket>(bucket), 1);
    transaction->commit(store::Durability::deferred);
  }
  if (load_editions(ground.store).editions.empty()) {
    add_edition(ground.store, policy_text, ground.clock.now());
  }
}

bool Custody::has_lived(store::Store& store, std::string_view policy_text) {
  bool has_ticked = false;
  auto const view = store.read(store::system_bucket);
  view->scan(store::Plane::keys, store::table_key(store::Table::clock).view(), {},
             [&](BytesView, BytesView) {
               has_ticked = true;
               return false;
             });
  return has_ticked ||
         (!load_editions(store).editions.empty() && edition_text(store, 1) != policy_text);
}

Custody::Custody(Ground const& ground)
    : ring_(ground.slot, ground.random),
      terms_(ring_, ground.store, store::Table::term),
      references_(ring_, ground.store),
      vault_({.store = ground.store,
              .ring = ring_,
              .terms = terms_,
              .references = references_,
              .clock = ground.clock,
              .sweep_workers = ground.sweep_workers},
             rules_in_force(ground.store, ground.clock.now())),
      upkeep_(vault_) {
  auto const view = ground.store.read(store::system_bucket);
  keys::KeyTree(ring_, *view, store::system_bucket).check_root();
}

}  // namespace lofte::custody::upkeep
