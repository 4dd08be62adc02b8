// How a session takes back, from a backup, what the data plane has lost: nothing but what a living
// lease opens.
#include <algorithm>

#include "base/personal.hpp"
#include "custody/vault/subject_session.hpp"

namespace lofte::custody::vault {

using promise::retention::Until;

bool SubjectSession::opens(RecordId const& record, Loaded const& loaded, std::uint8_t compartment,
                           CompartmentRow const& row) const {
  std::uint32_t const generation = loaded.stored.generations[compartment];
  auto const* const sealed = row.find(compartment, generation);
  if (sealed == nullptr) {
    return false;
  }
  // A record that was added again counts its generations anew: the key alone tells.
  auto plain = try_open_compartment(
      {.subject = subject_, .record = record, .compartment = compartment, .generation = generation},
      loaded.data_keys.at(compartment), *sealed);
  if (plain) {
    wipe(*plain);
  }
  return plain.has_value();
}

SubjectSession::BroughtBack SubjectSession::bring_back(RecordId const& record,
                                                       std::span<CompartmentRow const> rows) {
  Loaded& loaded = get(record);
  open_data_keys(record, loaded);
  StoredRecord const& stored = loaded.stored;
  auto const view = ground_.rules.view(standing_.facts, stored.facts.version);
  CompartmentSet const living =
      those_of(compartments_present(ground_.rules, stored.facts),
               [&](std::uint8_t i) { return loaded.data_keys.contains(i); });
  Leasing const leasing = leasing_of(ground_.rules, stored.facts, view, living, ground_.today);
  BroughtBack result;
  CompartmentRow& own = compartments_of(record, loaded);
  each_compartment(living, [&](std::uint8_t i) {
    if (leasing.until[i].kind == Until::Kind::gone || opens(record, loaded, i, own)) {
      return;
    }
    auto const found =
        std::ranges::find_if(rows, [&](auto const& row) { return opens(record, loaded, i, row); });
    if (found == rows.end()) {
      result.missing |= CompartmentSet{1} << i;
      return;
    }
    own.replace(*found->find(i, stored.generations[i]));
    result.back |= CompartmentSet{1} << i;
  });
  if (result.back != 0) {
    own.save(*transaction_, subject_, record);
  }
  result.leases_missing =
      static_cast<std::uint64_t>(std::ranges::count_if(stored.leases, [&](Lease const& lease) {
        return (lease.compartments & result.missing) != 0 && lease_key(stored, lease).has_value();
      }));
  return result;
}

}  // namespace lofte::custody::vault
