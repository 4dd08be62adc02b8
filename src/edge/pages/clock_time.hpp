// Internal to edge/pages: moments as a clock on the shop's wall shows them.
#pragma once

#include <string>

#include "edge/pages/policy_words.hpp"

namespace lofte::edge::pages {

Day day_of(Instant at, promise::policy::Policy const& policy);
// "14:05"
std::string clock_time(Instant at, promise::policy::Policy const& policy);
// "31 december 2026 14:05"
std::string day_and_time(Instant at, PolicyWords const& words);

}  // namespace lofte::edge::pages
