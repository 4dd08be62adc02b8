#include "promise/gate/gate.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "base/planted.hpp"

namespace lofte::promise::gate {

using retention::Footing;
using retention::RecordFacts;
using retention::SubjectView;

namespace {

bool is_bound(Actor const& actor, retention::NameHash purpose) {
  return actor.all_purposes || std::ranges::binary_search(actor.purposes, purpose);
}

}  // namespace

std::string_view code_of(Reason reason) {
  switch (reason) {
    case Reason::purpose_unknown:
      return "denied.purpose_unknown";
    case Reason::purpose_not_the_actors:
      return "denied.purpose_not_the_actors";
    case Reason::field_not_held:
      return "denied.field_not_held";
    case Reason::restricted:
      return "denied.restricted";
    case Reason::no_consent:
      return "denied.no_consent";
    case Reason::ended:
      return "denied.ended";
    case Reason::lapsed:
      return "denied.lapsed";
    case Reason::not_restored:
      return "denied.not_restored";
  }
  std::unreachable();
}

std::optional<Reason> Gate::against(RecordFacts const& record, SubjectView const& subject,
                                    PurposeIndex purpose, Day today) const {
  switch (rules_->footing(record, subject, purpose)) {
    case Footing::no_consent:
      return Reason::no_consent;
    case Footing::ended:
      return Reason::ended;
    case Footing::sound:
      break;
  }
  if (!rules_->until(record, subject, purpose).covers(today)) {
    return Reason::lapsed;
  }
  return std::nullopt;
}

Decision Gate::decide(Request const& request, RecordFacts const& record,
                      SubjectView const& subject) const {
  PurposeIndex const purpose = request.purpose;
  auto const name = rules_->purpose_hash(record.version, purpose);
  if (!name) {
    return std::unexpected(Reason::purpose_unknown);
  }
  if (!is_bound(request.actor, *name)) {
    return std::unexpected(Reason::purpose_not_the_actors);
  }
  bool const by_hold = record.held && rules_->legal_claims(record.version) == purpose;
  FieldSet const holdable =
      by_hold ? record.fields : rules_->fields(record.version, record.shape, purpose);
  if ((request.fields & ~holdable) != 0) {
    return std::unexpected(Reason::field_not_held);
  }
  if (subject.restricted && !planted(Bug::restriction_ignored)) {
    return std::unexpected(Reason::restricted);
  }
  if (!by_hold) {
    if (auto const reason = against(record, subject, purpose, request.today)) {
      return std::unexpected(*reason);
    }
  }
  return Permit(request.actor.id, record.version, purpose, request.fields);
}

Decision Gate::decide_collection(Actor const& actor, FieldSet fields, RecordFacts const& record,
                                 SubjectView const& subject, Day today) const {
  FieldSet known = 0;    // some purpose of the policy holds them
  FieldSet bound = 0;    // one of the actor's does
  FieldSet allowed = 0;  // and it may do so today
  std::optional<Reason> first;
  for (PurposeIndex purpose = 0; auto const name = rules_->purpose_hash(record.version, purpose);
       ++purpose) {
    FieldSet const wanted = fields & rules_->fields(record.version, record.shape, purpose);
    known |= wanted;
    if (wanted == 0 || !is_bound(actor, *name)) {
      continue;
    }
    bound |= wanted;
    auto const reason = against(record, subject, purpose, today);
    allowed |= reason ? 0 : wanted;
    if (reason && !first) {
      first = reason;
    }
  }
  if (known != fields) {
    return std::unexpected(Reason::field_not_held);
  }
  if (bound != fields) {
    return std::unexpected(Reason::purpose_not_the_actors);
  }
  if (subject.restricted && !actor.on_their_right) {
    return std::unexpected(Reason::restricted);
  }
  if (allowed != fields) {
    return std::unexpected(*first);
  }
  return Permit(actor.id, record.version, no_purpose, fields);
}

Permit Gate::for_upkeep(RecordFacts const& record) const {
  return Permit(0, record.version, no_purpose, record.fields);
}

Permit Gate::in_use(RecordFacts const& record, SubjectView const& subject, Day today) const {
  FieldSet fields = 0;
  for (PurposeIndex purpose = 0; rules_->purpose_hash(record.version, purpose); ++purpose) {
    if (!against(record, subject, purpose, today)) {
      fields |= rules_->fields(record.version, record.shape, purpose);
    }
  }
  return Permit(0, record.version, no_purpose, fields & record.fields);
}

Permit Gate::for_access(RecordFacts const& record, SubjectView const& subject, Day today) const {
  return record.held || subject.restricted ? Permit(0, record.version, no_purpose, record.fields)
                                           : in_use(record, subject, today);
}

}  // namespace lofte::promise::gate
