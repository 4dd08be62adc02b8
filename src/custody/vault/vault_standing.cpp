// What a subject's standing changes: consent, objection, restriction, erasure, legal holds.
#include <algorithm>

#include "base/planted.hpp"
#include "custody/vault/deeds.hpp"
#include "custody/vault/failures.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::custody::vault {

using promise::policy::Basis;
using promise::retention::ConsentState;
using promise::retention::PurposeStanding;

namespace {

constexpr Basis on_consent[] = {Basis::consent};
// GDPR article 21(1)
constexpr Basis open_to_objection[] = {Basis::legitimate_interests, Basis::public_task};

PurposeStanding& purpose_standing(subjects::Standing& standing, std::string_view purpose) {
  auto const hash = promise::retention::name_hash(purpose);
  auto& purposes = standing.facts.purposes;
  auto const found = std::ranges::find(purposes, hash, &PurposeStanding::purpose);
  if (found != purposes.end()) {
    return *found;
  }
  PurposeStanding fresh;
  fresh.purpose = hash;
  return purposes.emplace_back(fresh);
}

}  // namespace

ledger::ReceiptLink Vault::end_purpose(SubjectId const& subject, std::string_view purpose,
                                       std::string_view act,
                                       std::function<void(PurposeStanding&)> const& change) {
  ledger::ReceiptLink link;
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    session.load_all();
    session.settle_all();
    Concerned before = held_now(session);
    std::erase_if(before, [&](auto const& entry) { return entry.first != purpose; });
    PurposeStanding& standing = purpose_standing(session.standing_for_update(), purpose);
    change(standing);
    standing.changed = ground_.clock.now();
    for (RecordId const& id : session.record_ids()) {
      StoredRecord& record = *session.record_for_update(id);
      auto const its = session.rules().history().of(record.facts.version).find_purpose(purpose);
      if (its && !planted(Bug::objection_ends_nothing)) {
        record.facts.ended |= promise::policy::PurposeSet{1} << *its;
      }
    }
    session.settle_all();
    session.rekey();
    link = session.promise_receipt(session.statement(act).say("purpose", purpose));
    tell(session, {.act = act, .data = std::move(before)});
    return true;
  });
  return link;
}

void Vault::require_basis(std::string_view purpose, std::span<Basis const> bases) const {
  auto const shown = in_force().shown;
  auto const index = shown->history().current().policy->find_purpose(purpose);
  if (!index) {
    unknown(FailureKind::not_found, "purpose", purpose, "use a purpose of the policy in force");
  }
  bool required_by_law = false;
  for (auto const& edition : shown->history().editions) {
    auto const known = edition.policy->find_purpose(purpose);
    auto const basis = known ? std::optional(edition.policy->purposes[*known].basis) : std::nullopt;
    if (basis && std::ranges::find(bases, *basis) != bases.end()) {
      return;
    }
    required_by_law = basis == Basis::legal_obligation;
  }
  if (required_by_law) {
    throw Failure(FailureKind::refused,
                  {.code = "purpose.required_by_law",
                   .message = "the law requires the purpose " + std::string(purpose),
                   .remedy = "what rests on a legal obligation can't be withdrawn or objected to"});
  }
  throw Failure(FailureKind::refused,
                {.code = "purpose.other_basis",
                 .message = "the purpose " + std::string(purpose) +
                            " does not rest on what this would end or give",
                 .remedy = "consent is given to and withdrawn from what rests on consent (GDPR "
                           "article 7), an objection "
                           "ends what rests on legitimate interests or a public task (article 21); "
                           "erasure ends the rest"});
}

ledger::ReceiptLink Vault::give_consent(SubjectId const& subject, std::string_view purpose) {
  require_basis(purpose, on_consent);
  ledger::ReceiptLink link;
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    session.settle_all();
    PurposeStanding& standing = purpose_standing(session.standing_for_update(), purpose);
    standing.consent = ConsentState::given;
    standing.objected = false;
    standing.changed = ground_.clock.now();
    session.settle_all();
    link = session.promise_receipt(session.statement("consent_given").say("purpose", purpose));
    return true;
  });
  return link;
}

bool Vault::bring_consent(SubjectId const& subject, std::string_view purpose, Instant given,
                          store::Durability durability) {
  require_basis(purpose, on_consent);
  bool brought = false;
  act_or_fail(subject, durability, [&](SubjectSession& session) {
    auto const hash = promise::retention::name_hash(purpose);
    auto const& known = session.standing().facts.purposes;
    brought = std::ranges::find(known, hash, &PurposeStanding::purpose) == known.end();
    if (brought) {
      session.settle_all();
      PurposeStanding& standing = purpose_standing(session.standing_for_update(), purpose);
      standing.consent = ConsentState::given;
      standing.changed = given;
      session.settle_all();
      session.note(session.statement("consent_brought")
                       .say("purpose", purpose)
                       .say("given", lofte::to_string(given)));
    }
    return brought;
  });
  return brought;
}

ledger::ReceiptLink Vault::withdraw_consent(SubjectId const& subject, std::string_view purpose) {
  require_basis(purpose, on_consent);
  return end_purpose(subject, purpose, "consent_withdrawn",
                     [](PurposeStanding& standing) { standing.consent = ConsentState::withdrawn; });
}

ledger::ReceiptLink Vault::object(SubjectId const& subject, std::string_view purpose) {
  require_basis(purpose, open_to_objection);
  return end_purpose(subject, purpose, "objected",
                     [](PurposeStanding& standing) { standing.objected = true; });
}

void Vault::withdraw_objection(SubjectId const& subject, std::string_view purpose) {
  require_basis(purpose, open_to_objection);
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    session.settle_all();
    PurposeStanding& standing = purpose_standing(session.standing_for_update(), purpose);
    if (!standing.objected) {
      return false;
    }
    standing.objected = false;
    standing.changed = ground_.clock.now();
    session.settle_all();
    session.note(session.statement("objection_withdrawn").say("purpose", purpose));
    return true;
  });
}

void Vault::restrict(SubjectId const& subject) {
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    session.settle_all();
    auto& facts = session.standing_for_update().facts;
    bool const is_new = !facts.restricted;
    if (is_new) {
      facts.restricted_since = ground_.clock.now();
    }
    facts.restricted = true;
    session.settle_all();
    session.note(session.statement("restricted"));
    if (is_new) {
      tell(session, {.act = "restricted", .data = held_now(session)});
    }
    return true;
  });
}

void Vault::lift_restriction(SubjectId const& subject, Telling telling) {
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    session.load_all();
    bool const was_restricted = session.standing().facts.restricted;
    session.standing_for_update().facts.restricted = false;
    session.standing_for_update().facts.restricted_since.reset();
    session.settle_all();
    session.note(session.statement("restriction_lifted"));
    if (was_restricted && telling == Telling::others) {
      tell(session, {.act = "restriction_lifted", .data = held_now(session)});
    }
    return true;
  });
}

ledger::ReceiptLink Vault::erase(SubjectId const& subject) {
  ledger::ReceiptLink link;
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    session.settle_all();
    Concerned const before = held_now(session);
    for (RecordId const& id : session.record_ids()) {
      StoredRecord& record = *session.record_for_update(id);
      auto const& purposes = session.rules().history().of(record.facts.version).purposes;
      // What the law requires goes on all the same, for as long as it does require it.
      for (std::size_t i = 0; i < purposes.size(); ++i) {
        record.facts.ended |= promise::policy::PurposeSet{1} << i;
      }
    }
    session.settle_all();
    session.rekey();
    link = session.promise_erasure_receipt();
    tell(session, {.act = "erased", .data = without(before, held_now(session))});
    return true;
  });
  if (erase_if_empty(subject)) {
    ground_.store.sync();
  }
  return link;
}

ledger::ReceiptLink Vault::note_access(SubjectId const& subject, crypto::Digest const& given) {
  ledger::ReceiptLink link;
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    link = session.promise_receipt(
        session.statement("access_given").say("sha256", crypto::to_hex(given)));
    return true;
  });
  return link;
}

void Vault::hold(SubjectId const& subject, RecordId const& record, std::string reason, Day review) {
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    if (!session.holds(record)) {
      throw record_unknown();
    }
    session.record_for_update(record)->facts.held = true;
    auto& holds = session.standing_for_update().holds;
    std::erase_if(holds, [&](auto const& held) { return held.record == record; });
    holds.push_back({.record = record, .reason = std::move(reason), .review = review});
    session.settle(record);
    session.note(session.statement("held")
                     .say("record", record.value)
                     .say("review", lofte::to_string(review)));
    return true;
  });
}

void Vault::release_hold(SubjectId const& subject, RecordId const& record) {
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    if (session.record(record) == nullptr) {
      throw record_unknown();
    }
    session.record_for_update(record)->facts.held = false;
    std::erase_if(session.standing_for_update().holds,
                  [&](auto const& held) { return held.record == record; });
    session.settle(record);
    session.note(session.statement("hold_released").say("record", record.value));
    return true;
  });
}

}  // namespace lofte::custody::vault
