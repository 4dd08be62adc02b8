// Objection (article 21).
#pragma once

#include "shop/rights/answer.hpp"

namespace lofte::shop::rights {

// Ends the purpose for everything collected so far and from now on; marketing, at the person's
// addresses even after they are erased (shop/mailings). Throws Failure: not_found
// ("subject.unknown", "purpose.unknown"), refused ("purpose.required_by_law").
Answer object(custody::vault::Vault& vault, SubjectId const& subject, std::string_view purpose);

}  // namespace lofte::shop::rights
