// The vault's reading side: one consistent view of the subject, the gate, then only what the permit
// opens.
#include <algorithm>

#include "base/planted.hpp"
#include "custody/vault/failures.hpp"
#include "custody/vault/subject_sight.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::custody::vault {

using promise::gate::Actor;
using promise::gate::Gate;
using promise::gate::Permit;
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
  opened.not_restored = shape.names_of(found.not_restored);
  if (opened.fields.empty() && !opened.not_restored.empty()) {
    return std::unexpected(Reason::not_restored);
  }
  if (opened.fields.empty() && (*wanted & facts.fields) != 0) {
    return std::unexpected(Reason::lapsed);  // its keys are destroyed already
  }
  return opened;
}

RecordSummary summarise(Rules const& rules, subjects::RecordOutline const& record,
                        SubjectView const& view, Day today) {
  RecordFacts const& facts = record.facts;
  Policy const& policy = rules.history().of(facts.version);
  auto const& shape = policy.shapes[facts.shape];
  RecordSummary summary{.record = record.id,
                        .shape = shape.name,
                        .version = facts.version,
                        .collected = record.collected,
                        .events = events_of(shape, facts),
                        .holds = {},
                        .legal_hold = facts.held};
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    auto const purpose = static_cast<PurposeIndex>(i);
    FieldSet const fields = rules.fields(facts.version, facts.shape, purpose) & facts.fields;
    if (fields == 0) {
      continue;
    }
    Until const until = rules.until(facts, view, purpose);
    if (until.covers(today)) {
      summary.holds.push_back({.purpose = policy.purposes[i].name,
                               .fields = shape.names_of(fields),
                               .until = until,
                               .by_law = policy.purposes[i].basis == Basis::legal_obligation});
    }
  }
  return summary;
}

promise::policy::Shape const& shape_of(Rules const& rules, subjects::RecordOutline const& record) {
  return rules.history().of(record.facts.version).shapes[record.facts.shape];
}

struct Asked {
  subjects::RecordOutline const& record;
  SubjectView const& view;
  Permit const& permit;
  Day today;
};

// Nothing where nothing of it may be given.
void add_accessed(std::vector<Accessed>& all, Rules const& rules, SubjectSight const& sight,
                  Asked const& asked) {
  if (asked.permit.fields() == 0) {
    return;
  }
  Accessed& one =
      all.emplace_back(Accessed{.summary = summarise(rules, asked.record, asked.view, asked.today),
                                .permit = asked.permit,
                                .fields = {}});
  auto const& shape = shape_of(rules, asked.record);
  auto found = sight.open(asked.record.id, asked.permit);
  for (FieldValue& field : found.opened) {
    one.fields.push_back({.name = shape.fields[field.field].name, .value = std::move(field.value)});
  }
}

void add_for_access(std::vector<Accessed>& all, Rules const& rules, SubjectSight const& sight,
                    subjects::RecordOutline const& record, Day today) {
  auto const view = sight.view_in(record.facts.version);
  auto const permit = Gate(rules).for_access(record.facts, view, today);
  add_accessed(all, rules, sight,
               {.record = record, .view = view, .permit = permit, .today = today});
}

}  // namespace

std::optional<Day> RecordSummary::day_of(std::string_view event) const {
  auto const found = std::ranges::find(events, event, &std::pair<std::string, Day>::first);
  return found == events.end() ? std::nullopt : std::optional(found->second);
}

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
  Read read = read_one(*sight,
                       {.actor = actor,
                        .purpose = purpose,
                        .fields = fields,
                        .rules = *in_force.shown,
                        .today = today_by(in_force)},
                       *known);
  if (read || !planted(Bug::refusal_not_noted)) {
    note_reading(in_force, reading_of(*sight, actor, purpose, *known, read));
  }
  return read;
}

// What the ledger is to say of a read.
ledger::Reading Vault::reading_of(SubjectSight const& sight, Actor const& actor,
                                  std::string_view purpose, subjects::RecordOutline const& record,
                                  Read const& read) const {
  ledger::Reading reading{.subject = sight.subject(),
                          .key = subjects::ledger_key(sight.standing()),
                          .at = ground_.clock.now(),
                          .actor = actor.id,
                          .purpose = std::string(purpose),
                          .shape = {},
                          .fields = {},
                          .records = {record.id},
                          .denied = {}};
  if (!read) {
    reading.denied = promise::gate::code_of(read.error());
    return reading;
  }
  reading.shape = read->shape;
  for (OpenedField const& field : read->fields) {
    reading.fields.push_back(field.name);
  }
  return reading;
}

void Vault::note_reading(InForce const& in_force, ledger::Reading reading) const {
  Policy const& policy = *in_force.shown->history().current().policy;
  auto const purpose = policy.find_purpose(reading.purpose);
  if (purpose && policy.purposes[*purpose].read_log == promise::policy::ReadLog::durable) {
    ground_.ledger.read_now(std::move(reading));
  } else {
    ground_.ledger.read(std::move(reading));
  }
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
      note_reading(in_force, reading_of(*sight, actor, purpose, record, opened));
      visit(*opened);
    }
  });
}

void Vault::visit_openings(SubjectId const& subject,
                           ledger::Ledger::VisitOpening const& visit) const {
  InForce const in_force = this->in_force();
  crypto::Key const key = subjects::ledger_key(see_or_fail(in_force, subject)->standing());
  ground_.ledger.visit_openings({.subject = subject, .key = key}, visit);
}

std::vector<Noting> Vault::trail(SubjectId const& subject) const {
  std::vector<Noting> trail;
  visit_openings(subject, [&](std::uint64_t number, auto const& opening) {
    trail.push_back(
        {.index = ground_.ledger.index_of(subject, number), .statement = opening.statement});
  });
  return trail;
}

std::vector<std::string> Vault::statements(SubjectId const& subject) const {
  std::vector<std::string> statements;
  visit_openings(subject, [&](std::uint64_t, auto const& opening) {
    statements.push_back(opening.statement);
  });
  return statements;
}

std::vector<Accessed> Vault::access(SubjectId const& subject) const {
  InForce const in_force = this->in_force();
  auto const sight = see_or_fail(in_force, subject);
  Day const today = today_by(in_force);
  std::vector<Accessed> all;
  sight->visit_records([&](subjects::RecordOutline const& record) {
    add_for_access(all, *in_force.shown, *sight, record, today);
  });
  return all;
}

std::vector<Accessed> Vault::access(SubjectId const& subject,
                                    std::span<RecordId const> records) const {
  InForce const in_force = this->in_force();
  auto const sight = see_or_fail(in_force, subject);
  Day const today = today_by(in_force);
  std::vector<Accessed> all;
  all.reserve(records.size());
  for (RecordId const& id : records) {
    if (auto const record = sight->find(id)) {
      add_for_access(all, *in_force.shown, *sight, *record, today);
    }
  }
  return all;
}

std::vector<Accessed> Vault::in_use(SubjectId const& subject, std::string_view of_shape) const {
  InForce const in_force = this->in_force();
  Rules const& rules = *in_force.shown;
  auto const sight = see_or_fail(in_force, subject);
  Day const today = today_by(in_force);
  std::vector<Accessed> all;
  sight->visit_records([&](subjects::RecordOutline const& record) {
    if (shape_of(rules, record).name == of_shape) {
      auto const view = sight->view_in(record.facts.version);
      auto const permit = Gate(rules).in_use(record.facts, view, today);
      add_accessed(all, rules, *sight,
                   {.record = record, .view = view, .permit = permit, .today = today});
    }
  });
  return all;
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
    auto summary = summarise(*in_force.shown, record, view, today);
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
