// Dates as a file writes them, by a pattern such as "M/D/YYYY H:MM".
//
//   YYYY        the year, four digits
//   MM or M     the month; after an hour, the minute
//   DD or D     the day
//   HH or H     the hour, 0 to 23
//   SS or S     the second
//
// A doubled letter is two digits exactly, a single one is one or two. Other characters stand for
// themselves.
#pragma once

#include <chrono>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.hpp"

namespace lofte::edge::import {

// What clocks and calendars showed, wherever the file comes from.
struct LocalMoment {
  Day day;
  std::optional<std::chrono::seconds> time_of_day;
  bool operator==(LocalMoment const&) const = default;
};

enum class DateFault {
  other_form,    // not written by the pattern
  no_such_day,   // the calendar or the clock lacks it
  out_of_range,  // outside day_min … day_max
};

class DateFormat {
 public:
  // Or what is wrong with the pattern.
  static std::expected<DateFormat, std::string> parse(std::string_view pattern);

  std::string const& pattern() const { return pattern_; }
  bool has_time() const;
  std::expected<LocalMoment, DateFault> read(std::string_view text) const;

 private:
  enum class Part { year, month, day, hour, minute, second, letter };
  struct Token {
    Part part;
    std::size_t digits_min = 0;
    std::size_t digits_max = 0;
    char letter = 0;  // of Part::letter
  };
  std::optional<std::string> add_digits(std::string_view run);
  bool has(Part part) const;

  std::string pattern_;
  std::vector<Token> tokens_;
};

}  // namespace lofte::edge::import
