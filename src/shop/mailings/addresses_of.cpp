#include "shop/mailings/addresses_of.hpp"

#include <algorithm>

namespace lofte::shop::mailings {

using custody::suppression::Address;
using custody::vault::Accessed;
using custody::vault::OpenedField;
using promise::policy::Policy;

namespace {

std::optional<Address> address_in(Policy const& policy, Accessed const& record,
                                  OpenedField const& field) {
  auto const shape = policy.find_shape(record.summary.shape);
  auto const index = shape ? policy.find_field(*shape, field.name) : std::nullopt;
  if (!index) {
    return std::nullopt;
  }
  auto const& category = policy.categories[policy.shapes[*shape].fields[*index].category];
  return custody::suppression::address_in(policy, category, field.value.reveal(record.permit));
}

}  // namespace

std::vector<Address> addresses_of(custody::vault::Vault const& vault, SubjectId const& subject) {
  std::vector<Address> addresses;
  if (!vault.has_subject(subject)) {
    return addresses;
  }
  auto const rules = vault.in_force().shown;
  Policy const& policy = *rules->history().current().policy;
  for (Accessed const& record : vault.access(subject)) {
    for (OpenedField const& field : record.fields) {
      if (auto address = address_in(policy, record, field)) {
        addresses.push_back(*std::move(address));
      }
    }
  }
  std::ranges::sort(addresses);
  auto const twice = std::ranges::unique(addresses);
  addresses.erase(twice.begin(), twice.end());
  return addresses;
}

}  // namespace lofte::shop::mailings
