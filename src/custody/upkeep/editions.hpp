// The published policies, kept in the store, oldest first.
#pragma once

#include <string>
#include <string_view>

#include "custody/store/store.hpp"
#include "custody/vault/vault.hpp"
#include "promise/policy/history.hpp"

namespace lofte::custody::upkeep {

// Data that a publication ends earlier is hidden at once, and destroyed only after this many days.
inline constexpr int cooling_off_days = 7;

// Empty editions when nothing has been published yet.
promise::policy::History load_editions(store::Store& store);
std::string edition_text(store::Store& store, promise::policy::Version number);

// Stores the policy as the next edition, durably, and says so in the ledger; its number. The text
// must parse without errors.
promise::policy::Version add_edition(store::Store& store, ledger::Ledger& ledger,
                                     std::string_view text);

// The last edition that is no longer cooling off at `now`; the first edition never is.
promise::policy::Version settled_version(promise::policy::History const& history, Instant now);

// The rules that the stored editions make at `now`. Throws Failure (damaged,
// "custody.not_prepared") without any.
vault::Vault::InForce rules_in_force(store::Store& store, Instant now);

}  // namespace lofte::custody::upkeep
