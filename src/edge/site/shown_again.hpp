// Internal to edge/site: pages that are shown again, with what was wrong, by other acts than their
// own.
#pragma once

#include "edge/site/ground.hpp"

namespace lofte::edge::site {

http::Response show_sign_in(Visit const& visit, Ground const& ground, pages::SignInPage sign_in);
http::Response show_security(Visit& visit, Ground const& ground, pages::SecurityPage security);
http::Response show_erasure(Visit& visit, Ground const& ground,
                            std::vector<pages::FormFault> faults);

// Who it is: by the password that the account has now, or by having shown it a moment ago. What is
// wrong goes to `faults`.
bool has_proof(Visit const& visit, Ground const& ground, std::vector<pages::FormFault>& faults);

// The account's passkeys, as its page shows them; nullopt where none are offered. `faults`: of a
// form that was sent in vain.
std::optional<pages::PasskeySection> passkeys_shown(Visit const& visit, Ground const& ground,
                                                    std::vector<pages::FormFault> faults);

// The page runs the script that asks for passkeys.
http::Response with_passkey_script(http::Response response, pages::PasskeyOffer offer);

}  // namespace lofte::edge::site
