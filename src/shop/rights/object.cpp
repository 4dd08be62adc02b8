#include "shop/rights/object.hpp"

namespace lofte::shop::rights {

Answer object(custody::vault::Vault& vault, SubjectId const& subject, std::string_view purpose) {
  vault.object(subject, purpose);
  return what_stays(vault, subject);
}

}  // namespace lofte::shop::rights
