#include "shop/rights/object.hpp"

namespace lofte::shop::rights {

Answer object(custody::vault::Vault& vault, SubjectId const& subject, std::string_view purpose) {
  auto receipt = vault.object(subject, purpose);
  Answer answer = what_stays(vault, subject);
  answer.receipt = std::move(receipt);
  return answer;
}

}  // namespace lofte::shop::rights
