#include "shop/rights/answer.hpp"

#include <ranges>

#include "base/failure.hpp"

namespace lofte::shop::rights {

using custody::vault::RecordSummary;
using promise::policy::History;
using promise::policy::Purpose;

namespace {

// The purpose as its newest version that still has it states it: that is the basis on which data is
// held now.
Purpose const* newest_of(History const& history, std::string_view name) {
  for (auto const& edition : history.editions | std::views::reverse) {
    if (auto const index = edition.policy->find_purpose(name)) {
      return &edition.policy->purposes[*index];
    }
  }
  return nullptr;
}

void add(History const& history, RecordSummary const& record, bool restricted, Answer& answer) {
  for (auto const& hold : record.holds) {
    Purpose const* const purpose = newest_of(history, hold.purpose);
    require(purpose != nullptr, "a purpose that holds is in some version of the policy");
    answer.stays.push_back({.record = record.record,
                            .shape = record.shape,
                            .purpose = hold.purpose,
                            .basis = purpose->basis,
                            .law = purpose->law,
                            .fields = hold.fields,
                            .until = hold.until});
  }
  if (record.legal_hold) {
    answer.set_aside.push_back(
        {.record = record.record, .shape = record.shape, .because = SetAside::Because::legal_hold});
  }
  if (restricted) {
    answer.set_aside.push_back({.record = record.record,
                                .shape = record.shape,
                                .because = SetAside::Because::restriction});
  }
}

}  // namespace

Answer what_stays(custody::vault::Vault const& vault, SubjectId const& subject) {
  Answer answer;
  auto const records = vault.summary(subject);
  if (records.empty()) {
    return answer;
  }
  bool const restricted = vault.standing(subject).restricted;
  auto const in_force = vault.in_force();
  for (RecordSummary const& record : records) {
    add(in_force.shown->history(), record, restricted, answer);
  }
  return answer;
}

}  // namespace lofte::shop::rights
