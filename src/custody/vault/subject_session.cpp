#include "custody/vault/subject_session.hpp"

#include <algorithm>
#include <ranges>

#include "base/failure.hpp"
#include "base/planted.hpp"

namespace lofte::custody::vault {

using promise::policy::Policy;
using store::Plane;

SubjectSession::SubjectSession(SessionGround const& ground, Place const& place,
                               SubjectId const& subject)
    : ground_(ground),
      transaction_(&place.transaction),
      subject_(subject),
      tree_(&place.tree),
      openers_(ground_, {.subject = subject,
                         .transaction = place.transaction,
                         .tree = place.tree,
                         .standing = standing_}) {
  if (tree_->head().policy_version > ground.rules.history().editions.size()) {
    throw Failure(FailureKind::unavailable,
                  {.code = "policy.moved_on",
                   .message = "a newer version of the policy is in force than this process knows",
                   .remedy = "try again; if it goes on, restart this process"});
  }
  // What has been destroyed can't be leased, whatever the clock says now.
  if (auto const destroyed = tree_->head().destroyed_through) {
    ground_.today = std::max(ground_.today, *destroyed + std::chrono::days{1});
  }
}

std::unique_ptr<SubjectSession> SubjectSession::load(SessionGround const& ground,
                                                     Place const& place, SubjectId const& subject) {
  auto const stored = subjects::StoredSubject::load(place.transaction, subject);
  if (!stored) {
    return nullptr;
  }
  std::unique_ptr<SubjectSession> session(new SubjectSession(ground, place, subject));
  session->person_ = stored->person;
  crypto::Key const person = session->tree_->leaf(stored->person);
  session->openers_.set_person(person);
  session->rows_ = subjects::row_key(person);
  session->standing_ = subjects::open_standing(session->rows_, subject, stored->sealed);
  return session;
}

std::unique_ptr<SubjectSession> SubjectSession::create(SessionGround const& ground,
                                                       Place const& place, SubjectId const& subject,
                                                       std::vector<Uuid> references) {
  std::unique_ptr<SubjectSession> session(new SubjectSession(ground, place, subject));
  crypto::Key const person = crypto::Key::random(ground.ring.random());
  session->person_ =
      session->tree_->plant_in_row(place.transaction, person, subjects::subject_key(subject));
  session->rows_ = subjects::row_key(person);
  session->openers_.set_person(person);
  session->standing_.created = session->ground_.today;
  session->standing_.record_ids = crypto::Key::random(ground.ring.random());
  session->standing_.references = std::move(references);
  session->standing_changed_ = true;
  session->all_loaded_ = true;
  return session;
}

void SubjectSession::commit_tried() const {
  for (auto const& act : afterwards_) {
    act();
  }
}

subjects::Standing& SubjectSession::standing_for_update() {
  standing_changed_ = true;
  return standing_;
}

Policy const& SubjectSession::policy_of(StoredRecord const& stored) const {
  return ground_.rules.history().of(stored.facts.version);
}

SubjectSession::Loaded* SubjectSession::find(RecordId const& record) {
  if (auto const loaded = records_.find(record); loaded != records_.end()) {
    return &loaded->second;
  }
  if (all_loaded_) {
    return nullptr;
  }
  auto stored = load_record(*transaction_, subject_, standing_, rows_, record);
  if (!stored) {
    return nullptr;
  }
  Loaded loaded{.stored = std::move(*stored), .compartments = std::nullopt, .data_keys = {}};
  return &records_.emplace(record, std::move(loaded)).first->second;
}

SubjectSession::Loaded& SubjectSession::get(RecordId const& record) {
  Loaded* const loaded = find(record);
  require(loaded != nullptr, "the record is there");
  return *loaded;
}

CompartmentRow& SubjectSession::compartments_of(RecordId const& record, Loaded& loaded) {
  if (!loaded.compartments) {
    loaded.compartments =
        CompartmentRow::load(*transaction_, subject_, record).value_or(CompartmentRow{});
  }
  return *loaded.compartments;
}

bool SubjectSession::holds(RecordId const& record) {
  Loaded* const loaded = find(record);
  if (loaded == nullptr) {
    return false;
  }
  settle(record);
  if (loaded->stored.facts.fields != 0) {
    return true;
  }
  save_record(record, *loaded);
  records_.erase(record);
  return false;
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
  for (auto const& outline : outlines()) {
    find(outline.id);
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

bool SubjectSession::is_empty() const {
  auto const ended = std::ranges::count_if(
      records_, [](auto const& entry) { return entry.second.stored.facts.fields == 0; });
  return standing_.records.size() + standing_.unlisted == static_cast<std::size_t>(ended);
}

std::vector<subjects::RecordOutline> SubjectSession::outlines() {
  std::vector<subjects::RecordOutline> outlines;
  each_outline(*transaction_, subject_, standing_, rows_,
               [&](subjects::RecordOutline const& outline) { outlines.push_back(outline); });
  return outlines;
}

void SubjectSession::let_lapse(RecordId const& record, CompartmentSet gone) {
  require(!records_.contains(record), "a record lapses without having been opened");
  auto const outline = std::ranges::find(standing_.records, record, &subjects::RecordOutline::id);
  require(outline != standing_.records.end(), "a record that lapses unopened is listed");
  auto const& layout = ground_.rules.compartments(outline->facts);
  each_compartment(gone, [&](std::uint8_t i) { outline->facts.fields &= ~layout[i].fields; });
  standing_changed_ = true;
  if (outline->facts.fields == 0) {
    CompartmentRow{}.save(*transaction_, subject_, record);
    remove_record(record);
    return;
  }
  if (auto row = CompartmentRow::load(*transaction_, subject_, record)) {
    each_compartment(gone, [&](std::uint8_t i) { row->remove(i); });
    row->save(*transaction_, subject_, record);
  }
}

void SubjectSession::drop_unused_clocks() {
  if (!all_loaded_) {
    return;
  }
  openers_.drop_clocks_unless([&](auto const& clock) {
    return std::ranges::any_of(records_, [&](auto const& entry) {
      StoredRecord const& stored = entry.second.stored;
      return stored.facts.version == clock.version &&
             std::ranges::any_of(stored.leases, [&](Lease const& lease) {
               return lease.by_clock && lease.clause == clock.clause;
             });
    });
  });
}

void SubjectSession::reseal_everything() {
  load_all();
  for (auto& [id, loaded] : records_) {
    open_data_keys(id, loaded);
    std::erase_if(loaded.stored.leases, [&](Lease const& lease) {
      return !lease.sealed.empty() && !lease_key(loaded.stored, lease);
    });
  }
  tree_->doom(*transaction_, person_.slot);
  crypto::Key const person = crypto::Key::random(ground_.ring.random());
  person_ = tree_->plant_in_row(*transaction_, person, subjects::subject_key(subject_));
  rows_ = subjects::row_key(person);
  openers_.change_person(person);
  for (auto& [id, loaded] : records_) {
    for (Lease& lease : loaded.stored.leases) {
      lease.sealed.clear();
    }
    loaded.changed = true;
  }
  standing_changed_ = true;
}

void SubjectSession::list(RecordId const& record, StoredRecord const& stored) {
  if (!stored.listed) {
    return;
  }
  auto& records = standing_.records;
  auto known = std::ranges::find(records, record, &subjects::RecordOutline::id);
  if (known == records.end()) {
    known = records.insert(records.end(), {.id = record, .collected = {}, .facts = {}});
  }
  known->collected = stored.collected;
  known->facts = stored.facts;
  standing_changed_ = true;
}

void SubjectSession::remove_record(RecordId const& record) {
  transaction_->erase(Plane::keys, record_key(subject_, record));
  if (std::erase_if(standing_.records, [&](auto const& listed) { return listed.id == record; }) ==
      0) {
    --standing_.unlisted;
  }
  std::erase_if(standing_.holds, [&](auto const& hold) { return hold.record == record; });
  standing_changed_ = true;
}

void SubjectSession::save_record(RecordId const& record, Loaded& loaded) {
  StoredRecord& stored = loaded.stored;
  if (loaded.compartments_changed) {
    loaded.compartments->save(*transaction_, subject_, record);
  }
  if (stored.facts.fields == 0) {
    for (Lease const& lease : stored.leases) {
      if (!lease.by_clock) {
        openers_.drop(lease.opener);
      }
    }
    remove_record(record);
    return;
  }
  for (Lease& lease : stored.leases) {
    if (lease.sealed.empty()) {
      seal_lease(record, loaded, lease);
    }
  }
  Bytes const key = record_key(subject_, record);
  transaction_->put(Plane::keys, key, seal_record(rows_, key, stored, ground_.ring.random()));
  list(record, stored);
}

ledger::Statement SubjectSession::statement(std::string_view act) const {
  ledger::Statement statement(act, ground_.ledger.now());
  statement.say("subject", subject_.value);
  return statement;
}

ledger::Noted SubjectSession::note(ledger::Statement const& statement) {
  crypto::Key const key = subjects::ledger_key(standing_);
  return ground_.ledger.note(*transaction_, {.subject = subject_, .key = key}, statement);
}

ledger::ReceiptLink SubjectSession::promise_receipt(ledger::Statement const& statement) {
  return ground_.ledger.receipts().promise(*transaction_, note(statement));
}

ledger::ReceiptLink SubjectSession::promise_erasure_receipt() {
  // What is doomed in this act is gone for good with the tick to a later generation than the one
  // that the bucket hangs under.
  std::uint64_t const generation = tree_->head().generation;
  auto const noted = note(statement("erased").say("generation", generation));
  return ground_.ledger.receipts().promise(*transaction_, noted, generation);
}

void SubjectSession::save() {
  if (rekey_ && !planted(Bug::person_key_kept)) {
    reseal_everything();
  }
  drop_unused_clocks();
  standing_changed_ = standing_changed_ || openers_.has_changed();
  for (auto& [id, loaded] : records_) {
    if (loaded.changed) {
      save_record(id, loaded);
    }
  }
  std::erase_if(records_, [](auto const& entry) { return entry.second.stored.facts.fields == 0; });
  if (standing_changed_) {
    subjects::StoredSubject{
        .person = person_,
        .sealed = subjects::seal_standing(rows_, subject_, standing_, ground_.ring.random())}
        .save(*transaction_, subject_);
  }
  tree_->save(*transaction_);
}

void SubjectSession::erase_subject() {
  openers_.drop_clocks_unless([](auto const&) { return false; });
  for (auto& [id, loaded] : records_) {
    require(loaded.stored.facts.fields == 0, "a subject that is erased has no record left");
    if (loaded.changed) {
      save_record(id, loaded);
    }
  }
  tree_->doom(*transaction_, person_.slot);
  subjects::StoredSubject::erase(*transaction_, subject_);
  ledger::Ledger::forget(*transaction_, subject_);
  tree_->save(*transaction_);
}

}  // namespace lofte::custody::vault
