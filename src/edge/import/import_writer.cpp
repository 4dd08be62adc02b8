#include "edge/import/import_writer.hpp"

#include "base/failure.hpp"
#include "promise/policy/marketing.hpp"

namespace lofte::edge::import {

using custody::store::Durability;
using custody::suppression::Address;
using custody::vault::Added;
using custody::vault::Claim;
using custody::vault::LapsedFields;
using custody::vault::NewRecord;
using promise::policy::Policy;

namespace {

// Moves the row's records to the end of `records`: their values are wiped wherever they have been.
void move_records(ImportRow& row, std::vector<NewRecord>& records) {
  for (ImportRecord& record : row.records) {
    NewRecord& fresh = records.emplace_back(NewRecord{.shape = std::move(record.shape),
                                                      .reference = std::move(record.reference),
                                                      .fields = {},
                                                      .events = std::move(record.events)});
    for (auto& [name, value] : record.fields) {
      fresh.fields.emplace_back(std::move(name), PersonalText(std::move(value)));
    }
  }
}

// Whether a failure speaks of what the row says, rather than of the vault.
bool is_fault_of_row(FailureKind kind) {
  return kind == FailureKind::bad_input || kind == FailureKind::refused ||
         kind == FailureKind::conflict || kind == FailureKind::too_large;
}

BadRow refused(PendingRow& row, Failure const& failure) {
  return {.line = row.line,
          .reason = failure.code(),
          .message = failure.message() + (failure.remedy().empty() ? "" : "; " + failure.remedy()),
          .raw = std::move(row.raw)};
}

std::vector<Address> addresses_in(Policy const& policy, ImportRow const& row) {
  std::vector<Address> addresses;
  for (ImportRecord const& record : row.records) {
    auto const shape = policy.find_shape(record.shape);
    for (auto const& [name, value] : record.fields) {
      auto const field = shape ? policy.find_field(*shape, name) : std::nullopt;
      if (!field) {
        continue;
      }
      auto const& category = policy.categories[policy.shapes[*shape].fields[*field].category];
      if (auto address = custody::suppression::address_in(policy, category, value)) {
        addresses.push_back(*std::move(address));
      }
    }
  }
  return addresses;
}

}  // namespace

Claim const& ImportWriter::claim_of(std::string const& reference) {
  if (auto const known = claims_.find(reference); known != claims_.end()) {
    known->second.is_fresh = false;  // by now they are most likely there
    return known->second;
  }
  if (claims_.size() == subjects_remembered_max) {
    claims_.clear();
  }
  return claims_.emplace(reference, vault_->claim(reference)).first->second;
}

void ImportWriter::create(Group& group) {
  auto const created =
      vault_->create_subject(group.rows.front()->row.subject, Durability::deferred);
  counts_.subjects_created += created.existed ? 0 : 1;
  group.claim.subject = created.subject;
}

// Whether the person of an address in the row has said no to the purpose here, perhaps before they
// were erased.
bool ImportWriter::is_suppressed(ImportRow const& row, std::string_view purpose) const {
  auto const rules = vault_->in_force().shown;
  Policy const& policy = *rules->history().current().policy;
  auto const index = policy.find_purpose(purpose);
  if (!index || !is_marketing(policy.purposes[*index])) {
    return false;
  }
  for (Address const& address : addresses_in(policy, row)) {
    for (std::string const& channel : policy.purposes[*index].channels) {
      if (custody::suppression::leads_to(channel, address.kind) &&
          suppressions_.has(address, custody::suppression::scope_of(purpose, channel))) {
        return true;
      }
    }
  }
  return false;
}

// Before the records: a purpose that rests on consent holds nothing without it.
void ImportWriter::bring_consents(Group& group) {
  bool created = false;
  for (PendingRow const* const row : group.rows) {
    for (ImportConsent const& consent : row->row.consents) {
      if (is_suppressed(row->row, consent.purpose)) {
        ++counts_.consents_suppressed;
        continue;
      }
      if (!created) {
        create(group);
        created = true;
      }
      vault_->bring_consent(group.claim.subject, consent.purpose, consent.given,
                            Durability::deferred);
    }
  }
}

void ImportWriter::add(Claim const& claim, std::vector<NewRecord> const& records) {
  auto const admitted =
      vault_->admit(actor_, claim, records,
                    {.durability = Durability::deferred, .lapsed_fields = LapsedFields::leave_out});
  counts_.subjects_created += admitted.existed ? 0 : 1;
  for (Added const& one : admitted.records) {
    counts_.records_added += one.outcome == Added::Outcome::added ? 1 : 0;
    counts_.records_existed += one.outcome == Added::Outcome::existed ? 1 : 0;
    counts_.records_lapsed += one.outcome == Added::Outcome::lapsed ? 1 : 0;
    counts_.fields_left_out += one.fields_left_out.size();
  }
}

// The rows one by one, after their transaction was refused: one of them is to blame, and the others
// are not to suffer for it.
void ImportWriter::write_alone(Group& group, std::vector<NewRecord> records,
                               std::vector<BadRow>& bad) {
  create(group);  // even if every row is to blame: a claim is not to be left alone
  auto next = records.begin();
  for (PendingRow* const row : group.rows) {
    auto const end = next + static_cast<std::ptrdiff_t>(row->row.records.size());
    std::vector<NewRecord> const own(std::make_move_iterator(next), std::make_move_iterator(end));
    next = end;
    try {
      add(group.claim, own);
    } catch (Failure const& failure) {
      if (!is_fault_of_row(failure.kind())) {
        throw;
      }
      bad.push_back(refused(*row, failure));
    }
  }
}

// Whom the rows are about; nullopt when the vault refuses the reference, and with it the rows.
std::optional<Claim> ImportWriter::place(std::vector<PendingRow*> const& rows,
                                         std::vector<BadRow>& bad) {
  try {
    return claim_of(rows.front()->row.subject);
  } catch (Failure const& failure) {
    if (!is_fault_of_row(failure.kind())) {
      throw;
    }
    for (PendingRow* const row : rows) {
      bad.push_back(refused(*row, failure));
    }
    return std::nullopt;
  }
}

void ImportWriter::write_together(Group& group, std::vector<BadRow>& bad) {
  bring_consents(group);
  std::vector<NewRecord> records;
  for (PendingRow* const row : group.rows) {
    move_records(row->row, records);
  }
  try {
    add(group.claim, records);
  } catch (Failure const& failure) {
    if (!is_fault_of_row(failure.kind())) {
      throw;
    }
    write_alone(group, std::move(records), bad);
  }
}

std::vector<BadRow> ImportWriter::write(std::vector<PendingRow> batch) {
  std::unordered_map<std::string_view, std::size_t> places;
  std::vector<std::vector<PendingRow*>> by_subject;
  for (PendingRow& row : batch) {
    auto const [at, is_new] = places.try_emplace(row.row.subject, by_subject.size());
    if (is_new) {
      by_subject.emplace_back();
    }
    by_subject[at->second].push_back(&row);
  }
  std::vector<BadRow> bad;
  // What is near in the store, in a row. Of two references, one subject may have both.
  std::multimap<SubjectId, Group> in_place;
  for (auto& rows : by_subject) {
    if (auto claim = place(rows, bad)) {
      SubjectId const subject = claim->subject;
      in_place.emplace(subject, Group{.claim = std::move(*claim), .rows = std::move(rows)});
    }
  }
  for (auto& [subject, group] : in_place) {
    write_together(group, bad);
  }
  return bad;
}

}  // namespace lofte::edge::import
