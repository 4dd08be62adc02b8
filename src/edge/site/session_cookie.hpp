// Internal to edge/site: the cookie that holds a session's token, under the name by which the
// policy declares it: one that is not declared can't be set.
//
// "session"; over https "__Host-session" where the policy declares that, and nothing else then.
// Browsers take a cookie of such a name from this very host alone, over https, for all of it (RFC
// 6265bis, 4.1.3.2), so that no neighbour under the same domain can put another in its place.
#pragma once

#include "edge/site/ground.hpp"

namespace lofte::edge::site {

// "" where the policy declares none: then nobody can sign in.
std::string_view session_cookie_name(promise::policy::Policy const& policy,
                                     std::string_view public_url);

// Throws Failure (refused, "cookie.undeclared") where the policy declares none.
void expect_session_cookie(Ground const& ground);

// Adds the cookie of a session that has begun, or takes it away. `token`: "" takes it away.
void set_session_cookie(http::Response& response, Ground const& ground, std::string_view token);

}  // namespace lofte::edge::site
