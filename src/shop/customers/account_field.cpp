#include "shop/customers/account_field.hpp"

#include "shop/customers/customers.hpp"

namespace lofte::shop::customers {

std::string account_field(custody::vault::Vault const& vault, SubjectId const& subject,
                          std::string_view name) {
  auto const account = find_account(vault, subject);
  if (!account) {
    return {};
  }
  for (auto const& record : vault.in_use(subject, account_shape)) {
    for (auto const& field : record.fields) {
      if (record.summary.record == *account && field.name == name) {
        return field.value.reveal(record.permit);
      }
    }
  }
  return {};
}

}  // namespace lofte::shop::customers
