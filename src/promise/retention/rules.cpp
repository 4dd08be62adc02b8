#include "promise/retention/rules.hpp"

#include <algorithm>
#include <span>

#include "base/failure.hpp"
#include "base/planted.hpp"
#include "promise/retention/compiled.hpp"
#include "promise/retention/phrase.hpp"

namespace lofte::promise::retention {

namespace {

constexpr bool contains(PurposeSet set, PurposeIndex purpose) {
  return (set >> purpose & 1U) != 0;
}

// The earliest over the versions; within one, the latest of its alternatives.
Day earliest(std::span<Step const> steps, Day anchor) {
  Day earliest_day = open_ended;
  Day latest_alternative = Day::min();
  for (Step const& step : steps) {
    latest_alternative =
        std::max(latest_alternative, last_day(step.duration, anchor, step.fiscal_year_ends));
    if (!step.or_next) {
      earliest_day = std::min(earliest_day, latest_alternative);
      latest_alternative = Day::min();
    }
  }
  return earliest_day;
}

Day last_of(Reading const& reading, Term const& term) {
  Day last = term.anchor ? earliest(reading.from_anchor, *term.anchor) : open_ended;
  if (term.cap_anchor) {
    last = std::min(last, earliest(reading.from_cap, *term.cap_anchor));
  }
  return last;
}

Footing footing_in(CompiledVersion const& version, RecordFacts const& record,
                   SubjectView const& subject, PurposeIndex purpose) {
  if (contains(version.needs_consent & ~subject.consented, purpose) &&
      !planted(Bug::consent_not_asked)) {
    return Footing::no_consent;
  }
  PurposeSet const ended = (record.ended | subject.ended) & ~version.required_by_law;
  return contains(ended, purpose) ? Footing::ended : Footing::sound;
}

CompiledHolding const* find_holding(CompiledVersion const& version, ShapeIndex shape,
                                    PurposeIndex purpose) {
  std::size_t const place = purpose * version.shapes.size() + shape;
  if (shape >= version.shapes.size() || place >= version.by_purpose.size()) {
    return nullptr;
  }
  auto const holding = version.by_purpose[place];
  return holding ? &version.holdings[*holding] : nullptr;
}

}  // namespace

Rules::Rules(policy::History history, Version settled)
    : history_(std::move(history)),
      compiled_(std::make_shared<Compiled>(compile(history_, settled))),
      layouts_(std::make_shared<Layouts>(history_, settled)) {}

std::optional<Day> Rules::horizon(Term const& term) const {
  CompiledVersion const& version = compiled_->of(term.version);
  require(term.clause < version.clauses.size(), "a term of a clause that its version lacks");
  CompiledClause const& clause = version.clauses[term.clause];
  Day last = last_of(clause.own, term);
  for (Reading const& law : clause.asked) {
    last = std::max(last, last_of(law, term));
  }
  last = std::min(last, clause.ended);
  if (term.limit) {
    last = std::min(last, *term.limit);
  }
  return dated(last);
}

bool Rules::superseded(Term const& term) const {
  CompiledVersion const& version = compiled_->of(term.version);
  require(term.clause < version.clauses.size(), "a term of a clause that its version lacks");
  CompiledClause const& clause = version.clauses[term.clause];
  return term.limit ? clause.rephrased : clause.moved;
}

SubjectView Rules::view(SubjectFacts const& facts, Version version) const {
  CompiledVersion const& compiled = compiled_->of(version);
  SubjectView view{.restricted = facts.restricted};
  for (PurposeStanding const& standing : facts.purposes) {
    auto const found = std::ranges::find(compiled.purposes, standing.purpose);
    if (found == compiled.purposes.end()) {
      continue;
    }
    PurposeSet const purpose = PurposeSet{1} << (found - compiled.purposes.begin());
    bool const withdrawn = standing.consent == ConsentState::withdrawn;
    view.ended |= withdrawn || standing.objected || standing.erased ? purpose : 0;
    view.consented |= standing.consent == ConsentState::given ? purpose : 0;
  }
  view.ended &= ~compiled.required_by_law;
  for (LatestEvent const& latest : facts.latest) {
    SubjectClock const clock{.shape = latest.shape, .event = latest.event};
    auto const slot = std::ranges::find(compiled_->clocks, clock);
    if (slot != compiled_->clocks.end()) {
      view.latest[static_cast<std::size_t>(slot - compiled_->clocks.begin())] = latest.day;
    }
  }
  return view;
}

Footing Rules::footing(RecordFacts const& record, SubjectView const& subject,
                       PurposeIndex purpose) const {
  return footing_in(compiled_->of(record.version), record, subject, purpose);
}

Until Rules::until(RecordFacts const& record, SubjectView const& subject,
                   PurposeIndex purpose) const {
  CompiledVersion const& version = compiled_->of(record.version);
  CompiledHolding const* holding = find_holding(version, record.shape, purpose);
  if (holding == nullptr || footing_in(version, record, subject, purpose) != Footing::sound) {
    return {};
  }
  auto const last = dated(last_of(*holding, record, subject));
  return {.kind = last ? Until::Kind::dated : Until::Kind::open, .last = last};
}

FieldSet Rules::fields(Version version, ShapeIndex shape, PurposeIndex purpose) const {
  CompiledHolding const* holding = find_holding(compiled_->of(version), shape, purpose);
  return holding ? holding->fields : 0;
}

std::optional<NameHash> Rules::purpose_hash(Version version, PurposeIndex purpose) const {
  auto const& purposes = compiled_->of(version).purposes;
  return purpose < purposes.size() ? std::optional(purposes[purpose]) : std::nullopt;
}

std::optional<PurposeIndex> Rules::legal_claims(Version version) const {
  return compiled_->of(version).legal_claims;
}

std::uint8_t Rules::latest_slot(Version version, ClauseIndex clause) const {
  CompiledVersion const& compiled = compiled_->of(version);
  require(clause < compiled.slots.size(), "a clause that its version lacks");
  return compiled.slots[clause];
}

}  // namespace lofte::promise::retention
