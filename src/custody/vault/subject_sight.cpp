#include "custody/vault/subject_sight.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "base/personal.hpp"
#include "custody/vault/leasing.hpp"

namespace lofte::custody::vault {

using promise::gate::Permit;
using promise::policy::FieldIndex;
using promise::policy::Policy;
using promise::policy::PurposeIndex;
using store::Plane;

SubjectSight::SubjectSight(Ground const& ground, SubjectId const& subject)
    : ground_(ground),
      subject_(subject),
      view_(ground.store.read(bucket_of(subject))),
      tree_(ground.ring, *view_, bucket_of(subject)) {}

std::unique_ptr<SubjectSight> SubjectSight::see(Ground const& ground, SubjectId const& subject) {
  std::unique_ptr<SubjectSight> sight(new SubjectSight(ground, subject));
  auto const stored = subjects::StoredSubject::load(*sight->view_, subject);
  if (!stored) {
    return nullptr;
  }
  crypto::Key const person = sight->tree_.leaf(stored->person);
  sight->person_ = person;
  sight->rows_ = subjects::row_key(person);
  sight->standing_ = subjects::open_standing(sight->rows_, subject, stored->sealed);
  return sight;
}

promise::retention::SubjectView SubjectSight::view_in(promise::policy::Version version) const {
  return ground_.rules.view(standing_.facts, version);
}

std::optional<subjects::RecordOutline> SubjectSight::find(RecordId const& id) const {
  if (auto const* const listed = standing_.listed(id)) {
    return *listed;
  }
  auto const record = load_record(*view_, subject_, standing_, rows_, id);
  return record ? std::optional(subjects::RecordOutline{
                      .id = id, .collected = record->collected, .facts = record->facts})
                : std::nullopt;
}

void SubjectSight::visit_records(
    std::function<void(subjects::RecordOutline const&)> const& visit) const {
  each_outline(*view_, subject_, standing_, rows_, visit);
}

std::optional<crypto::Key> SubjectSight::opener_key(subjects::Opener const& opener) const {
  return opener.term ? ground_.terms.find(subjects::encode(*opener.term))
                     : tree_.leaf(opener.leaf.value());
}

std::optional<crypto::Key> SubjectSight::lease_key(StoredRecord const& record,
                                                   Lease const& lease) const {
  if (!lease.by_clock) {
    auto const opener = opener_key(lease.opener);
    return opener ? std::optional(crypto::combine(person_, *opener)) : std::nullopt;
  }
  auto const clock = std::ranges::find_if(standing_.clocks, [&](auto const& known) {
    return known.version == record.facts.version && known.clause == lease.clause;
  });
  auto const opener = clock == standing_.clocks.end() ? std::nullopt : opener_key(clock->opener);
  if (!opener) {
    return std::nullopt;
  }
  return crypto::combine(person_, crypto::unwrap(crypto::combine(person_, *opener), clock->key,
                                                 subjects::clock_place(subject_, *clock)));
}

bool SubjectSight::serves(Policy const& policy, Lease const& lease, PurposeIndex purpose) const {
  if (purpose == promise::gate::no_purpose) {
    return true;  // the subject's own access
  }
  return lease.kind == LeaseKind::clause
             ? policy.holdings[policy.clauses[lease.clause].holding].purpose == purpose
             : lease.kind == LeaseKind::hold && policy.purposes[purpose].name == "legal_claims";
}

SubjectSight::Fields SubjectSight::open(RecordId const& id, Permit const& permit) const {
  StoredRecord const record = load_record(*view_, subject_, standing_, rows_, id).value();
  Policy const& policy = ground_.rules.history().of(record.facts.version);
  auto const& layout = ground_.rules.compartments(record.facts);
  Fields fields;
  std::optional<CompartmentRow> row;
  CompartmentSet done = 0;
  for (Lease const& lease : record.leases) {
    if (!serves(policy, lease, permit.purpose()) || (lease.compartments & ~done) == 0) {
      continue;
    }
    auto const key = lease_key(record, lease);
    if (!key) {
      continue;
    }
    if (!row) {
      row = CompartmentRow::load(*view_, subject_, id).value_or(CompartmentRow{});
    }
    Bytes data_keys = crypto::open(*key, lease.sealed, lease_place(subject_, id, lease));
    Reader reader(data_keys);
    each_compartment(lease.compartments, [&](std::uint8_t i) {
      BytesView const data_key = reader.raw(crypto::key_bytes);
      auto const permitted = layout[i].fields & permit.fields();
      if ((done >> i & 1) != 0 || permitted == 0) {
        return;
      }
      done |= CompartmentSet{1} << i;
      auto const* const sealed = row->find(i, record.generations[i]);
      if (sealed == nullptr) {
        fields.not_restored |= permitted & record.facts.fields;
        return;
      }
      Bytes plain = open_compartment(
          {.subject = subject_, .record = id, .compartment = i, .generation = sealed->generation},
          crypto::Key::from_bytes(data_key), *sealed);
      decode_fields(plain, [&](FieldIndex field, std::string_view value) {
        if ((permit.fields() >> field & 1) != 0) {
          fields.opened.push_back({.field = field, .value = PersonalText(std::string(value))});
        }
      });
      wipe(plain);
    });
    wipe(data_keys);
  }
  return fields;
}

}  // namespace lofte::custody::vault
