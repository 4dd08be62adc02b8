// Erasure (article 17).
#pragma once

#include "shop/rights/answer.hpp"

namespace lofte::shop::rights {

// Ends every purpose that the law does not force to go on, for everything collected so far.
// Effective at once; the keys die at the next tick. Throws Failure (not_found, "subject.unknown").
Answer erase(custody::vault::Vault& vault, SubjectId const& subject);

}  // namespace lofte::shop::rights
