#include "promise/policy/publication.hpp"

#include <algorithm>

namespace lofte::promise::policy {

Holding const* publication_holding(Policy const& policy) {
  auto const found = std::ranges::find_if(policy.holdings, [&](Holding const& holding) {
    Purpose const& purpose = policy.purposes[holding.purpose];
    auto const text = policy.find_field(holding.shape, "text");
    return policy.shapes[holding.shape].name == publication_shape &&
           purpose.basis == Basis::consent && text && (holding.fields >> *text & 1) != 0 &&
           std::ranges::find(purpose.serves, Use::publication) != purpose.serves.end() &&
           policy.find_event(holding.shape, "submitted");
  });
  return found == policy.holdings.end() ? nullptr : &*found;
}

std::optional<PublicationTerms> publication_terms(Policy const& policy) {
  Holding const* const holding = publication_holding(policy);
  if (holding == nullptr) {
    return std::nullopt;
  }
  auto const& acts = policy.stated.consent_acts;
  auto const act = std::ranges::find_if(acts, [&](ConsentAct const& one) {
    return one.separate && one.accepts == std::vector{holding->purpose} &&
           !one.text.by_language.empty();
  });
  if (act == acts.end()) {
    return std::nullopt;
  }
  return PublicationTerms{.purpose = holding->purpose,
                          .shape = holding->shape,
                          .fields = holding->fields,
                          .act = &*act};
}

}  // namespace lofte::promise::policy
