// Telling people of a new version of the policy, where it promises so by e-mail ([changes] notice).
#pragma once

#include <functional>
#include <string>

#include "custody/vault/vault.hpp"
#include "promise/policy/history.hpp"

namespace lofte::shop::notices {

// Whoever is told; personal.
struct Addressee {
  SubjectId subject;
  std::string email;
  std::string purpose;  // the one whose data says where they are reached; a name of the policy
};

// Hands to `tell`, with the version, once each, everybody whom a purpose that serves `messages` by
// e-mail can reach, and whose data was collected before the version was published; notes it in the
// person's part of the ledger. Goes on where it was cut off: what `tell` throws ends it, and the
// next call begins with whom it was thrown for. A crash may have the last one told twice. How many
// were told; 0 once all are. One thread at a time.
std::size_t tell_of_new_version(
    custody::vault::Vault& vault,
    std::function<void(promise::policy::Version, Addressee const&)> const& tell);

}  // namespace lofte::shop::notices
