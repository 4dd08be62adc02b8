// Telling people of a new version of the policy, where it promises so by e-mail ([changes] notice).
#pragma once

#include <functional>

#include "custody/vault/vault.hpp"
#include "promise/policy/history.hpp"
#include "shop/mailings/reach.hpp"

namespace lofte::shop::notices {

// Hands to `tell`, with the version, once each, everybody whom a purpose that serves `messages` by
// e-mail can reach, and whose data was collected before the version was published; notes it in the
// person's part of the ledger. Goes on where it was cut off: what `tell` throws ends it, and the
// next call begins with whom it was thrown for. A crash may have the last one told twice. How many
// were told; 0 once all are. One thread at a time.
std::size_t tell_of_new_version(
    custody::vault::Vault& vault,
    std::function<void(promise::policy::Version, mailings::Addressee const&)> const& tell);

}  // namespace lofte::shop::notices
