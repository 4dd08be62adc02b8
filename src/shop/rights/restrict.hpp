// Restriction (article 18), and its end.
#pragma once

#include "shop/rights/answer.hpp"

namespace lofte::shop::rights {

// Suspends every use; what is held is stored until the restriction is lifted. Throws Failure
// (not_found, "subject.unknown").
Answer restrict(custody::vault::Vault& vault, SubjectId const& subject);

// Uses go on, as far as their terms are not over; what had lapsed meanwhile goes. Throws Failure
// (conflict, "restriction.erasure_pending": an erasure waits that can still be undone).
Answer lift_restriction(custody::vault::Vault& vault, SubjectId const& subject);

}  // namespace lofte::shop::rights
