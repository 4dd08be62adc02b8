// Rights in words, and to whom one complains.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "edge/pages/phrases.hpp"
#include "edge/pages/render.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::pages {

// GDPR articles 15 to 21 and 7(3), in the order of the policy page.
inline constexpr std::array<promise::policy::RightKind, 7> rights_of_the_law{
    promise::policy::RightKind::access,      promise::policy::RightKind::rectification,
    promise::policy::RightKind::erasure,     promise::policy::RightKind::restriction,
    promise::policy::RightKind::portability, promise::policy::RightKind::objection,
    promise::policy::RightKind::withdrawal,
};

// The policy's own words for a right; the law's, in ours, where the policy is silent.
std::string_view right_in_words(promise::policy::Policy const& policy,
                                promise::policy::RightKind kind, Phrases const& phrases);

// As the policy states it, or else as Swedish law has it; no website beside a name of the policy's
// own that comes without one.
struct Authority {
  std::string_view name;
  std::string_view website;  // "": none
};
Authority authority_of(promise::policy::Policy const& policy, Phrases const& phrases);

// AUTHORITY_LINK with NAME and HREF, or AUTHORITY_PLAIN with NAME.
void fill_authority(Filling& page, promise::policy::Policy const& policy, Phrases const& phrases);

}  // namespace lofte::edge::pages
