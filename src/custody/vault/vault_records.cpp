// The vault's writing side: records, their events and their values.
#include <algorithm>

#include "custody/vault/deeds.hpp"
#include "custody/vault/failures.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::custody::vault {

using promise::gate::Actor;
using promise::gate::Gate;
using promise::policy::FieldIndex;
using promise::policy::FieldSet;
using promise::policy::Policy;
using promise::retention::RecordFacts;
using promise::retention::Rules;
using promise::retention::SubjectView;
using promise::retention::Until;

namespace {

RecordId record_id_of(subjects::Standing const& standing, NewRecord const& record, Random& random) {
  if (record.reference.empty()) {
    return {random_uuid(random)};
  }
  return {crypto::keyed_hash(standing.record_ids,
                             Writer{}.text(record.shape).text(record.reference).view())};
}

// A new record in terms of the policy in force.
struct Resolved {
  RecordFacts facts;
  std::vector<std::pair<FieldIndex, PersonalText const*>> fields;
};

Resolved resolve(Policy const& policy, promise::policy::Version version, NewRecord const& record) {
  auto const shape = policy.find_shape(record.shape);
  if (!shape) {
    unknown(FailureKind::bad_input, "shape", record.shape,
            "use a record shape of the policy in force");
  }
  Resolved resolved;
  resolved.facts.version = version;
  resolved.facts.shape = *shape;
  for (auto const& [name, value] : record.fields) {
    auto const field = policy.find_field(*shape, name);
    if (!field) {
      unknown(FailureKind::bad_input, "field", name, "use a field of the shape " + record.shape);
    }
    if ((resolved.facts.fields >> *field & 1) != 0) {
      throw Failure(FailureKind::bad_input, {.code = "field.twice",
                                             .message = "the field " + name + " is given twice",
                                             .remedy = "send it once"});
    }
    resolved.facts.fields |= FieldSet{1} << *field;
    resolved.fields.emplace_back(*field, &value);
  }
  for (auto const& [name, day] : record.events) {
    auto const event = policy.find_event(*shape, name);
    if (!event) {
      unknown(FailureKind::bad_input, "event", name, "use an event of the shape " + record.shape);
    }
    resolved.facts.events[*event] = day;
  }
  if (resolved.facts.fields == 0) {
    throw Failure(FailureKind::bad_input, {.code = "record.empty",
                                           .message = "a record has at least one field",
                                           .remedy = "send a field"});
  }
  return resolved;
}

void check_size(std::string const& name, PersonalText const& value,
                promise::gate::Permit const& permit) {
  if (value.reveal(permit).size() > field_bytes_max) {
    throw Failure(FailureKind::too_large,
                  {.code = "field.too_large",
                   .message = "the field " + name + " has more than 8 388 608 bytes",
                   .remedy = "send it in smaller parts, or keep the file elsewhere"});
  }
}

// The subject as it will be with the record: the record's own events move its clocks.
SubjectView view_with(Rules const& rules, promise::retention::SubjectFacts subject,
                      RecordFacts const& record) {
  auto const& shape = rules.history().of(record.version).shapes[record.shape];
  for (std::size_t i = 0; i < shape.events.size(); ++i) {
    if (auto const day = record.events[i]) {
      promise::retention::LatestEvent const own{
          .shape = promise::retention::name_hash(shape.name),
          .event = promise::retention::name_hash(shape.events[i].name),
          .day = *day};
      auto const known = std::ranges::find_if(subject.latest, [&](auto const& entry) {
        return entry.shape == own.shape && entry.event == own.event;
      });
      if (known == subject.latest.end()) {
        subject.latest.push_back(own);
      } else {
        known->day = std::max(known->day, own.day);
      }
    }
  }
  return rules.view(subject, record.version);
}

// Removes from `resolved` what no purpose may hold now; the names of what was removed.
std::vector<std::string> leave_out_lapsed(Rules const& rules, SubjectView const& view, Day today,
                                          Resolved& resolved) {
  auto const& shape = rules.history().of(resolved.facts.version).shapes[resolved.facts.shape];
  auto const leasing =
      leasing_of(rules, resolved.facts, view, compartments_present(rules, resolved.facts), today);
  auto const& layout = rules.compartments(resolved.facts);
  std::vector<std::string> left_out;
  std::erase_if(resolved.fields, [&](auto const& field) {
    for (std::size_t i = 0; i < layout.size(); ++i) {
      if ((layout[i].fields >> field.first & 1) != 0 &&
          leasing.until[i].kind != Until::Kind::gone) {
        return false;
      }
    }
    left_out.push_back(shape.fields[field.first].name);
    resolved.facts.fields &= ~(FieldSet{1} << field.first);
    return true;
  });
  return left_out;
}

Failure not_held(std::string const& shape, std::vector<std::string> const& fields) {
  std::string names;
  for (auto const& name : fields) {
    names += (names.empty() ? "" : ", ") + name;
  }
  return {FailureKind::refused,
          {.code = "field.not_held",
           .message = "no purpose of the policy may hold " + names + " of this " + shape + " now",
           .remedy = "leave these fields out: their term is over, or their purpose has ended or "
                     "lacks consent"}};
}

Added add_one(SubjectSession& session, Actor const& actor, NewRecord const& record,
              WriteSettings const& settings, Random& random) {
  Rules const& rules = session.rules();
  Day const today = session.today();
  auto const& edition = rules.history().current();
  Added added{.record = record_id_of(session.standing(), record, random), .fields_left_out = {}};
  Resolved resolved = resolve(*edition.policy, edition.number, record);
  if (!record.reference.empty() && session.holds(added.record)) {
    added.outcome = Added::Outcome::existed;
    return added;
  }
  SubjectView const view = view_with(rules, session.standing().facts, resolved.facts);
  added.fields_left_out = leave_out_lapsed(rules, view, today, resolved);
  if (!added.fields_left_out.empty() && settings.lapsed_fields == LapsedFields::refuse) {
    throw not_held(record.shape, added.fields_left_out);
  }
  if (resolved.fields.empty()) {
    added.outcome = Added::Outcome::lapsed;
    return added;
  }
  auto const decision =
      Gate(rules).decide_collection(actor, resolved.facts.fields, resolved.facts, view, today);
  if (!decision) {
    throw Failure(FailureKind::refused,
                  {.code = std::string(promise::gate::code_of(decision.error())),
                   .message = "this key may not write a " + record.shape,
                   .remedy = "use a key that is bound to a purpose which holds the record"});
  }
  std::vector<SubjectSession::PlainField> values;
  for (auto const& [field, value] : resolved.fields) {
    check_size(edition.policy->shapes[resolved.facts.shape].fields[field].name, *value, *decision);
    values.push_back({.field = field, .value = value->reveal(*decision)});
  }
  RecordFacts facts = resolved.facts;
  facts.fields = 0;
  session.add(added.record, facts, values);
  session.note(session.statement("collected")
                   .say("actor", actor.id)
                   .say("shape", record.shape)
                   .say("record", added.record.value)
                   .say("fields", edition.policy->shapes[resolved.facts.shape].names_of(
                                      resolved.facts.fields)));
  return added;
}

std::vector<Added> add_all(SubjectSession& session, Actor const& actor,
                           std::span<NewRecord const> records, WriteSettings const& settings,
                           Random& random) {
  std::vector<Added> added;
  for (NewRecord const& record : records) {
    added.push_back(add_one(session, actor, record, settings, random));
  }
  return added;
}

bool lists_all(subjects::Standing const& standing, Claim const& claim) {
  return std::ranges::all_of(claim.references,
                             [&](Uuid const& inner) { return standing.lists(inner); });
}

bool any_added(std::vector<Added> const& added) {
  return std::ranges::find(added, Added::Outcome::added, &Added::outcome) != added.end();
}

}  // namespace

Added Vault::add_record(Actor const& actor, SubjectId const& subject, NewRecord const& record,
                        WriteSettings const& settings) {
  return add_to(actor, subject, std::span(&record, 1), settings).front();
}

std::vector<Added> Vault::add_records(Actor const& actor, SubjectId const& subject,
                                      std::vector<NewRecord> const& records,
                                      WriteSettings const& settings) {
  return add_to(actor, subject, records, settings);
}

std::vector<Added> Vault::add_to(Actor const& actor, SubjectId const& subject,
                                 std::span<NewRecord const> records,
                                 WriteSettings const& settings) {
  auto transaction = ground_.store.begin(bucket_of(subject));
  InForce const in_force = this->in_force();
  SessionGround const ground = session_ground(in_force);
  keys::KeyTree tree(ground_.ring, *transaction, bucket_of(subject));
  auto const session =
      SubjectSession::load(ground, {.transaction = *transaction, .tree = tree}, subject);
  if (!session) {
    throw subject_unknown();
  }
  auto added = add_all(*session, actor, records, settings, ground_.ring.random());
  if (any_added(added)) {
    session->save();
    commit(*transaction, bucket_of(subject), settings.durability);
  }
  return added;
}

std::optional<Admitted> Vault::admit_to(Actor const& actor, Claim const& claim,
                                        std::vector<NewRecord> const& records,
                                        WriteSettings const& settings, Unknown unknown) {
  auto transaction = ground_.store.begin(bucket_of(claim.subject));
  InForce const in_force = this->in_force();
  SessionGround const ground = session_ground(in_force);
  keys::KeyTree tree(ground_.ring, *transaction, bucket_of(claim.subject));
  SubjectSession::Place const place{.transaction = *transaction, .tree = tree};
  auto session = SubjectSession::load(ground, place, claim.subject);
  bool const existed = session != nullptr;
  if (existed ? !lists_all(session->standing(), claim) : unknown == Unknown::leave) {
    return std::nullopt;
  }
  if (!existed) {
    session = SubjectSession::create(ground, place, claim.subject, claim.references);
    if (records.empty()) {  // nothing else would tell of it
      session->note(session->statement("subject_created"));
    }
  }
  Admitted admitted{.subject = claim.subject,
                    .existed = existed,
                    .records = add_all(*session, actor, records, settings, ground_.ring.random())};
  if (any_added(admitted.records) || !existed) {
    session->save();
    commit(*transaction, bucket_of(claim.subject), settings.durability);
  }
  if (!existed) {
    confirm(claim);
  }
  return admitted;
}

void Vault::append_event(Actor const& actor, SubjectId const& subject, RecordId const& record,
                         std::string_view event, Day day, store::Durability durability) {
  act_or_fail(subject, durability, [&](SubjectSession& session) {
    return append_in(session, actor, record, event, day);
  });
}

bool Vault::append_in(SubjectSession& session, Actor const& actor, RecordId const& record,
                      std::string_view event, Day day) const {
  if (!session.holds(record)) {
    throw record_unknown();
  }
  StoredRecord const* const stored = session.record(record);
  Policy const& policy = session.rules().history().of(stored->facts.version);
  auto const index = policy.find_event(stored->facts.shape, event);
  if (!index) {
    unknown(FailureKind::bad_input, "event", event,
            "use an event of the shape " + policy.shapes[stored->facts.shape].name);
  }
  // What a legal hold alone keeps has no say about who may tell what happened.
  auto const shown = in_force().shown;
  auto const view = shown->view(session.standing().facts, stored->facts.version);
  FieldSet const in_use = Gate(*shown).in_use(stored->facts, view, today()).fields();
  check_may_write(actor, stored->facts, in_use != 0 ? in_use : stored->facts.fields,
                  session.standing());
  if (auto const happened = stored->facts.events[*index]) {
    if (*happened == day) {
      return false;
    }
    throw Failure(FailureKind::conflict,
                  {.code = "event.happened",
                   .message = "the event " + std::string(event) + " has happened already, on " +
                              lofte::to_string(*happened),
                   .remedy = "an event of a record happens once"});
  }
  session.append_event(record, *index, day);
  session.note(session.statement("event_added")
                   .say("actor", actor.id)
                   .say("record", record.value)
                   .say("event", event)
                   .say("day", lofte::to_string(day)));
  return true;
}

void Vault::happen(Actor const& actor, SubjectId const& subject, RecordId const& record,
                   Happening const& happening) {
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    bool const appended = append_in(session, actor, record, happening.event, happening.day);
    if (appended) {
      replace_in(session, actor, record, happening.fields, happening.act);
    }
    return appended;
  });
}

void Vault::check_may_write(Actor const& actor, RecordFacts const& facts, FieldSet fields,
                            subjects::Standing const& standing) const {
  auto const rules = in_force().shown;
  auto const decision = Gate(*rules).decide_collection(
      actor, fields, facts, rules->view(standing.facts, facts.version), today());
  if (!decision) {
    throw Failure(FailureKind::refused,
                  {.code = std::string(promise::gate::code_of(decision.error())),
                   .message = "this key may not change the record now",
                   .remedy = "use a key that is bound to a purpose which holds the record"});
  }
}

void Vault::replace_fields(Actor const& actor, SubjectId const& subject, RecordId const& record,
                           Values const& fields, std::string_view act) {
  act_or_fail(subject, store::Durability::synced, [&](SubjectSession& session) {
    replace_in(session, actor, record, fields, act);
    return true;
  });
}

void Vault::replace_in(SubjectSession& session, Actor const& actor, RecordId const& record,
                       Values const& fields, std::string_view act) const {
  if (!session.holds(record)) {
    throw record_unknown();
  }
  RecordFacts const& facts = session.record(record)->facts;
  Policy const& policy = session.rules().history().of(facts.version);
  FieldSet touched = 0;
  for (auto const& [name, value] : fields) {
    auto const field = policy.find_field(facts.shape, name);
    if (!field) {
      unknown(FailureKind::bad_input, "field", name,
              "use a field of the shape " + policy.shapes[facts.shape].name);
    }
    touched |= FieldSet{1} << *field;
  }
  check_may_write(actor, facts, touched, session.standing());
  auto const permit = Gate(session.rules()).for_upkeep(facts);
  std::vector<std::pair<FieldIndex, std::optional<std::string_view>>> values;
  for (auto const& [name, value] : fields) {
    if (value) {
      check_size(name, *value, permit);
    }
    values.emplace_back(
        *policy.find_field(facts.shape, name),
        value ? std::optional<std::string_view>(value->reveal(permit)) : std::nullopt);
  }
  session.replace(record, values);
  session.note(session.statement(act)
                   .say("actor", actor.id)
                   .say("record", record.value)
                   .say("fields", policy.shapes[facts.shape].names_of(touched)));
  if (act == rectified_act) {
    tell(session, {.act = act,
                   .record = record,
                   .data = held_now(session, {.record = record, .fields = touched})});
  }
}

}  // namespace lofte::custody::vault
