// Internal to edge/pages: how the one responsible is reached. Template: the section DETAIL.
#pragma once

#include <string_view>

#include "edge/pages/phrases.hpp"
#include "edge/pages/render.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::pages {

// `key` of the policy's [controller], with links where it is one; nothing when it is not stated.
void fill_detail(Filling& page, promise::policy::Policy const& policy, std::string_view key,
                 Phrases const& phrases);

}  // namespace lofte::edge::pages
