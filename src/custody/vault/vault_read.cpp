// The vault's reading side: one consistent view of the subject, the gate, then only what the permit
// opens.
#include "custody/vault/failures.hpp"
#include "custody/vault/subject_sight.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::custody::vault {

using promise::gate::Actor;
using promise::gate::Gate;
using promise::gate::Reason;
using promise::policy::Basis;
using promise::policy::FieldSet;
using promise::policy::Policy;
using promise::policy::PurposeIndex;
using promise::policy::Shape;
using promise::retention::RecordFacts;
using promise::retention::Rules;
using promise::retention::SubjectView;
using promise::retention::Until;

namespace {

// Who asks, for what, by which rules, on which day.
struct Question {
  Actor const& actor;
  std::string_view purpose;
  std::span<std::string const> fields;  // empty: all that the purpose holds
  Rules const& rules;
  Day today;
};

std::vector<std::pair<std::string, Day>> events_of(Shape const& shape, RecordFacts const& facts) {
  std::vector<std::pair<std::string, Day>> events;
  for (std::size_t i = 0; i < shape.events.size(); ++i) {
    if (facts.events[i]) {
      events.emplace_back(shape.events[i].name, *facts.events[i]);
    }
  }
  return events;
}

std::vector<std::string> names_of(Shape const& shape, FieldSet fields) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < shape.fields.size(); ++i) {
    if ((fields >> i & 1) != 0) {
      names.push_back(shape.fields[i].name);
    }
  }
  return names;
}

std::expected<FieldSet, Reason> wanted_fields(Question const& question, RecordFacts const& facts,
                                              PurposeIndex purpose) {
  Policy const& policy = question.rules.history().of(facts.version);
  FieldSet wanted = 0;
  for (std::string const& name : question.fields) {
    auto const field = policy.find_field(facts.shape, name);
    if (!field) {
      return std::unexpected(Reason::field_not_held);
    }
    wanted |= FieldSet{1} << *field;
  }
  if (question.fields.empty()) {
    wanted = question.rules.fields(facts.version, facts.shape, purpose);
  }
  bool const by_hold = facts.held && question.rules.legal_claims(facts.version) == purpose;
  return wanted == 0 && by_hold ? facts.fields : wanted;
}

Read read_one(SubjectSight const& sight, Question const& question,
              subjects::RecordOutline const& record) {
  RecordFacts const& facts = record.facts;
  Policy const& policy = question.rules.history().of(facts.version);
  auto const purpose = policy.find_purpose(question.purpose);
  if (!purpose) {
    return std::unexpected(Reason::purpose_unknown);
  }
  auto const wanted = wanted_fields(question, facts, *purpose);
  if (!wanted) {
    return std::unexpected(wanted.error());
  }
  SubjectView const view = sight.view_in(facts.version);
  auto const decision = Gate(question.rules)
                            .decide({.actor = question.actor,
                                     .purpose = *purpose,
                                     .fields = *wanted,
                                     .today = question.today},
                                    facts, view);
  if (!decision) {
    return std::unexpected(decision.error());
  }
  auto const& shape = policy.shapes[facts.shape];
  Opened opened{.permit = *decision,
                .record = record.id,
                .shape = shape.name,
                .events = events_of(shape, facts),
                .fields = {},
                .until = question.rules.until(facts, view, *purpose),
                .not_restored = {}};
  auto found = sight.open(record.id, *decision);
  for (FieldValue& field : found.opened) {
    opened.fields.push_back(
        {.name = shape.fields[field.field].name, .value = std::move(field.value)});
  }
  opened.not_restored = names_of(shape, found.not_restored);
  if (opened.fields.empty() && !opened.not_restored.empty()) {
    return std::unexpected(Reason::not_restored);
  }
  if (opened.fields.empty() && (*wanted & facts.fields) != 0) {
    return std::unexpected(Reason::lapsed);  // its keys are destroyed already
  }
  return opened;
}

RecordSummary summarise(Rules const& rules, RecordId const& id, RecordFacts const& facts,
                        SubjectView const& view, Day today) {
  Policy const& policy = rules.history().of(facts.version);
  auto const& shape = policy.shapes[facts.shape];
  RecordSummary summary{.record = id,
                        .shape = shape.name,
                        .events = events_of(shape, facts),
                        .holds = {},
                        .legal_hold = facts.held};
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    auto const purpose = static_cast<PurposeIndex>(i);
    FieldSet const fields = rules.fields(facts.version, facts.shape, purpose) & facts.fields;
    Until const until = rules.until(facts, view, purpose);
    if (fields != 0 && until.covers(today)) {
      summary.holds.push_back({.purpose = policy.purposes[i].name,
                               .fields = names_of(shape, fields),
                               .until = until,
                               .by_law = policy.purposes[i].basis == Basis::legal_obligation});
    }
  }
  return summary;
}

}  // namespace

std::unique_ptr<SubjectSight> Vault::see(InForce const& in_force, SubjectId const& subject) const {
  return SubjectSight::see({.store = ground_.store,
                            .ring = ground_.ring,
                            .terms = ground_.terms,
                            .rules = *in_force.shown},
                           subject);
}

std::unique_ptr<SubjectSight> Vault::see_or_fail(InForce const& in_force,
                                                 SubjectId const& subject) const {
  auto sight = see(in_force, subject);
  if (!sight) {
    throw subject_unknown();
  }
  return sight;
}

Read Vault::read(Actor const& actor, SubjectId const& subject, RecordId const& record,
                 std::string_view purpose, std::span<std::string const> fields) const {
  InForce const in_force = this->in_force();
  auto const sight = see_or_fail(in_force, subject);
  auto const known = sight->find(record);
  if (!known) {
    throw record_unknown();
  }
  return read_one(*sight,
                  {.actor = actor,
                   .purpose = purpose,
                   .fields = fields,
                   .rules = *in_force.shown,
                   .today = today_by(in_force)},
                  *known);
}

void Vault::read_all(Actor const& actor, SubjectId const& subject, std::string_view purpose,
                     std::function<void(Opened const&)> const& visit) const {
  InForce const in_force = this->in_force();
  auto const sight = see_or_fail(in_force, subject);
  Question const question{.actor = actor,
                          .purpose = purpose,
                          .fields = {},
                          .rules = *in_force.shown,
                          .today = today_by(in_force)};
  sight->visit_records([&](subjects::RecordOutline const& record) {
    if (auto const opened = read_one(*sight, question, record)) {
      visit(*opened);
    }
  });
}

std::vector<RecordSummary> Vault::summary(SubjectId const& subject) const {
  InForce const in_force = this->in_force();
  std::vector<RecordSummary> summaries;
  auto const sight = see(in_force, subject);
  if (!sight) {
    return summaries;
  }
  Day const today = today_by(in_force);
  sight->visit_records([&](subjects::RecordOutline const& record) {
    auto const view = sight->view_in(record.facts.version);
    auto summary = summarise(*in_force.shown, record.id, record.facts, view, today);
    if (!summary.holds.empty() || summary.legal_hold || view.restricted) {
      summaries.push_back(std::move(summary));
    }
  });
  return summaries;
}

promise::retention::SubjectFacts Vault::standing(SubjectId const& subject) const {
  InForce const in_force = this->in_force();
  return see_or_fail(in_force, subject)->standing().facts;
}

}  // namespace lofte::custody::vault
