// The whole of custody on one store and one root slot: what a data folder, a test or a simulation
// opens.
#pragma once

#include <string_view>

#include "custody/upkeep/upkeep.hpp"

namespace lofte::custody::upkeep {

class Custody {
 public:
  // All borrowed; they must outlive it.
  struct Ground {
    store::Store& store;
    keys::RootSlot& slot;
    Clock const& clock;
    Random& random;
    unsigned sweep_workers = 0;  // threads of upkeep's sweeps; 0: by the machine's cores
  };

  // Writes the heads of an empty store, and publishes its first policy, which must parse. Doing it
  // again after a crash completes it.
  static void prepare(Ground const& ground, std::string_view policy_text);

  // Whether the store is more than one that prepare() with this policy was cut off in: it has lived
  // through a tick, or under another policy.
  static bool has_lived(store::Store& store, std::string_view policy_text);

  // On a store that has been prepared; else Failure (damaged, "custody.not_prepared").
  explicit Custody(Ground const& ground);

  ledger::Ledger& ledger() { return ledger_; }
  vault::Vault& vault() { return vault_; }
  Upkeep& upkeep() { return upkeep_; }

 private:
  keys::KeyRing ring_;
  keys::NamedKeys terms_;
  subjects::References references_;
  ledger::Ledger ledger_;
  vault::Vault vault_;
  Upkeep upkeep_;
};

}  // namespace lofte::custody::upkeep
