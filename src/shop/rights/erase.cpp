#include "shop/rights/erase.hpp"

#include "shop/customers/passkeys.hpp"

namespace lofte::shop::rights {

Answer erase(custody::vault::Vault& vault, SubjectId const& subject) {
  customers::forget_passkeys(vault, subject);
  auto receipt = vault.erase(subject);
  Answer answer = what_stays(vault, subject);
  answer.receipt = std::move(receipt);
  return answer;
}

}  // namespace lofte::shop::rights
