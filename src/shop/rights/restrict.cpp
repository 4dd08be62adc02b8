#include "shop/rights/restrict.hpp"

#include "base/failure.hpp"
#include "shop/rights/request_erasure.hpp"

namespace lofte::shop::rights {

Answer restrict(custody::vault::Vault& vault, SubjectId const& subject) {
  vault.restrict(subject);
  return what_stays(vault, subject);
}

Answer lift_restriction(custody::vault::Vault& vault, SubjectId const& subject) {
  if (pending_erasure(vault, subject)) {
    throw Failure(FailureKind::conflict,
                  {.code = "restriction.erasure_pending",
                   .message = "the person has asked for erasure, and nothing is used until then",
                   .remedy = "only the person can undo that, on My pages, until its last day"});
  }
  vault.lift_restriction(subject);
  return what_stays(vault, subject);
}

}  // namespace lofte::shop::rights
