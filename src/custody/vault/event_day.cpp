#include "custody/vault/event_day.hpp"

#include <string>

#include "base/failure.hpp"

namespace lofte::custody::vault {

void expect_has_happened(std::string_view event, Day day, Day today) {
  if (day > today + std::chrono::days{event_days_ahead_max}) {
    throw Failure(FailureKind::bad_input,
                  {.code = "event.in_future",
                   .message = "the day of the event " + std::string(event) + " is yet to come",
                   .remedy = "send an event once it has happened"});
  }
}

}  // namespace lofte::custody::vault
