#include "custody/upkeep/custody.hpp"

#include "base/failure.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::custody::upkeep {

namespace {

// What the ledger's log is called, for ever: after the address that the shop is known by.
std::string log_name(promise::policy::Policy const& policy) {
  std::string_view host = policy.controller.get("website");
  if (auto const scheme = host.find("://"); scheme != std::string_view::npos) {
    host.remove_prefix(scheme + 3);
  }
  host = host.substr(0, host.find('/'));
  if (host.empty()) {
    std::string_view const email = policy.controller.get("email");
    host = email.substr(email.find('@') + 1);
  }
  std::string const name = std::string(host) + "/ledger";
  return host.empty() || !ledger::is_signer_name(name) ? "lofte/ledger" : name;
}

}  // namespace

void Custody::prepare(Ground const& ground, std::string_view policy_text) {
  keys::KeyRing const ring(ground.slot, ground.random);
  // The system bucket last: its edition says that everything is there.
  for (unsigned bucket = 0; bucket <= store::system_bucket; ++bucket) {
    auto const transaction = ground.store.begin(static_cast<Bucket>(bucket));
    keys::KeyTree::create(ring, *transaction, static_cast<Bucket>(bucket), 1);
    transaction->commit(store::Durability::deferred);
  }
  ledger::Ledger::Ground const ledger{.store = ground.store, .ring = ring, .clock = ground.clock};
  ledger::Ledger::create(ledger, log_name(promise::policy::parse_accepted(policy_text)));
  if (load_editions(ground.store).editions.empty()) {
    ledger::Ledger its(ledger);
    add_edition(ground.store, its, policy_text);
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
      ledger_({.store = ground.store, .ring = ring_, .clock = ground.clock}),
      vault_({.store = ground.store,
              .ring = ring_,
              .terms = terms_,
              .references = references_,
              .ledger = ledger_,
              .clock = ground.clock,
              .sweep_workers = ground.sweep_workers},
             rules_in_force(ground.store, ground.clock.now())),
      upkeep_(vault_) {
  auto const view = ground.store.read(store::system_bucket);
  keys::KeyTree(ring_, *view, store::system_bucket).check_root();
}

}  // namespace lofte::custody::upkeep
