// Whether a term became shorter or longer.
#pragma once

#include "edge/pages/difference.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::pages {

// What one purpose keeps of one shape, under one version.
struct TermOf {
  promise::policy::Policy const& policy;
  promise::policy::Holding const& holding;
};

enum class TermChange { same, shorter, longer, incomparable };

// Clause by clause, in their order. Pure.
TermChange compare_terms(TermOf const& older, TermOf const& newer);

}  // namespace lofte::edge::pages
