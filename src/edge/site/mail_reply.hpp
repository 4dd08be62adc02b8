// The letter about a request for a right: what the shop has said to it.
#pragma once

#include "edge/site/ground.hpp"
#include "shop/rights/requests.hpp"

namespace lofte::edge::site {

// The answer, the refusal with its remedies (GDPR article 12(4)), or why it takes longer; nothing
// of one that is in progress. In the policy's first language. There is mail.
void mail_reply(Ground const& ground, std::string const& to_address,
                shop::rights::Request const& request);

}  // namespace lofte::edge::site
