// How a session makes a record's leases follow its facts.
#include <algorithm>

#include "base/failure.hpp"
#include "base/planted.hpp"
#include "custody/vault/subject_session.hpp"

namespace lofte::custody::vault {

using promise::policy::FieldIndex;
using promise::policy::FieldSet;
using promise::policy::Version;
using promise::retention::RecordFacts;
using promise::retention::Until;

std::optional<crypto::Key> SubjectSession::lease_key(StoredRecord const& stored,
                                                     Lease const& lease) {
  return lease.by_clock ? openers_.lease_key_of_clock(stored.facts.version, lease.clause)
                        : openers_.lease_key(lease.opener);
}

void SubjectSession::open_data_keys(RecordId const& record, Loaded& loaded) {
  for (Lease const& lease : loaded.stored.leases) {
    bool needed = false;
    each_compartment(lease.compartments,
                     [&](std::uint8_t i) { needed = needed || !loaded.data_keys.contains(i); });
    if (!needed || lease.sealed.empty()) {
      continue;
    }
    auto const key = lease_key(loaded.stored, lease);
    if (!key) {
      continue;  // its term has been destroyed
    }
    Bytes plain = crypto::open(*key, lease.sealed, lease_place(subject_, record, lease));
    Reader reader(plain);
    each_compartment(lease.compartments, [&](std::uint8_t i) {
      loaded.data_keys.try_emplace(i, crypto::Key::from_bytes(reader.raw(crypto::key_bytes)));
    });
    wipe(plain);
  }
}

void SubjectSession::seal_lease(RecordId const& record, Loaded& loaded, Lease& lease) {
  auto const key = lease_key(loaded.stored, lease);
  require(key.has_value(), "a lease that is sealed has a living opener");
  Writer writer;
  each_compartment(lease.compartments,
                   [&](std::uint8_t i) { writer.raw(loaded.data_keys.at(i).view()); });
  Bytes plain = writer.take();
  lease.sealed =
      crypto::seal(*key, plain, lease_place(subject_, record, lease), ground_.ring.random());
  wipe(plain);
}

Until SubjectSession::until_of(StoredRecord const& stored, Lease const& lease) const {
  return lease.by_clock ? openers_.until_of_clock(stored.facts.version, lease.clause)
                        : openers_.until(lease.opener);
}

bool SubjectSession::matches(Lease const& lease, WantedLease const& wanted) {
  if (lease.kind != wanted.kind || lease.clause != wanted.clause ||
      lease.by_clock != wanted.by_clock || lease.compartments != wanted.compartments) {
    return false;
  }
  return lease.by_clock ||
         (wanted.term ? lease.opener.term == wanted.term : lease.opener.leaf.has_value());
}

bool SubjectSession::has_lease(StoredRecord const& stored, WantedLease const& wanted) {
  return std::ranges::any_of(stored.leases,
                             [&](Lease const& lease) { return matches(lease, wanted); });
}

void SubjectSession::drop_lease(Loaded const& loaded, Lease const& lease) {
  // Its stored bytes go on opening what it opened for as long as its opener lives. That something
  // else holds this for longer today says nothing: it may end tomorrow, as an `until` does, or a
  // hold, or a restriction.
  rekey_ = rekey_ || until_of(loaded.stored, lease).kind != Until::Kind::gone ||
           lease.kind != LeaseKind::clause;
  bool const stays = planted(Bug::leaf_of_ended_hold_kept) && lease.kind == LeaseKind::hold;
  if (!lease.by_clock && !stays) {
    openers_.drop(lease.opener);
  }
}

void SubjectSession::drop_compartments(RecordId const& record, Loaded& loaded,
                                       CompartmentSet gone) {
  auto const& layout = ground_.rules.compartments(loaded.stored.facts);
  each_compartment(gone, [&](std::uint8_t i) {
    loaded.stored.facts.fields &= ~layout[i].fields;
    compartments_of(record, loaded).remove(i);
    loaded.data_keys.erase(i);
    loaded.changed = loaded.compartments_changed = true;
  });
}

void SubjectSession::move_layout(RecordId const& record, Loaded& loaded, Version layout) {
  std::map<FieldIndex, std::string> values;
  visit_fields(record,
               [&](FieldIndex field, std::string_view value) { values.emplace(field, value); });
  for (Lease const& lease : loaded.stored.leases) {
    if (!lease.by_clock) {
      openers_.drop(lease.opener);
    }
  }
  loaded.stored.leases.clear();
  compartments_of(record, loaded).compartments.clear();
  loaded.data_keys.clear();
  RecordFacts& facts = loaded.stored.facts;
  facts.layout = layout;
  facts.fields = 0;
  auto const& compartments = ground_.rules.compartments(facts);
  for (std::size_t i = 0; i < compartments.size(); ++i) {
    std::map<FieldIndex, std::string> fields;
    for (auto const& [field, value] : values) {
      if ((compartments[i].fields >> field & 1) != 0) {
        fields.emplace(field, value);
        facts.fields |= FieldSet{1} << field;
      }
    }
    if (!fields.empty()) {
      seal_fields(record, loaded, static_cast<std::uint8_t>(i), fields);
    }
  }
  loaded.changed = loaded.compartments_changed = true;
  rekey_ = true;  // the leases of the old layout open more than their purposes may have
}

void SubjectSession::drop_unwanted_leases(Loaded& loaded, Leasing const& leasing) {
  auto const is_wanted = [&](Lease const& lease) {
    return std::ranges::any_of(leasing.leases,
                               [&](auto const& wanted) { return matches(lease, wanted); });
  };
  auto& leases = loaded.stored.leases;
  auto const unwanted = std::ranges::partition(leases, is_wanted).begin();
  for (auto lease = unwanted; lease != leases.end(); ++lease) {
    drop_lease(loaded, *lease);
    loaded.changed = true;
  }
  leases.erase(unwanted, leases.end());
}

void SubjectSession::make_wanted_leases(Loaded& loaded, Leasing const& leasing) {
  for (WantedLease const& wanted : leasing.leases) {
    if (wanted.by_clock) {
      openers_.wind_clock(loaded.stored.facts.version, wanted.clause, wanted.term);
    }
    if (has_lease(loaded.stored, wanted)) {
      continue;
    }
    loaded.stored.leases.push_back(
        {.kind = wanted.kind,
         .clause = wanted.clause,
         .by_clock = wanted.by_clock,
         .opener = wanted.by_clock ? subjects::Opener{} : openers_.make(wanted.term),
         .compartments = wanted.compartments,
         .sealed = {}});
    loaded.changed = true;
  }
}

void SubjectSession::settle(RecordId const& record) {
  Loaded& loaded = get(record);
  StoredRecord& stored = loaded.stored;
  Version const layout = ground_.rules.layout(stored.facts.version, stored.facts.shape);
  if (layout > stored.facts.layout && !planted(Bug::layout_not_moved)) {
    move_layout(record, loaded, layout);
  }
  auto const view = ground_.rules.view(standing_.facts, stored.facts.version);
  CompartmentSet const present = compartments_present(ground_.rules, stored.facts);
  Leasing leasing = leasing_of(ground_.rules, stored.facts, view, present, ground_.today);
  if (!std::ranges::all_of(leasing.leases,
                           [&](auto const& wanted) { return has_lease(stored, wanted); })) {
    open_data_keys(record, loaded);  // while the leases that are about to go can still be opened
    CompartmentSet const living = those_of(present, [&](std::uint8_t i) {
      return loaded.data_keys.contains(i);  // the keys of the others are destroyed already
    });
    leasing = leasing_of(ground_.rules, stored.facts, view, living, ground_.today);
  }
  drop_unwanted_leases(loaded, leasing);
  make_wanted_leases(loaded, leasing);
  drop_compartments(record, loaded, those_of(present, [&](std::uint8_t i) {
                      return leasing.until[i].kind == Until::Kind::gone;
                    }));
}

void SubjectSession::settle_all() {
  load_all();
  for (auto& [id, loaded] : records_) {
    settle(id);
  }
}

}  // namespace lofte::custody::vault
