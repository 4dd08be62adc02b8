// What a person says about marketing goes on the suppression list too, at every address that is
// held of them: so it outlives their data.
//
// Any thread. Written before the act itself, which may take the addresses with it; after a crash
// between the two, what was refused is refused.
#pragma once

#include <string>

#include "custody/suppression/suppressions.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::shop::mailings {

// What is said yes or no to: names of the policy in force.
struct About {
  std::string_view purpose;    // one that is not marketing is not listed
  std::string_view channel{};  // "": all of the purpose's
};

void suppress(custody::vault::Vault& vault, SubjectId const& subject, About const& about);
// To all marketing, of today's policy and of any later one.
void suppress_all(custody::vault::Vault& vault, SubjectId const& subject);
// The person has said yes again.
void take_back(custody::vault::Vault& vault, SubjectId const& subject, About const& about);

// Somebody comes, perhaps anew, with an address at which something was refused: their standing says
// so from now on. What they have answered since stays. A purpose that was refused as a whole is
// objected to, where it can be; of others the channels are refused.
void honour(custody::vault::Vault& vault, SubjectId const& subject,
            custody::suppression::Address const& address);

}  // namespace lofte::shop::mailings
