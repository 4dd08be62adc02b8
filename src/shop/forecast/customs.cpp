#include "shop/forecast/customs.hpp"

namespace lofte::shop::forecast {

using promise::policy::Basis;
using promise::policy::ClauseKind;
using promise::policy::Holding;
using promise::policy::Policy;
using promise::policy::PurposeSet;

namespace {

void note_counted(Policy const& policy, Holding const& holding, std::vector<Custom>& customs) {
  for (std::size_t at = 0; at < holding.clause_count; ++at) {
    auto const& clause = policy.clauses[holding.first_clause + at];
    if (clause.kind != ClauseKind::until_withdrawn) {
      customs[clause.event_shape].counts[clause.event] = true;
    }
  }
  if (holding.cap) {
    customs[holding.shape].counts[holding.cap->event] = true;
  }
}

void note_holder(Policy const& policy, Holding const& holding, Custom& custom) {
  Basis const basis = policy.purposes[holding.purpose].basis;
  PurposeSet const purpose = PurposeSet{1} << holding.purpose;
  custom.needs_consent = (!custom.is_held || custom.needs_consent) && basis == Basis::consent;
  custom.is_held = true;
  if (basis == Basis::consent) {
    custom.on_consent |= purpose;
  }
  if (basis == Basis::legitimate_interests || basis == Basis::public_task) {
    custom.to_object_to |= purpose;
  }
}

}  // namespace

std::vector<Custom> customs_of(Policy const& policy) {
  std::vector<Custom> customs;
  for (auto const& shape : policy.shapes) {
    Custom& custom = customs.emplace_back(Custom{.arrival = arrival_of(shape.name)});
    for (auto const& event : shape.events) {
      custom.sequels.push_back(sequel_of(shape.name, event.name));
    }
    custom.counts.resize(shape.events.size());
  }
  for (Holding const& holding : policy.holdings) {
    note_counted(policy, holding, customs);
    if (holding.fields != 0) {
      note_holder(policy, holding, customs[holding.shape]);
    }
  }
  return customs;
}

}  // namespace lofte::shop::forecast
