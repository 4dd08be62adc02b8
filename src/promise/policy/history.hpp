// The versions of the policy that have been in force, oldest first.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "promise/policy/policy.hpp"

namespace lofte::promise::policy {

// A version's number: 1 for the first that was published, without gaps.
using Version = std::uint16_t;

struct Edition {
  Version number = 0;
  Instant published;
  std::shared_ptr<Policy const> policy;
};

// Never empty. editions[i].number == i + 1.
struct History {
  std::vector<Edition> editions;
  Edition const& current() const { return editions.back(); }
  Policy const& of(Version number) const { return *editions.at(number - 1U).policy; }
};

}  // namespace lofte::promise::policy
