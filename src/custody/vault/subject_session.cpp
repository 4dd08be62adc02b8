#include "custody/vault/subject_session.hpp"

#include <algorithm>
#include <ranges>

#include "base/failure.hpp"

namespace lofte::custody::vault {

using promise::policy::Policy;
using store::Plane;

SubjectSession::SubjectSession(SessionGround const& ground, store::Transaction& transaction,
                               SubjectId const& subject)
    : ground_(ground),
      transaction_(&transaction),
      subject_(subject),
      tree_(ground.ring, transaction, bucket_of(subject)),
      pages_(tree_, transaction),
      openers_(
          ground_,
          {.subject = subject, .transaction = transaction, .tree = tree_, .standing = standing_}) {
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
  crypto::Key const person = session->tree_.named_leaf(stored->person);
  session->openers_.set_person(person);
  session->rows_ = subjects::row_key(person);
  session->standing_ = subjects::open_standing(session->rows_, subject, stored->sealed);
  return session;
}

std::unique_ptr<SubjectSession> SubjectSession::create(SessionGround const& ground,
                                                       store::Transaction& transaction,
                                                       SubjectId const& subject,
                                                       std::vector<Uuid> references) {
  std::unique_ptr<SubjectSession> session(new SubjectSession(ground, transaction, subject));
  Day const today = session->ground_.today;
  crypto::Key const person = crypto::Key::random(ground.ring.random());
  session->person_slot_ = session->tree_.plant(transaction, person);
  session->rows_ = subjects::row_key(person);
  session->openers_.set_person(person);
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
  tree_.doom(*transaction_, person_slot_);
  crypto::Key const person = crypto::Key::random(ground_.ring.random());
  person_slot_ = tree_.plant(*transaction_, person);
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

void SubjectSession::save_record(RecordId const& record, Loaded& loaded) {
  StoredRecord& stored = loaded.stored;
  if (loaded.compartments_changed) {
    loaded.compartments.save(*transaction_, subject_, record);
  }
  if (stored.facts.fields == 0) {
    for (Lease const& lease : stored.leases) {
      if (!lease.by_clock) {
        openers_.drop(lease.opener);
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
  standing_changed_ = standing_changed_ || openers_.has_changed();
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
  openers_.drop_clocks_unless([](auto const&) { return false; });
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
