// Which leases a record is to have: a pure function of the promise, the record's facts and the
// subject's standing.
#pragma once

#include <bit>
#include <vector>

#include "custody/vault/stored_record.hpp"

namespace lofte::custody::vault {

struct WantedLease {
  LeaseKind kind = LeaseKind::clause;
  promise::policy::ClauseIndex clause = 0;
  bool by_clock = false;
  std::optional<promise::retention::Term>
      term;  // nullopt: a leaf of its own; of by_clock: what the clock is to be
  CompartmentSet compartments = 0;
  promise::retention::Until until;
};

struct Leasing {
  std::vector<WantedLease> leases;
  // By compartment: until when any of the leases may open it. `gone`: nothing holds it any more.
  std::vector<promise::retention::Until> until;
};

// The later of two.
promise::retention::Until later(promise::retention::Until const& first,
                                promise::retention::Until const& second);

// `present`: the compartments that the record has now. A hold or a restriction keeps those, and
// revives none.
Leasing leasing_of(promise::retention::Rules const& rules,
                   promise::retention::RecordFacts const& record,
                   promise::retention::SubjectView const& subject, CompartmentSet present,
                   Day today);

// The compartments of the record's layout in which a field is present.
CompartmentSet compartments_present(promise::retention::Rules const& rules,
                                    promise::retention::RecordFacts const& record);

template <typename Visit>
void each_compartment(CompartmentSet set, Visit const& visit) {
  for (; set != 0; set &= set - 1) {
    visit(static_cast<std::uint8_t>(std::countr_zero(set)));
  }
}

// Those of the set that `is_one` says so of.
template <typename IsOne>
CompartmentSet those_of(CompartmentSet set, IsOne const& is_one) {
  CompartmentSet those = 0;
  each_compartment(set, [&](std::uint8_t i) { those |= CompartmentSet{is_one(i)} << i; });
  return those;
}

}  // namespace lofte::custody::vault
