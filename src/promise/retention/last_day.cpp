#include "promise/retention/last_day.hpp"

#include "base/planted.hpp"

namespace lofte::promise::retention {

namespace {

using std::chrono::month_day;
using std::chrono::year;
using std::chrono::year_month_day;

Day plus_months(year_month_day from, int count) {
  auto const month = from.year() / from.month() + std::chrono::months{count};
  auto const same_day = month / from.day();
  bool const is_there = same_day.ok() || planted(Bug::leap_day_overflows);
  return Day{is_there ? same_day : year_month_day{month / std::chrono::last}};
}

Day end_of(year calendar_year) {
  return Day{calendar_year / std::chrono::December / 31};
}

// The calendar year in which the fiscal year that contains `day` ends.
year fiscal_year_of(year_month_day day, month_day ends) {
  bool const ends_this_year =
      month_day{day.month(), day.day()} <= ends || planted(Bug::fiscal_year_is_calendar_year);
  return ends_this_year ? day.year() : day.year() + std::chrono::years{1};
}

}  // namespace

Day last_day(policy::Duration duration, Day from, month_day fiscal_year_ends) {
  using policy::Unit;
  if (duration.unit == Unit::days) {
    return from + std::chrono::days{duration.count + (planted(Bug::off_by_one_day) ? 1 : 0)};
  }
  year_month_day const start{from};
  switch (duration.unit) {
    case Unit::months:
      return plus_months(start, duration.count);
    case Unit::years:
      return plus_months(start, 12 * duration.count);
    case Unit::calendar_years:
      return end_of(start.year() + std::chrono::years{duration.count});
    default:
      return end_of(fiscal_year_of(start, fiscal_year_ends) + std::chrono::years{duration.count});
  }
}

}  // namespace lofte::promise::retention
