// At which addresses a person can be reached, by all that is held of them.
#pragma once

#include <vector>

#include "custody/suppression/addresses.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::shop::mailings {

// Each once; none when there is no such subject. On the person's own behalf: for what they have
// said to be kept to, and for nothing else.
std::vector<custody::suppression::Address> addresses_of(custody::vault::Vault const& vault,
                                                        SubjectId const& subject);

}  // namespace lofte::shop::mailings
