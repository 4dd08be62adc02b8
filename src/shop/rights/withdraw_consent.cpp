#include "shop/rights/withdraw_consent.hpp"

#include "shop/mailings/suppress.hpp"

namespace lofte::shop::rights {

Answer withdraw_consent(custody::vault::Vault& vault, SubjectId const& subject,
                        std::string_view purpose) {
  mailings::suppress(vault, subject, {.purpose = purpose});
  auto receipt = vault.withdraw_consent(subject, purpose);
  Answer answer = what_stays(vault, subject);
  answer.receipt = std::move(receipt);
  return answer;
}

}  // namespace lofte::shop::rights
