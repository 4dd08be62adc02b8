#include "shop/customers/customers.hpp"

#include <algorithm>

#include "custody/suppression/addresses.hpp"

namespace lofte::shop::customers {

using promise::policy::Use;

std::string reference_of(std::string_view address) {
  return custody::suppression::email_address(address).text;
}

namespace {

using promise::policy::Holding;
using promise::policy::Policy;

// An account is one that can be signed in to: its address and password are held.
bool holds_accounts(Policy const& policy, Holding const& holding) {
  auto const& shape = policy.shapes[holding.shape];
  return shape.name == account_shape &&
         std::ranges::all_of(std::array{password_field, email_field}, [&](std::string_view name) {
           auto const field = policy.find_field(holding.shape, name);
           return field && (holding.fields >> *field & 1) != 0;
         });
}

}  // namespace

std::optional<std::string> account_purpose(custody::vault::Vault const& vault) {
  auto const shown = vault.in_force().shown;
  Policy const& policy = *shown->history().current().policy;
  for (Holding const& holding : policy.holdings) {
    auto const& purpose = policy.purposes[holding.purpose];
    if (std::ranges::find(purpose.serves, Use::account) != purpose.serves.end() &&
        holds_accounts(policy, holding)) {
      return purpose.name;
    }
  }
  return std::nullopt;
}

std::optional<RecordId> find_account(custody::vault::Vault const& vault, SubjectId const& subject) {
  auto const purpose = account_purpose(vault);
  for (auto const& record : vault.summary(subject)) {
    if (record.shape == account_shape && purpose &&
        std::ranges::any_of(record.holds,
                            [&](auto const& hold) { return hold.purpose == *purpose; })) {
      return record.record;
    }
  }
  return std::nullopt;
}

}  // namespace lofte::shop::customers
