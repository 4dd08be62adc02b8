#include "shop/publications/withdraw.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "shop/publications/fields.hpp"

namespace lofte::shop::publications {

using custody::vault::RecordSummary;
using custody::vault::Vault;
using promise::gate::Actor;
using promise::gate::the_person;

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

void remove_values(Vault& vault, Actor const& actor, SubjectId const& subject,
                   RecordSummary const& summary) {
  std::vector<std::pair<std::string, std::optional<PersonalText>>> changes;
  for (auto const& hold : summary.holds) {
    for (std::string const& field : hold.fields) {
      if (std::ranges::none_of(changes, [&](auto const& known) { return known.first == field; })) {
        changes.emplace_back(field, std::nullopt);
      }
    }
  }
  if (!changes.empty()) {
    vault.replace_fields(actor, subject, summary.record, changes);
  }
}

}  // namespace

void withdraw(Vault& vault, SubjectId const& subject, RecordId const& record) {
  RecordSummary const summary = summary_of(vault, subject, record);
  auto const rules = vault.in_force().shown;
  auto const& policy = *rules->history().current().policy;
  auto const shape = policy.find_shape(publication_shape);
  bool const happened = std::ranges::any_of(
      summary.events, [](auto const& event) { return event.first == withdrawn_event; });
  if (shape && policy.find_event(*shape, withdrawn_event) && !happened) {
    vault.append_event(the_person, subject, record, withdrawn_event, vault.today(),
                       custody::store::Durability::synced);
  }
  remove_values(vault, the_person, subject, summary);
}

void decline(Vault& vault, Actor const& actor, SubjectId const& subject, RecordId const& record) {
  remove_values(vault, actor, subject, summary_of(vault, subject, record));
}

}  // namespace lofte::shop::publications
