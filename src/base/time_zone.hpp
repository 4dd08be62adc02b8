// The policy's time zone: which civil day a moment falls on, and when a civil day begins.
#pragma once

#include <string>
#include <string_view>

#include "base/day.hpp"

namespace date {
class time_zone;
}

namespace lofte {

class TimeZone {
 public:
  // An IANA name, such as "Europe/Stockholm". Throws Failure (bad_input) when the zone database
  // lacks it.
  static TimeZone named(std::string_view name);

  Day day_of(Instant instant) const;

  // The first moment of `day`. Where a clock change skips midnight, the first moment that exists;
  // where it repeats midnight, the earlier one.
  Instant start_of(Day day) const;

  // The moment when clocks show `time_of_day` on `day`. Where a clock change skips it, the moment
  // of the change; where it repeats it, the earlier one.
  Instant moment_of(Day day, std::chrono::seconds time_of_day) const;

  std::string name() const;

 private:
  explicit TimeZone(date::time_zone const* zone) : zone_(zone) {}
  date::time_zone const* zone_;  // owned by the zone database, which lives as long as the program
};

}  // namespace lofte
