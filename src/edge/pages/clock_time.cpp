#include "edge/pages/clock_time.hpp"

#include <fmt/format.h>

namespace lofte::edge::pages {

Day day_of(Instant at, promise::policy::Policy const& policy) {
  return policy.timezone ? policy.timezone->day_of(at)
                         : Day{std::chrono::floor<std::chrono::days>(at.time_since_epoch())};
}

std::string clock_time(Instant at, promise::policy::Policy const& policy) {
  using std::chrono::seconds;
  Day const day = day_of(at, policy);
  seconds shown = std::chrono::floor<seconds>(at.time_since_epoch()) - day.time_since_epoch();
  if (policy.timezone) {
    shown = std::chrono::floor<seconds>(at - policy.timezone->start_of(day));
    // On a day when clocks change, the time since midnight is not what they show.
    shown += std::chrono::floor<seconds>(at - policy.timezone->moment_of(day, shown));
  }
  auto const minutes = std::chrono::floor<std::chrono::minutes>(shown).count();
  constexpr int minutes_an_hour = 60;
  return fmt::format("{:02}:{:02}", minutes / minutes_an_hour, minutes % minutes_an_hour);
}

std::string day_and_time(Instant at, PolicyWords const& words) {
  return words.day(day_of(at, words.policy())) + " " + clock_time(at, words.policy());
}

}  // namespace lofte::edge::pages
