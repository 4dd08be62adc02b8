// Civil days and instants.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace lofte {

// A civil date, without a time of day and without a zone. Which zone it belongs to is the policy's
// to say.
using Day = std::chrono::local_days;

// A moment on the world's time line, in milliseconds since 1970-01-01T00:00Z.
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

// Days that Löfte accepts, so that no term overflows: 1900-01-01 to 2999-12-31.
inline constexpr Day day_min{std::chrono::local_days{std::chrono::year{1900} / 1 / 1}};
inline constexpr Day day_max{std::chrono::local_days{std::chrono::year{2999} / 12 / 31}};

// "2026-12-31", strictly; nullopt for anything else, for a day that the calendar lacks, and outside
// day_min…day_max.
std::optional<Day> parse_day(std::string_view text);
std::string to_string(Day day);

// "2026-12-31T23:59:59.000Z"
std::string to_string(Instant instant);

}  // namespace lofte
