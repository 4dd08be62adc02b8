// What day an event that happened may bear.
#pragma once

#include <string_view>

#include "base/day.hpp"

namespace lofte::custody::vault {

// A shop's clock may be a little ahead, and its day may begin earlier than the policy's.
inline constexpr int event_days_ahead_max = 1;

// An event has happened: it starts clocks, it happens once, and can't be taken back, so that a
// mistaken year would keep a person's data for as long. Throws Failure (bad_input,
// "event.in_future"), naming the event and never its day. Pure.
void expect_has_happened(std::string_view event, Day day, Day today);

}  // namespace lofte::custody::vault
