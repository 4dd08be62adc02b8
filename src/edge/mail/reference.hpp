// By which reference a person is found whom the shop knows by an e-mail address.
#pragma once

#include <optional>
#include <string>

namespace lofte::edge::mail {

// "mailto:anna@example.com" of "mailto:Anna@Example.com": as mail is sent there, in lower case.
// References of other kinds are the shop's own handles, and taken as they are. Nullopt where what
// stands after "mailto:" is no address. Pure.
std::optional<std::string> canonical_reference(std::string reference);

// The same. Throws Failure (bad_input, "reference.address") instead.
std::string expect_reference(std::string reference);

}  // namespace lofte::edge::mail
