#include "base/time_zone.hpp"

#include <date/tz.h>

#include <stdexcept>

#include "base/failure.hpp"

namespace lofte {

TimeZone TimeZone::named(std::string_view name) {
  try {
    return TimeZone(date::locate_zone(std::string(name)));
  } catch (std::runtime_error const&) {
    throw Failure(FailureKind::bad_input,
                  {.code = "timezone.unknown",
                   .message = "the time zone database has no zone of this name",
                   .remedy = "use an IANA name such as Europe/Stockholm"});
  }
}

Day TimeZone::day_of(Instant instant) const {
  auto const local = zone_->to_local(instant);
  return Day{date::floor<date::days>(local).time_since_epoch()};
}

Instant TimeZone::start_of(Day day) const {
  return moment_of(day, std::chrono::seconds::zero());
}

Instant TimeZone::moment_of(Day day, std::chrono::seconds time_of_day) const {
  date::local_time<std::chrono::milliseconds> const shown{
      std::chrono::milliseconds{day.time_since_epoch() + time_of_day}};
  auto const info = zone_->get_info(shown);
  if (info.result == date::local_info::nonexistent) {
    return std::chrono::time_point_cast<std::chrono::milliseconds>(info.second.begin);
  }
  return Instant{shown.time_since_epoch() - info.first.offset};
}

std::string TimeZone::name() const {
  return zone_->name();
}

}  // namespace lofte
