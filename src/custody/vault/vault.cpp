#include "custody/vault/vault.hpp"

#include <algorithm>

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
          .rules = *in_force.kept,
          .today = today_by(in_force)};
}

void Vault::commit(store::Transaction& transaction, store::Durability durability) {
  ++writes_;
  transaction.commit(durability);
}

Claim Vault::claim(std::string_view reference) {
  Claim claim{.subject = {random_uuid(ground_.ring.random())},
              .references = {},
              .index_key_number = ground_.references.index_key_number()};
  if (!reference.empty()) {
    claim.references.push_back(ground_.references.inner_token(reference));
    claim.subject = ground_.references.find_or_claim(claim.references.front(), claim.subject);
  }
  return claim;
}

Created Vault::create_subject(std::string_view reference, store::Durability durability) {
  Claim const claim = this->claim(reference);
  auto const transaction = ground_.store.begin(bucket_of(claim.subject));
  InForce const in_force = this->in_force();
  if (subjects::StoredSubject::load(*transaction, claim.subject)) {
    return {.subject = claim.subject, .existed = true};
  }
  SubjectSession::create(session_ground(in_force), *transaction, claim.subject, claim.references)
      ->save();
  commit(*transaction, durability);
  confirm(claim);
  return {.subject = claim.subject, .existed = false};
}

void Vault::confirm(Claim const& claim) {
  if (ground_.references.index_key_number() == claim.index_key_number) {
    return;  // a rotation that begins from now on sees the subject
  }
  for (Uuid const& reference : claim.references) {
    ground_.references.confirm(reference, claim.subject);
  }
}

std::optional<SubjectId> Vault::find_subject(std::string_view reference) {
  Uuid const token = ground_.references.inner_token(reference);
  auto const subject = ground_.references.find(token);
  if (!subject) {
    return std::nullopt;
  }
  InForce const in_force = this->in_force();
  auto const sight = see(in_force, *subject);
  if (!sight || std::ranges::find(sight->standing().references, token) ==
                    sight->standing().references.end()) {
    return std::nullopt;
  }
  return subject;
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
  auto const session = SubjectSession::load(ground, *transaction, subject);
  if (!session) {
    return false;
  }
  if (!act(*session)) {
    return true;
  }
  session->save();
  commit(*transaction, durability);
  return true;
}

void Vault::each_session(Bucket bucket, std::span<SubjectId const> subjects,
                         std::function<void(SubjectId const&, SubjectSession&)> const& act) {
  auto const transaction = ground_.store.begin(bucket);
  InForce const in_force = this->in_force();
  SessionGround const ground = session_ground(in_force);
  for (SubjectId const& subject : subjects) {
    if (auto const session = SubjectSession::load(ground, *transaction, subject)) {
      act(subject, *session);
    }
  }
  commit(*transaction, store::Durability::deferred);
}

void Vault::act_on_each(Bucket bucket, std::span<SubjectId const> subjects,
                        std::function<void(SubjectSession&)> const& act) {
  each_session(bucket, subjects, [&](SubjectId const&, SubjectSession& session) {
    act(session);
    session.save();
  });
}

std::uint64_t Vault::erase_empty(Bucket bucket, std::span<Leaving const> leaving,
                                 std::function<void(SubjectSession&)> const& act) {
  // First the ways to the subjects, then the subjects: a crash in between leaves nothing that finds
  // them.
  std::vector<SubjectId> subjects;
  for (Leaving const& one : leaving) {
    subjects.push_back(one.subject);
    for (Uuid const& reference : one.references) {
      ground_.references.remove(reference, one.subject);
    }
  }
  std::vector<SubjectId> staying;  // something has been collected meanwhile
  std::uint64_t erased = 0;
  each_session(bucket, subjects, [&](SubjectId const& subject, SubjectSession& session) {
    act(session);
    if (session.is_empty()) {
      session.erase_subject();
      ++erased;
    } else {
      session.save();
      staying.push_back(subject);
    }
  });
  for (Leaving const& one : leaving) {
    if (std::ranges::find(staying, one.subject) != staying.end()) {
      for (Uuid const& reference : one.references) {
        ground_.references.confirm(reference, one.subject);
      }
    }
  }
  return erased;
}

bool Vault::erase_if_empty(SubjectId const& subject) {
  Leaving leaving{.subject = subject, .references = {}};
  bool is_empty = false;
  act(subject, store::Durability::deferred, [&](SubjectSession& session) {
    leaving.references = session.standing().references;
    is_empty = session.is_empty();
    return false;
  });
  return is_empty &&
         erase_empty(bucket_of(subject), std::span(&leaving, 1), [](SubjectSession&) {}) > 0;
}

void Vault::act_or_fail(SubjectId const& subject, store::Durability durability,
                        std::function<bool(SubjectSession&)> const& change) {
  if (!act(subject, durability, change)) {
    throw subject_unknown();
  }
}

}  // namespace lofte::custody::vault
