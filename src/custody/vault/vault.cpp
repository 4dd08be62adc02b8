#include "custody/vault/vault.hpp"

#include <algorithm>

#include "base/planted.hpp"
#include "custody/vault/failures.hpp"
#include "custody/vault/subject_sight.hpp"

namespace lofte::custody::vault {

Vault::Vault(Ground const& ground, InForce in_force)
    : ground_(ground), in_force_(std::move(in_force)) {}

Vault::InForce Vault::in_force() const {
  return in_force_.with([](InForce const& in_force) { return in_force; });
}

void Vault::put_in_force(InForce fresh) {
  in_force_.with([&](InForce& in_force) { in_force = std::move(fresh); });
}

Day Vault::today_by(InForce const& in_force) const {
  return in_force.shown->history().current().policy->timezone->day_of(ground_.clock.now());
}

Day Vault::today() const {
  return today_by(in_force());
}

SessionGround Vault::session_ground(InForce const& in_force) const {
  return {.ring = ground_.ring,
          .terms = ground_.terms,
          .ledger = ground_.ledger,
          .rules = *in_force.kept,
          .today = today_by(in_force)};
}

void Vault::commit(store::Transaction& transaction, Bucket bucket, store::Durability durability) {
  ++writes_;
  ground_.ledger.commit(
      transaction, bucket,
      planted(Bug::acknowledged_before_durable) ? store::Durability::deferred : durability);
}

bool Vault::has_subject(SubjectId const& subject) const {
  return subjects::StoredSubject::load(*ground_.store.read(bucket_of(subject)), subject)
      .has_value();
}

bool Vault::act(SubjectId const& subject, store::Durability durability,
                std::function<bool(SubjectSession&)> const& act) {
  auto transaction = ground_.store.begin(bucket_of(subject));
  InForce const in_force = this->in_force();  // not before: upkeep may have been in the bucket
  SessionGround const ground = session_ground(in_force);
  keys::KeyTree tree(ground_.ring, *transaction, bucket_of(subject));
  auto const session =
      SubjectSession::load(ground, {.transaction = *transaction, .tree = tree}, subject);
  if (!session) {
    return false;
  }
  if (!act(*session)) {
    return true;
  }
  session->save();
  try {
    commit(*transaction, bucket_of(subject), durability);
  } catch (Failure const&) {
    session->commit_tried();
    throw;
  }
  session->commit_tried();
  return true;
}

void Vault::with_each(Bucket bucket, std::span<SubjectId const> subjects,
                      std::function<void(SubjectId const&, SubjectSession&)> const& act) {
  auto const transaction = ground_.store.begin(bucket);
  InForce const in_force = this->in_force();
  SessionGround const ground = session_ground(in_force);
  keys::KeyTree tree(ground_.ring, *transaction, bucket);
  for (SubjectId const& subject : subjects) {
    if (auto const session =
            SubjectSession::load(ground, {.transaction = *transaction, .tree = tree}, subject)) {
      act(subject, *session);
    }
  }
  commit(*transaction, bucket, store::Durability::deferred);
}

std::vector<Leaving> Vault::act_on_each(Bucket bucket, std::span<SubjectId const> subjects,
                                        std::function<void(SubjectSession&)> const& act) {
  std::vector<Leaving> empty;
  with_each(bucket, subjects, [&](SubjectId const& subject, SubjectSession& session) {
    act(session);
    session.save();
    if (session.is_empty()) {
      empty.push_back({.subject = subject, .references = session.standing().references});
    }
  });
  return empty;
}

std::uint64_t Vault::erase_empty(Bucket bucket, std::span<Leaving const> leaving) {
  std::vector<SubjectId> staying;
  for (Leaving const& one : leaving) {
    staying.push_back(one.subject);
  }
  auto const confirm_staying = [&] {
    for (Leaving const& one : leaving) {
      // Where the outcome is unknown, the subject may have gone all the same.
      if (std::ranges::find(staying, one.subject) != staying.end() && has_subject(one.subject)) {
        for (Uuid const& reference : one.references) {
          ground_.references.confirm(reference, one.subject);
        }
      }
    }
  };
  try {
    // First the ways to the subjects, then the subjects: a crash in between leaves nothing that
    // finds them.
    for (Leaving const& one : leaving) {
      for (Uuid const& reference : one.references) {
        ground_.references.remove(reference, one.subject);
      }
    }
    std::vector<SubjectId> const subjects = staying;
    std::vector<SubjectId> not_empty;  // something has been collected meanwhile
    with_each(bucket, subjects, [&](SubjectId const& subject, SubjectSession& session) {
      if (session.is_empty()) {
        session.erase_subject();
      } else {
        not_empty.push_back(subject);
      }
    });
    staying = std::move(not_empty);
  } catch (Failure const&) {
    confirm_staying();
    throw;
  }
  confirm_staying();
  return leaving.size() - staying.size();
}

bool Vault::erase_if_empty(SubjectId const& subject) {
  auto const empty =
      act_on_each(bucket_of(subject), std::span(&subject, 1), [](SubjectSession&) {});
  return erase_empty(bucket_of(subject), empty) > 0;
}

void Vault::act_or_fail(SubjectId const& subject, store::Durability durability,
                        std::function<bool(SubjectSession&)> const& change) {
  if (!act(subject, durability, change)) {
    throw subject_unknown();
  }
}

}  // namespace lofte::custody::vault
