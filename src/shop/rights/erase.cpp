#include "shop/rights/erase.hpp"

namespace lofte::shop::rights {

Answer erase(custody::vault::Vault& vault, SubjectId const& subject) {
  vault.erase(subject);
  return what_stays(vault, subject);
}

}  // namespace lofte::shop::rights
