#include "shop/rights/restrict.hpp"

namespace lofte::shop::rights {

Answer restrict(custody::vault::Vault& vault, SubjectId const& subject) {
  vault.restrict(subject);
  return what_stays(vault, subject);
}

Answer lift_restriction(custody::vault::Vault& vault, SubjectId const& subject) {
  vault.lift_restriction(subject);
  return what_stays(vault, subject);
}

}  // namespace lofte::shop::rights
