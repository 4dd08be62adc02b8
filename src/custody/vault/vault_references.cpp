// How a subject is found by the shop's references.
#include <algorithm>

#include "base/failure.hpp"
#include "custody/vault/subject_sight.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::custody::vault {

using promise::gate::Actor;

namespace {

Failure reference_taken() {
  return {FailureKind::conflict,
          {.code = "reference.taken",
           .message = "the reference names another subject",
           .remedy = "take it from that subject first, or use another"}};
}

void list_reference(std::vector<Uuid>& references, Uuid const& inner) {
  if (references.size() >= subjects::references_max) {
    throw Failure(FailureKind::conflict, {.code = "reference.too_many",
                                          .message = "the subject has as many references as it may",
                                          .remedy = "take one away first"});
  }
  references.push_back(inner);
}

}  // namespace

Claim Vault::claim(std::string_view reference) {
  auto& index = ground_.references;
  SubjectId const candidate{random_uuid(ground_.ring.random())};
  Claim claim{.subject = candidate, .references = {}};
  if (!reference.empty()) {
    claim.references.push_back(index.inner_token(reference));
    claim.index_key_number = index.index_key_number();
    claim.subject = index.find_or_claim(claim.references.front(), candidate);
    claim.is_fresh = claim.subject == candidate;
  }
  return claim;
}

Created Vault::create_subject(std::string_view reference, store::Durability durability) {
  // No record, so nobody's right to write one is asked for.
  auto const admitted =
      admit(promise::gate::the_person, claim(reference), {}, {.durability = durability});
  return {.subject = admitted.subject, .existed = admitted.existed};
}

void Vault::confirm(Claim const& claim) {
  // A rotation that begins from now on sees the subject; and what was claimed for nobody else is
  // not taken out of the index, as a subject's is when it goes.
  if (claim.is_fresh && ground_.references.index_key_number() == claim.index_key_number) {
    return;
  }
  for (Uuid const& reference : claim.references) {
    confirm(reference, claim.subject);
  }
}

void Vault::confirm(Uuid const& inner, SubjectId const& subject) {
  auto& index = ground_.references;
  index.confirm(inner, subject);
  if (auto const named = index.find(inner); named && *named != subject) {
    index.take_over(inner, *named, subject);  // from a claim that found a rotation's gap
  }
}

std::optional<SubjectId> Vault::find_subject(std::string_view reference) {
  Uuid const inner = ground_.references.inner_token(reference);
  auto const subject = ground_.references.find(inner);
  return subject && lists(*subject, inner) ? subject : std::nullopt;
}

bool Vault::lists(SubjectId const& subject, Uuid const& inner) const {
  auto const sight = see(in_force(), subject);
  return sight && sight->standing().lists(inner);
}

SubjectId Vault::keeper_of(Uuid const& inner, SubjectId const& candidate) {
  auto& index = ground_.references;
  SubjectId const named = index.find_or_claim(inner, candidate);
  if (named == candidate || lists(named, inner)) {
    return named;
  }
  index.take_over(inner, named, candidate);  // such as from a subject that was never made
  return candidate;
}

Admitted Vault::admit(Actor const& actor, Claim const& claim, std::vector<NewRecord> const& records,
                      WriteSettings const& settings) {
  if (claim.references.empty()) {
    return admit_to(actor, claim, records, settings, Unknown::create).value();
  }
  if (!claim.is_fresh) {
    if (auto known = admit_to(actor, claim, records, settings, Unknown::leave)) {
      return *std::move(known);
    }
  }
  auto const held = hold(claim.references.front());
  std::optional<Admitted> admitted;
  while (!admitted) {  // once more when they went, and came back by another reference
    admitted = admit_to(actor, settled(claim), records, settings, Unknown::create);
  }
  return *std::move(admitted);
}

Claim Vault::settled(Claim const& claim) {
  Uuid const& inner = claim.references.front();
  bool const is_there = has_subject(claim.subject);
  bool const has_it = is_there && lists(claim.subject, inner);
  Claim settled{.subject = is_there && !has_it ? SubjectId{random_uuid(ground_.ring.random())}
                                               : claim.subject,
                .references = claim.references,
                .index_key_number = claim.index_key_number,
                .is_fresh = claim.is_fresh && !is_there};
  settled.subject = keeper_of(inner, settled.subject);
  settled.is_fresh = settled.is_fresh && settled.subject == claim.subject;
  return settled;
}

store::HeldBucket Vault::hold(Uuid const& inner) {
  return references_held_.hold(bucket_of(SubjectId{inner}));
}

void Vault::add_reference(SubjectId const& subject, std::string_view reference) {
  auto& index = ground_.references;
  Uuid const inner = index.inner_token(reference);
  auto const held = hold(inner);
  if (keeper_of(inner, subject) != subject) {
    throw reference_taken();
  }
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    if (session.standing().lists(inner)) {
      return false;
    }
    list_reference(session.standing_for_update().references, inner);
    session.note(session.statement("reference_added"));
    return true;
  });
  confirm(inner, subject);
}

void Vault::remove_reference(SubjectId const& subject, std::string_view reference) {
  Uuid const inner = ground_.references.inner_token(reference);
  auto const held = hold(inner);
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    if (std::erase(session.standing_for_update().references, inner) == 0) {
      return false;
    }
    session.note(session.statement("reference_removed"));
    return true;
  });
  ground_.references.remove(inner, subject);
}

}  // namespace lofte::custody::vault
