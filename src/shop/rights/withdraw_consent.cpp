#include "shop/rights/withdraw_consent.hpp"

namespace lofte::shop::rights {

Answer withdraw_consent(custody::vault::Vault& vault, SubjectId const& subject,
                        std::string_view purpose) {
  vault.withdraw_consent(subject, purpose);
  return what_stays(vault, subject);
}

}  // namespace lofte::shop::rights
