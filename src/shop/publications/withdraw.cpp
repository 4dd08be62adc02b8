#include "shop/publications/withdraw.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "shop/publications/fields.hpp"

namespace lofte::shop::publications {

using custody::vault::RecordSummary;
using custody::vault::Vault;
using promise::gate::Actor;
using promise::gate::the_person_by_right;

namespace {

RecordSummary summary_of(Vault const& vault, SubjectId const& subject, RecordId const& record) {
  auto const all = vault.summary(subject);
  auto const found = std::ranges::find(all, record, &RecordSummary::record);
  if (found == all.end() || found->shape != publication_shape) {
    throw Failure(FailureKind::not_found,
                  {.code = "record.unknown",
                   .message = "there is no such contribution, or it is held no longer",
                   .remedy = "there is nothing left to withdraw"});
  }
  return *found;
}

// Of every field that is held.
Vault::Values removals(RecordSummary const& summary) {
  Vault::Values changes;
  for (auto const& hold : summary.holds) {
    for (std::string const& field : hold.fields) {
      if (std::ranges::none_of(changes, [&](auto const& known) { return known.first == field; })) {
        changes.emplace_back(field, std::nullopt);
      }
    }
  }
  return changes;
}

void remove_values(Vault& vault, Actor const& actor, SubjectId const& subject,
                   RecordSummary const& summary) {
  if (auto const changes = removals(summary); !changes.empty()) {
    vault.replace_fields(actor, subject, summary.record, changes);
  }
}

// Whether the policy that it was collected under knows the event, and it has not happened.
bool can_be_withdrawn(Vault const& vault, RecordSummary const& summary) {
  auto const rules = vault.in_force().shown;
  auto const& policy = rules->history().of(summary.version);
  auto const shape = policy.find_shape(publication_shape);
  return shape && policy.find_event(*shape, withdrawn_event) && !summary.day_of(withdrawn_event);
}

}  // namespace

void withdraw(Vault& vault, SubjectId const& subject, RecordId const& record) {
  RecordSummary const summary = summary_of(vault, subject, record);
  if (can_be_withdrawn(vault, summary)) {
    vault.happen(the_person_by_right, subject, record,
                 {.event = withdrawn_event, .day = vault.today(), .fields = removals(summary)});
  } else {
    remove_values(vault, the_person_by_right, subject, summary);
  }
}

void decline(Vault& vault, Actor const& actor, SubjectId const& subject, RecordId const& record) {
  remove_values(vault, actor, subject, summary_of(vault, subject, record));
}

}  // namespace lofte::shop::publications
