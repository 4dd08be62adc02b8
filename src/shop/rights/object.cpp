#include "shop/rights/object.hpp"

#include "shop/mailings/suppress.hpp"

namespace lofte::shop::rights {

Answer object(custody::vault::Vault& vault, SubjectId const& subject, std::string_view purpose) {
  mailings::suppress(vault, subject, {.purpose = purpose});
  auto receipt = vault.object(subject, purpose);
  Answer answer = what_stays(vault, subject);
  answer.receipt = std::move(receipt);
  return answer;
}

}  // namespace lofte::shop::rights
