// Failures that several of the vault's files throw.
#pragma once

#include <string_view>

#include "base/failure.hpp"

namespace lofte::custody::vault {

// "WHAT.unknown": the policy has no WHAT of this name.
[[noreturn]] void unknown(FailureKind kind, std::string_view what, std::string_view name,
                          std::string_view remedy);
Failure subject_unknown();
Failure record_unknown();

}  // namespace lofte::custody::vault
