// What the law knows as direct marketing.
#pragma once

#include "promise/policy/policy.hpp"

namespace lofte::promise::policy {

// Whether the purpose serves it (GDPR article 21(2)): the shop's own, that of others, or a
// newsletter. Pure.
bool is_marketing(Purpose const& purpose);

}  // namespace lofte::promise::policy
