// Gives a retention phrase its meaning for one holding: looks up what its words refer to. Internal
// to the module.
#pragma once

#include "promise/policy/document.hpp"
#include "promise/policy/errors.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::promise::policy {

// Appends the phrase's clauses to the policy, for `holding`, which will be the next of the policy's
// holdings, and sets the holding's clauses and cap. False, with errors, when the phrase is wrong;
// then nothing is appended.
bool resolve_phrase(Policy& policy, Node const& phrase, Holding& holding, Errors& errors);

// The phrases' limits over the whole policy.
void check_phrase_limits(Policy const& policy, Errors& errors);

}  // namespace lofte::promise::policy
