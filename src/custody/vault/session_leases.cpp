// How a session makes a record's leases follow its facts.
#include <algorithm>
#include <functional>

#include "base/failure.hpp"
#include "custody/vault/subject_session.hpp"

namespace lofte::custody::vault {

using promise::policy::ClauseKind;
using promise::policy::FieldIndex;
using promise::policy::FieldSet;
using promise::policy::Policy;
using promise::policy::Version;
using promise::retention::RecordFacts;
using promise::retention::Until;

void SubjectSession::note_latest(RecordFacts const& facts) {
  Policy const& policy = ground_.rules.history().of(facts.version);
  auto const& shape = policy.shapes[facts.shape];
  auto const shape_hash = promise::retention::name_hash(shape.name);
  bool moved = false;
  bool started = false;
  for (std::size_t event = 0; event < shape.events.size(); ++event) {
    if (!facts.events[event]) {
      continue;
    }
    auto const event_hash = promise::retention::name_hash(shape.events[event].name);
    auto& latest = standing_.facts.latest;
    auto const known = std::ranges::find_if(latest, [&](auto const& entry) {
      return entry.shape == shape_hash && entry.event == event_hash;
    });
    if (known != latest.end() && known->day >= *facts.events[event]) {
      continue;
    }
    if (!moved && openers_.has_lapsed_clock()) {
      settle_all();  // what has lapsed before the clock moves stays lapsed
    }
    moved = true;
    started = started || known == latest.end();
    if (known == latest.end()) {
      latest.push_back({.shape = shape_hash, .event = event_hash, .day = *facts.events[event]});
    } else {
      known->day = *facts.events[event];
    }
  }
  if (!moved) {
    return;
  }
  standing_changed_ = true;
  bool const capped = std::ranges::any_of(policy.clauses, [&](auto const& clause) {
    return clause.kind == ClauseKind::after_latest && policy.holdings[clause.holding].cap;
  });
  bool const superseded = openers_.wind_clocks_to_latest();
  if (started || capped || superseded) {
    settle_all();
  }
}

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

void SubjectSession::drop_lease(Loaded& loaded, Lease const& lease, Leasing const& leasing) {
  Until const lives_until = until_of(loaded.stored, lease);
  each_compartment(lease.compartments, [&](std::uint8_t i) {
    // The stored bytes of a dropped lease must not open anything for longer than it may be held;
    // and a clock that still runs may yet move.
    rekey_ = rekey_ || outlives(lives_until, leasing.until[i]) ||
             (lease.by_clock && lives_until.kind != Until::Kind::gone);
  });
  if (!lease.by_clock) {
    openers_.drop(lease.opener);
  }
}

void SubjectSession::drop_compartments(Loaded& loaded, CompartmentSet gone) {
  auto const& layout = ground_.rules.compartments(loaded.stored.facts);
  each_compartment(gone, [&](std::uint8_t i) {
    loaded.stored.facts.fields &= ~layout[i].fields;
    loaded.compartments.remove(i);
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
  loaded.compartments.compartments.clear();
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

void SubjectSession::settle(RecordId const& record) {
  Loaded& loaded = get(record);
  StoredRecord& stored = loaded.stored;
  Version const layout = ground_.rules.layout(stored.facts.version, stored.facts.shape);
  if (layout > stored.facts.layout) {
    move_layout(record, loaded, layout);
  }
  CompartmentSet present = compartments_present(ground_.rules, stored.facts);
  CompartmentSet gone = 0;
  each_compartment(present, [&](std::uint8_t i) {
    if (loaded.compartments.find(i) == nullptr) {
      gone |= CompartmentSet{1} << i;  // reclaimed already
    }
  });
  auto const view = ground_.rules.view(standing_.facts, stored.facts.version);
  Leasing const leasing =
      leasing_of(ground_.rules, stored.facts, view, present & ~gone, ground_.today);
  each_compartment(present, [&](std::uint8_t i) {
    if (leasing.until[i].kind == Until::Kind::gone) {
      gone |= CompartmentSet{1} << i;
    }
  });

  std::vector<bool> met(leasing.leases.size(), false);
  auto const is_wanted = [&](Lease const& lease) {
    for (std::size_t i = 0; i < met.size(); ++i) {
      if (!met[i] && matches(lease, leasing.leases[i])) {
        return bool(met[i] = true);
      }
    }
    return false;
  };
  auto const unwanted = std::ranges::partition(stored.leases, is_wanted).begin();
  if (!std::ranges::all_of(met, std::identity{})) {
    open_data_keys(record, loaded);  // while the leases that are about to go can still be opened
  }
  for (auto lease = unwanted; lease != stored.leases.end(); ++lease) {
    drop_lease(loaded, *lease, leasing);
    loaded.changed = true;
  }
  stored.leases.erase(unwanted, stored.leases.end());
  for (std::size_t i = 0; i < leasing.leases.size(); ++i) {
    WantedLease const& wanted = leasing.leases[i];
    if (wanted.by_clock) {
      openers_.wind_clock(stored.facts.version, wanted.clause, wanted.term);
    }
    if (!met[i]) {
      Lease lease{.kind = wanted.kind,
                  .clause = wanted.clause,
                  .by_clock = wanted.by_clock,
                  .opener = {},
                  .compartments = wanted.compartments,
                  .sealed = {}};
      if (!wanted.by_clock) {
        lease.opener = openers_.make(wanted.term);
      }
      stored.leases.push_back(std::move(lease));
      loaded.changed = true;
    }
  }
  drop_compartments(loaded, gone);
}

void SubjectSession::settle_all() {
  load_all();
  for (auto& [id, loaded] : records_) {
    settle(id);
  }
}

}  // namespace lofte::custody::vault
