// Withdrawal of consent (article 7.3), as easy as giving it.
#pragma once

#include "shop/rights/answer.hpp"

namespace lofte::shop::rights {

// Ends the purpose for everything collected so far; marketing, at the person's addresses even after
// they are erased (shop/mailings). Throws Failure: not_found
// ("subject.unknown", "purpose.unknown"), refused ("purpose.required_by_law").
Answer withdraw_consent(custody::vault::Vault& vault, SubjectId const& subject,
                        std::string_view purpose);

}  // namespace lofte::shop::rights
