// How far a duration of the policy language reaches. Rules: docs/policy-language.md, "Retention
// phrases"; fiscal years: bokföringslagen 7 kap. 2 §.
#pragma once

#include "base/day.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::promise::retention {

// The last day of `duration` counted from `from`, itself included. A day that the month lacks
// becomes the month's last. Fiscal years end on `fiscal_year_ends`; where the year lacks 29
// February they end on the 28th. Pure, no allocation.
Day last_day(policy::Duration duration, Day from, std::chrono::month_day fiscal_year_ends);

}  // namespace lofte::promise::retention
