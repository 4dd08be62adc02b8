#include "custody/vault/subject_session.hpp"

#include <algorithm>
#include <ranges>

#include "base/failure.hpp"

namespace lofte::custody::vault {

using promise::policy::ClauseIndex;
using promise::policy::ClauseKind;
using promise::policy::FieldIndex;
using promise::policy::FieldSet;
using promise::policy::Policy;
using promise::policy::Version;
using promise::retention::RecordFacts;
using promise::retention::Term;
using promise::retention::Until;
using store::Plane;
using subjects::Opener;
using subjects::SubjectClock;

namespace {

template <typename Visit>
void each_compartment(CompartmentSet set, Visit&& visit) {
  for (std::uint8_t i = 0; set >> i != 0; ++i) {
    if ((set >> i & 1) != 0) {
      visit(i);
    }
    if (i == 63) {
      break;
    }
  }
}

bool outlives(Until const& lease, Until const& allowed) {
  if (lease.kind == Until::Kind::gone || allowed.kind == Until::Kind::open) {
    return false;
  }
  if (lease.kind == Until::Kind::open || allowed.kind == Until::Kind::gone) {
    return true;
  }
  return *lease.last > *allowed.last;
}

}  // namespace

SubjectSession::SubjectSession(SessionGround const& ground, store::Transaction& transaction,
                               SubjectId const& subject)
    : ground_(ground),
      transaction_(&transaction),
      subject_(subject),
      tree_(ground.ring, transaction, bucket_of(subject)),
      pages_(tree_, transaction) {
  if (tree_.head().policy_version > ground.rules.history().editions.size()) {
    throw Failure(FailureKind::unavailable,
                  {.code = "policy.moved_on",
                   .message = "a newer version of the policy is in force than this process knows",
                   .remedy = "try again; if it goes on, restart this process"});
  }
  // What has been destroyed can't be leased, whatever the clock says now.
  if (auto const destroyed = tree_.head().destroyed_through) {
    ground_.today = std::max(ground_.today, *destroyed + std::chrono::days{1});
  }
}

std::unique_ptr<SubjectSession> SubjectSession::load(SessionGround const& ground,
                                                     store::Transaction& transaction,
                                                     SubjectId const& subject) {
  auto const stored = subjects::StoredSubject::load(transaction, subject);
  if (!stored) {
    return nullptr;
  }
  std::unique_ptr<SubjectSession> session(new SubjectSession(ground, transaction, subject));
  session->person_slot_ = stored->person;
  auto const person = session->tree_.leaf(stored->person);
  require(person.has_value(), "a stored subject has a person key");
  session->person_ = *person;
  session->rows_ = subjects::row_key(*person);
  session->standing_ = subjects::open_standing(session->rows_, subject, stored->sealed);
  return session;
}

std::unique_ptr<SubjectSession> SubjectSession::create(SessionGround const& ground,
                                                       store::Transaction& transaction,
                                                       SubjectId const& subject,
                                                       std::vector<Uuid> references) {
  std::unique_ptr<SubjectSession> session(new SubjectSession(ground, transaction, subject));
  Day const today = session->ground_.today;
  session->person_ = crypto::Key::random(ground.ring.random());
  session->person_slot_ = session->tree_.plant(transaction, session->person_);
  session->rows_ = subjects::row_key(session->person_);
  session->standing_.created = today;
  session->standing_.record_ids = crypto::Key::random(ground.ring.random());
  session->standing_.references = std::move(references);
  session->standing_.page = session->pages_.insert({.subject = subject,
                                                    .record = std::nullopt,
                                                    .collected = today,
                                                    .facts = {},
                                                    .standing = {}});
  session->standing_changed_ = true;
  session->all_loaded_ = true;
  return session;
}

subjects::Standing& SubjectSession::standing_for_update() {
  standing_changed_ = true;
  return standing_;
}

Policy const& SubjectSession::policy_of(StoredRecord const& stored) const {
  return ground_.rules.history().of(stored.facts.version);
}

// --- Records

SubjectSession::Loaded* SubjectSession::find(RecordId const& record) {
  if (auto const loaded = records_.find(record); loaded != records_.end()) {
    return &loaded->second;
  }
  if (all_loaded_) {
    return nullptr;
  }
  Bytes const key = record_key(subject_, record);
  auto const row = transaction_->get(Plane::keys, key);
  if (!row) {
    return nullptr;
  }
  Loaded loaded{
      .stored = StoredRecord::decode(crypto::open(rows_, *row, key)),
      .compartments =
          CompartmentRow::load(*transaction_, subject_, record).value_or(CompartmentRow{}),
      .data_keys = {}};
  return &records_.emplace(record, std::move(loaded)).first->second;
}

SubjectSession::Loaded& SubjectSession::get(RecordId const& record) {
  Loaded* const loaded = find(record);
  require(loaded != nullptr, "the record is there");
  return *loaded;
}

bool SubjectSession::has_record(RecordId const& record) {
  return find(record) != nullptr;
}

StoredRecord const* SubjectSession::record(RecordId const& record) {
  Loaded* const loaded = find(record);
  return loaded == nullptr ? nullptr : &loaded->stored;
}

StoredRecord* SubjectSession::record_for_update(RecordId const& record) {
  Loaded* const loaded = find(record);
  if (loaded == nullptr) {
    return nullptr;
  }
  loaded->changed = true;
  return &loaded->stored;
}

void SubjectSession::load_all() {
  if (all_loaded_) {
    return;
  }
  std::vector<RecordId> ids;
  transaction_->scan(Plane::keys, record_prefix(subject_), {}, [&](BytesView key, BytesView) {
    ids.push_back(record_of_key(key));
    return true;
  });
  for (RecordId const& id : ids) {
    find(id);
  }
  all_loaded_ = true;
}

std::vector<RecordId> SubjectSession::record_ids() const {
  std::vector<RecordId> ids;
  for (auto const& [id, loaded] : records_) {
    ids.push_back(id);
  }
  return ids;
}

bool SubjectSession::is_empty() {
  load_all();
  return std::ranges::all_of(
      records_, [](auto const& entry) { return entry.second.stored.facts.fields == 0; });
}

void SubjectSession::draw_data_key(Loaded& loaded, std::uint8_t compartment) {
  auto& generations = loaded.stored.generations;
  generations.resize(std::max(generations.size(), std::size_t{compartment} + 1));
  ++generations[compartment];
  loaded.data_keys.insert_or_assign(compartment, crypto::Key::random(ground_.ring.random()));
}

void SubjectSession::seal_fields(RecordId const& record, Loaded& loaded, std::uint8_t compartment,
                                 std::map<FieldIndex, std::string> const& fields) {
  std::vector<std::pair<FieldIndex, std::string_view>> const views(fields.begin(), fields.end());
  Bytes plain = encode_fields(views);
  draw_data_key(loaded, compartment);
  loaded.compartments.replace(
      seal_compartment({.subject = subject_,
                        .record = record,
                        .compartment = compartment,
                        .generation = loaded.stored.generations[compartment]},
                       loaded.data_keys.at(compartment), plain));
  wipe(plain);
  loaded.changed = loaded.compartments_changed = true;
}

Bytes SubjectSession::open_fields(RecordId const& record, Loaded& loaded,
                                  std::uint8_t compartment) {
  auto const* const sealed = loaded.compartments.find(compartment);
  auto const key = loaded.data_keys.find(compartment);
  if (sealed == nullptr || key == loaded.data_keys.end()) {
    return {};
  }
  return open_compartment({.subject = subject_,
                           .record = record,
                           .compartment = compartment,
                           .generation = sealed->generation},
                          key->second, *sealed);
}

void SubjectSession::add(RecordId const& record, RecordFacts facts,
                         std::vector<PlainField> const& values) {
  for (PlainField const& value : values) {
    facts.fields |= FieldSet{1} << value.field;
  }
  Loaded& loaded = records_[record];
  loaded.stored.facts = facts;
  loaded.stored.collected = ground_.today;
  auto const& layout = ground_.rules.compartments(facts);
  for (std::size_t i = 0; i < layout.size(); ++i) {
    std::map<FieldIndex, std::string> fields;
    for (PlainField const& value : values) {
      if ((layout[i].fields >> value.field & 1) != 0) {
        fields.emplace(value.field, value.value);
      }
    }
    if (!fields.empty()) {
      seal_fields(record, loaded, static_cast<std::uint8_t>(i), fields);
      for (auto& [field, value] : fields) {
        wipe(value);
      }
    }
  }
  loaded.stored.page = pages_.insert({.subject = subject_,
                                      .record = record,
                                      .collected = ground_.today,
                                      .facts = facts,
                                      .standing = {}});
  note_latest(facts);
  settle(record);
}

void SubjectSession::replace(
    RecordId const& record,
    std::vector<std::pair<FieldIndex, std::optional<std::string_view>>> const& values) {
  Loaded& loaded = get(record);
  open_data_keys(record, loaded);
  auto const& layout = ground_.rules.compartments(loaded.stored.facts);
  for (std::size_t i = 0; i < layout.size(); ++i) {
    std::uint8_t const compartment = static_cast<std::uint8_t>(i);
    std::map<FieldIndex, std::string> fields;
    Bytes plain = open_fields(record, loaded, compartment);
    decode_fields(plain,
                  [&](FieldIndex field, std::string_view value) { fields.emplace(field, value); });
    wipe(plain);
    bool touched = false;
    for (auto const& [field, value] : values) {
      if ((layout[i].fields >> field & 1) == 0) {
        continue;
      }
      touched = true;
      if (value) {
        fields.insert_or_assign(field, std::string(*value));
        loaded.stored.facts.fields |= FieldSet{1} << field;
      } else {
        fields.erase(field);
        loaded.stored.facts.fields &= ~(FieldSet{1} << field);
      }
    }
    if (touched && fields.empty()) {
      loaded.compartments.remove(compartment);
      loaded.compartments_changed = loaded.changed = true;
    } else if (touched) {
      seal_fields(record, loaded, compartment, fields);
      for (Lease& lease : loaded.stored.leases) {
        if ((lease.compartments >> compartment & 1) != 0) {
          lease.sealed.clear();
        }
      }
    }
    rekey_ = rekey_ || touched;
    for (auto& [field, value] : fields) {
      wipe(value);
    }
  }
  settle(record);
}

void SubjectSession::append_event(RecordId const& record, promise::policy::EventIndex event,
                                  Day day) {
  Loaded& loaded = get(record);
  settle(record);  // what has lapsed before the event stays lapsed
  loaded.stored.facts.events[event] = day;
  loaded.changed = true;
  note_latest(loaded.stored.facts);
  settle(record);
}

void SubjectSession::visit_fields(RecordId const& record,
                                  std::function<void(FieldIndex, std::string_view)> const& visit) {
  Loaded& loaded = get(record);
  open_data_keys(record, loaded);
  for (auto const& sealed : loaded.compartments.compartments) {
    Bytes plain = open_fields(record, loaded, sealed.compartment);
    decode_fields(plain, visit);
    wipe(plain);
  }
}

// --- Openers and clocks

std::optional<crypto::Key> SubjectSession::opener_key(Opener const& opener) {
  return opener.term ? ground_.terms.find(subjects::encode(*opener.term))
                     : tree_.leaf(opener.leaf.value());
}

Opener SubjectSession::make_opener(std::optional<Term> const& term) {
  if (term) {
    ground_.terms.ensure(subjects::encode(*term));
    return {.term = term, .leaf = std::nullopt};
  }
  return {.term = std::nullopt,
          .leaf = tree_.plant(*transaction_, crypto::Key::random(ground_.ring.random()))};
}

void SubjectSession::drop_opener(Opener const& opener) {
  if (opener.leaf) {
    tree_.doom(*transaction_, *opener.leaf);
  }
}

SubjectClock* SubjectSession::find_clock(Version version, ClauseIndex clause) {
  auto const found = std::ranges::find_if(standing_.clocks, [&](auto const& clock) {
    return clock.version == version && clock.clause == clause;
  });
  return found == standing_.clocks.end() ? nullptr : &*found;
}

std::optional<crypto::Key> SubjectSession::clock_key(Version version, ClauseIndex clause) {
  if (auto const opened = clock_keys_.find({version, clause}); opened != clock_keys_.end()) {
    return opened->second;
  }
  SubjectClock const* const clock = find_clock(version, clause);
  if (clock == nullptr) {
    return std::nullopt;
  }
  auto const opener = opener_key(clock->opener);
  if (!opener) {
    return std::nullopt;
  }
  crypto::Key const key = crypto::unwrap(crypto::combine(person_, *opener), clock->key,
                                         subjects::clock_place(subject_, *clock));
  clock_keys_.emplace(std::pair{version, clause}, key);
  return key;
}

void SubjectSession::wind_clock(Version version, ClauseIndex clause,
                                std::optional<Term> const& term) {
  SubjectClock* clock = find_clock(version, clause);
  if (clock != nullptr && (term ? clock->opener.term == term : clock->opener.leaf.has_value())) {
    return;
  }
  auto const key = clock_key(version, clause);
  if (clock == nullptr) {
    clock = &standing_.clocks.emplace_back();
    clock->version = version;
    clock->clause = clause;
  } else {
    drop_opener(clock->opener);
  }
  clock->opener = make_opener(term);
  crypto::Key const kept = key.value_or(crypto::Key::random(ground_.ring.random()));
  clock_keys_.insert_or_assign({version, clause}, kept);
  clock->key = crypto::wrap(crypto::combine(person_, opener_key(clock->opener).value()), kept,
                            subjects::clock_place(subject_, *clock), ground_.ring.random());
  standing_changed_ = true;
}

bool SubjectSession::has_lapsed_clock() const {
  return std::ranges::any_of(standing_.clocks, [&](SubjectClock const& clock) {
    auto const last = clock.opener.term ? ground_.rules.horizon(*clock.opener.term) : std::nullopt;
    return last && *last < ground_.today;
  });
}

bool SubjectSession::move_clocks() {
  bool superseded = false;
  for (std::size_t i = 0; i < standing_.clocks.size(); ++i) {
    Version const version = standing_.clocks[i].version;
    ClauseIndex const clause = standing_.clocks[i].clause;
    auto const view = ground_.rules.view(standing_.facts, version);
    if (auto const latest = view.latest[ground_.rules.latest_slot(version, clause)]) {
      Term term = standing_.clocks[i].opener.term.value_or(Term{});
      term.version = version;
      term.clause = clause;
      term.anchor = latest;
      wind_clock(version, clause, term);
      superseded = superseded || ground_.rules.superseded(term);
    }
  }
  return superseded;
}

void SubjectSession::drop_unused_clocks() {
  if (!all_loaded_) {
    return;
  }
  std::erase_if(standing_.clocks, [&](SubjectClock const& clock) {
    for (auto const& [id, loaded] : records_) {
      for (Lease const& lease : loaded.stored.leases) {
        if (lease.by_clock && lease.clause == clock.clause &&
            loaded.stored.facts.version == clock.version) {
          return false;
        }
      }
    }
    drop_opener(clock.opener);
    clock_keys_.erase({clock.version, clock.clause});
    standing_changed_ = true;
    return true;
  });
}

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
    if (!moved && has_lapsed_clock()) {
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
  bool const superseded = move_clocks();
  if (started || capped || superseded) {
    settle_all();
  }
}

// --- Leases

std::optional<crypto::Key> SubjectSession::lease_key(StoredRecord const& stored,
                                                     Lease const& lease) {
  auto const opener =
      lease.by_clock ? clock_key(stored.facts.version, lease.clause) : opener_key(lease.opener);
  return opener ? std::optional(crypto::combine(person_, *opener)) : std::nullopt;
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
  Opener const* opener = &lease.opener;
  if (lease.by_clock) {
    auto const clock = std::ranges::find_if(standing_.clocks, [&](auto const& known) {
      return known.version == stored.facts.version && known.clause == lease.clause;
    });
    if (clock == standing_.clocks.end()) {
      return {};
    }
    if (clock->opener.leaf) {
      return {.kind = Until::Kind::open, .last = std::nullopt};
    }
    opener = &clock->opener;
  }
  if (opener->leaf) {
    return {};  // its leaf is doomed with it
  }
  auto const last = ground_.rules.horizon(*opener->term);
  if (!last || *last < ground_.today) {
    return {};
  }
  return {.kind = Until::Kind::dated, .last = last};
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
    drop_opener(lease.opener);
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
      drop_opener(lease.opener);
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
      wind_clock(stored.facts.version, wanted.clause, wanted.term);
    }
    if (!met[i]) {
      Lease lease{.kind = wanted.kind,
                  .clause = wanted.clause,
                  .by_clock = wanted.by_clock,
                  .opener = {},
                  .compartments = wanted.compartments,
                  .sealed = {}};
      if (!wanted.by_clock) {
        lease.opener = make_opener(wanted.term);
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

// --- Saving

void SubjectSession::reseal_everything() {
  load_all();
  for (auto& [id, loaded] : records_) {
    open_data_keys(id, loaded);
    std::erase_if(loaded.stored.leases, [&](Lease const& lease) {
      return !lease.sealed.empty() && !lease_key(loaded.stored, lease);
    });
  }
  for (SubjectClock const& clock : standing_.clocks) {
    clock_key(clock.version, clock.clause);
  }
  tree_.doom(*transaction_, person_slot_);
  person_ = crypto::Key::random(ground_.ring.random());
  person_slot_ = tree_.plant(*transaction_, person_);
  rows_ = subjects::row_key(person_);
  std::erase_if(standing_.clocks, [&](SubjectClock& clock) {
    auto const key = clock_keys_.find({clock.version, clock.clause});
    if (key == clock_keys_.end()) {
      return true;  // its term has been destroyed
    }
    clock.key =
        crypto::wrap(crypto::combine(person_, opener_key(clock.opener).value()), key->second,
                     subjects::clock_place(subject_, clock), ground_.ring.random());
    return false;
  });
  for (auto& [id, loaded] : records_) {
    for (Lease& lease : loaded.stored.leases) {
      lease.sealed.clear();
    }
    loaded.changed = true;
  }
  standing_changed_ = true;
}

void SubjectSession::save_record(RecordId const& record, Loaded& loaded) {
  StoredRecord& stored = loaded.stored;
  if (loaded.compartments_changed) {
    loaded.compartments.save(*transaction_, subject_, record);
  }
  if (stored.facts.fields == 0) {
    for (Lease const& lease : stored.leases) {
      if (!lease.by_clock) {
        drop_opener(lease.opener);
      }
    }
    transaction_->erase(Plane::keys, record_key(subject_, record));
    pages_.remove(stored.page, subject_, record);
    if (std::erase_if(standing_.holds, [&](auto const& hold) { return hold.record == record; }) >
        0) {
      standing_changed_ = true;
    }
    return;
  }
  for (Lease& lease : stored.leases) {
    if (lease.sealed.empty()) {
      seal_lease(record, loaded, lease);
    }
  }
  Bytes const key = record_key(subject_, record);
  Bytes plain = stored.encode();
  transaction_->put(Plane::keys, key, crypto::seal(rows_, plain, key, ground_.ring.random()));
  wipe(plain);
  pages_.update(stored.page, {.subject = subject_,
                              .record = record,
                              .collected = stored.collected,
                              .facts = stored.facts,
                              .standing = {}});
}

void SubjectSession::save() {
  if (rekey_) {
    reseal_everything();
  }
  drop_unused_clocks();
  for (auto& [id, loaded] : records_) {
    if (loaded.changed) {
      save_record(id, loaded);
    }
  }
  if (standing_changed_) {
    subjects::StoredSubject{
        .person = person_slot_,
        .sealed = subjects::seal_standing(rows_, subject_, standing_, ground_.ring.random())}
        .save(*transaction_, subject_);
    pages_.update(standing_.page, {.subject = subject_,
                                   .record = std::nullopt,
                                   .collected = standing_.created,
                                   .facts = {},
                                   .standing = standing_.facts});
  }
  pages_.save();
  tree_.save(*transaction_);
}

void SubjectSession::erase_subject() {
  for (SubjectClock const& clock : standing_.clocks) {
    drop_opener(clock.opener);
  }
  for (auto& [id, loaded] : records_) {
    require(loaded.stored.facts.fields == 0, "a subject that is erased has no record left");
    if (loaded.changed) {
      save_record(id, loaded);
    }
  }
  tree_.doom(*transaction_, person_slot_);
  pages_.remove(standing_.page, subject_, std::nullopt);
  subjects::StoredSubject::erase(*transaction_, subject_);
  pages_.save();
  tree_.save(*transaction_);
}

}  // namespace lofte::custody::vault
