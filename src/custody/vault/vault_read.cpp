// The vault's reading side: one consistent view of the subject's bucket, the gate, then only what
// the permit opens.
#include <algorithm>

#include "custody/vault/failures.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::custody::vault {

using promise::gate::Actor;
using promise::gate::Gate;
using promise::gate::Permit;
using promise::gate::Reason;
using promise::policy::Basis;
using promise::policy::FieldIndex;
using promise::policy::FieldSet;
using promise::policy::Policy;
using promise::policy::PurposeIndex;
using promise::retention::RecordFacts;
using promise::retention::Rules;
using promise::retention::SubjectView;
using promise::retention::Until;
using store::Plane;

namespace {

// A subject as one view sees it.
struct SeenSubject {
  SubjectId id;
  crypto::Key person;
  crypto::Key rows;
  subjects::Standing standing;
};

struct Reading {
  Vault::Ground const& ground;
  Rules const& rules;
  store::View& view;
  keys::KeyTree& tree;
  Day today;
};

std::optional<SeenSubject> see(Reading const& reading, SubjectId const& subject) {
  auto const stored = subjects::StoredSubject::load(reading.view, subject);
  if (!stored) {
    return std::nullopt;
  }
  auto const person = reading.tree.leaf(stored->person);
  require(person.has_value(), "a stored subject has a person key");
  crypto::Key const rows = subjects::row_key(*person);
  return SeenSubject{.id = subject,
                     .person = *person,
                     .rows = rows,
                     .standing = subjects::open_standing(rows, subject, stored->sealed)};
}

std::optional<crypto::Key> opener_key(Reading const& reading, subjects::Opener const& opener) {
  return opener.term ? reading.ground.terms.find(subjects::encode(*opener.term))
                     : reading.tree.leaf(opener.leaf.value());
}

std::optional<crypto::Key> lease_key(Reading const& reading, SeenSubject const& subject,
                                     StoredRecord const& record, Lease const& lease) {
  auto opener = std::optional<crypto::Key>();
  if (lease.by_clock) {
    auto const clock = std::ranges::find_if(subject.standing.clocks, [&](auto const& known) {
      return known.version == record.facts.version && known.clause == lease.clause;
    });
    if (clock != subject.standing.clocks.end()) {
      if (auto const key = opener_key(reading, clock->opener)) {
        opener = crypto::unwrap(crypto::combine(subject.person, *key), clock->key,
                                subjects::clock_place(subject.id, *clock));
      }
    }
  } else {
    opener = opener_key(reading, lease.opener);
  }
  return opener ? std::optional(crypto::combine(subject.person, *opener)) : std::nullopt;
}

bool serves(Policy const& policy, Lease const& lease, PurposeIndex purpose) {
  return lease.kind == LeaseKind::clause
             ? policy.holdings[policy.clauses[lease.clause].holding].purpose == purpose
             : lease.kind == LeaseKind::hold && policy.purposes[purpose].name == "legal_claims";
}

// Opens the permitted fields through the purpose's own leases.
std::vector<OpenedField> open_permitted(Reading const& reading, SeenSubject const& subject,
                                        RecordId const& id, StoredRecord const& record,
                                        Permit const& permit) {
  Policy const& policy = reading.rules.history().of(record.facts.version);
  auto const& layout = reading.rules.compartments(record.facts);
  auto const& shape = policy.shapes[record.facts.shape];
  std::vector<OpenedField> opened;
  std::optional<CompartmentRow> row;
  CompartmentSet done = 0;
  for (Lease const& lease : record.leases) {
    if (!serves(policy, lease, permit.purpose()) || (lease.compartments & ~done) == 0) {
      continue;
    }
    auto const key = lease_key(reading, subject, record, lease);
    if (!key) {
      continue;
    }
    if (!row) {
      row = CompartmentRow::load(reading.view, subject.id, id).value_or(CompartmentRow{});
    }
    Bytes plain_keys = crypto::open(*key, lease.sealed, lease_place(subject.id, id, lease));
    Reader keys(plain_keys);
    for (std::uint8_t i = 0; i < layout.size(); ++i) {
      if ((lease.compartments >> i & 1) == 0) {
        continue;
      }
      BytesView const data_key = keys.raw(crypto::key_bytes);
      auto const* const sealed = row->find(i);
      if (sealed == nullptr || (done >> i & 1) != 0 || (layout[i].fields & permit.fields()) == 0) {
        continue;
      }
      done |= CompartmentSet{1} << i;
      Bytes plain = open_compartment(
          {.subject = subject.id, .record = id, .compartment = i, .generation = sealed->generation},
          crypto::Key::from_bytes(data_key), *sealed);
      decode_fields(plain, [&](FieldIndex field, std::string_view value) {
        if ((permit.fields() >> field & 1) != 0) {
          opened.push_back(
              {.name = shape.fields[field].name, .value = PersonalText(std::string(value))});
        }
      });
      wipe(plain);
    }
    wipe(plain_keys);
  }
  return opened;
}

Read read_one(Reading const& reading, SeenSubject const& subject, RecordId const& id,
              StoredRecord const& record, Actor const& actor, std::string_view purpose,
              std::span<std::string const> fields) {
  Policy const& policy = reading.rules.history().of(record.facts.version);
  auto const& shape = policy.shapes[record.facts.shape];
  auto const index = policy.find_purpose(purpose);
  if (!index) {
    return std::unexpected(Reason::purpose_unknown);
  }
  FieldSet wanted = 0;
  for (std::string const& name : fields) {
    auto const field = policy.find_field(record.facts.shape, name);
    if (!field) {
      return std::unexpected(Reason::field_not_held);
    }
    wanted |= FieldSet{1} << *field;
  }
  if (fields.empty()) {
    wanted = reading.rules.fields(record.facts.version, record.facts.shape, *index);
    if (wanted == 0 && record.facts.held && policy.purposes[*index].name == "legal_claims") {
      wanted = record.facts.fields;
    }
  }
  SubjectView const view = reading.rules.view(subject.standing.facts, record.facts.version);
  auto const decision =
      Gate(reading.rules)
          .decide({.actor = actor, .purpose = *index, .fields = wanted, .today = reading.today},
                  record.facts, view);
  if (!decision) {
    return std::unexpected(decision.error());
  }
  Opened opened{.permit = *decision,
                .record = id,
                .shape = shape.name,
                .events = {},
                .fields = open_permitted(reading, subject, id, record, *decision),
                .until = reading.rules.until(record.facts, view, *index)};
  for (std::size_t i = 0; i < shape.events.size(); ++i) {
    if (record.facts.events[i]) {
      opened.events.emplace_back(shape.events[i].name, *record.facts.events[i]);
    }
  }
  if (opened.fields.empty() && (wanted & record.facts.fields) != 0) {
    return std::unexpected(Reason::lapsed);  // its keys are destroyed already
  }
  return opened;
}

// Every record of a subject, opened as far as its facts.
void visit_records(Reading const& reading, SeenSubject const& subject,
                   std::function<void(RecordId const&, StoredRecord const&)> const& visit) {
  reading.view.scan(
      Plane::keys, record_prefix(subject.id), {}, [&](BytesView key, BytesView value) {
        visit(record_of_key(key), StoredRecord::decode(crypto::open(subject.rows, value, key)));
        return true;
      });
}

std::vector<std::string> names_of(promise::policy::Shape const& shape, FieldSet fields) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < shape.fields.size(); ++i) {
    if ((fields >> i & 1) != 0) {
      names.push_back(shape.fields[i].name);
    }
  }
  return names;
}

RecordSummary summarise(Rules const& rules, RecordId const& id, RecordFacts const& facts,
                        SubjectView const& view, Day today) {
  Policy const& policy = rules.history().of(facts.version);
  auto const& shape = policy.shapes[facts.shape];
  RecordSummary summary{
      .record = id, .shape = shape.name, .events = {}, .holds = {}, .legal_hold = facts.held};
  for (std::size_t i = 0; i < shape.events.size(); ++i) {
    if (facts.events[i]) {
      summary.events.emplace_back(shape.events[i].name, *facts.events[i]);
    }
  }
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

Read Vault::read(Actor const& actor, SubjectId const& subject, RecordId const& record,
                 std::string_view purpose, std::span<std::string const> fields) const {
  InForce const in_force = this->in_force();
  auto const view = ground_.store.read(bucket_of(subject));
  keys::KeyTree tree(ground_.ring, *view, bucket_of(subject));
  Reading const reading{
      .ground = ground_, .rules = *in_force.shown, .view = *view, .tree = tree, .today = today()};
  auto const seen = see(reading, subject);
  if (!seen) {
    throw subject_unknown();
  }
  Bytes const key = record_key(subject, record);
  auto const row = view->get(Plane::keys, key);
  if (!row) {
    throw record_unknown();
  }
  return read_one(reading, *seen, record, StoredRecord::decode(crypto::open(seen->rows, *row, key)),
                  actor, purpose, fields);
}

void Vault::read_all(Actor const& actor, SubjectId const& subject, std::string_view purpose,
                     std::function<void(Opened const&)> const& visit) const {
  InForce const in_force = this->in_force();
  auto const view = ground_.store.read(bucket_of(subject));
  keys::KeyTree tree(ground_.ring, *view, bucket_of(subject));
  Reading const reading{
      .ground = ground_, .rules = *in_force.shown, .view = *view, .tree = tree, .today = today()};
  auto const seen = see(reading, subject);
  if (!seen) {
    throw subject_unknown();
  }
  visit_records(reading, *seen, [&](RecordId const& id, StoredRecord const& record) {
    if (auto const opened = read_one(reading, *seen, id, record, actor, purpose, {})) {
      visit(*opened);
    }
  });
}

std::vector<RecordSummary> Vault::summary(SubjectId const& subject) const {
  InForce const in_force = this->in_force();
  auto const view = ground_.store.read(bucket_of(subject));
  keys::KeyTree tree(ground_.ring, *view, bucket_of(subject));
  Reading const reading{
      .ground = ground_, .rules = *in_force.shown, .view = *view, .tree = tree, .today = today()};
  auto const seen = see(reading, subject);
  std::vector<RecordSummary> summaries;
  if (!seen) {
    return summaries;
  }
  visit_records(reading, *seen, [&](RecordId const& id, StoredRecord const& record) {
    auto const its_view = reading.rules.view(seen->standing.facts, record.facts.version);
    auto summary = summarise(reading.rules, id, record.facts, its_view, reading.today);
    if (!summary.holds.empty() || summary.legal_hold || its_view.restricted) {
      summaries.push_back(std::move(summary));
    }
  });
  return summaries;
}

promise::retention::SubjectFacts Vault::standing(SubjectId const& subject) const {
  InForce const in_force = this->in_force();
  auto const view = ground_.store.read(bucket_of(subject));
  keys::KeyTree tree(ground_.ring, *view, bucket_of(subject));
  Reading const reading{
      .ground = ground_, .rules = *in_force.shown, .view = *view, .tree = tree, .today = today()};
  auto const seen = see(reading, subject);
  if (!seen) {
    throw subject_unknown();
  }
  return seen->standing.facts;
}

}  // namespace lofte::custody::vault
