#include "shop/rights/deadline.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace lofte::shop::rights {

using std::chrono::days;
using std::chrono::month_day;
using std::chrono::months;
using std::chrono::weekday;
using std::chrono::year;
using std::chrono::year_month_day;

namespace {

// The Gregorian computus of Meeus, Jones and Butcher.
Day easter(year in) {
  int const y = static_cast<int>(in);
  int const a = y % 19, b = y / 100, c = y % 100;
  int const d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
  int const h = (19 * a + b - d - g + 15) % 30;
  int const i = c / 4, k = c % 4;
  int const l = (32 + 2 * e + 2 * i - h - k) % 7;
  int const m = (a + 11 * h + 22 * l) / 451;
  int const n = h + l - 7 * m + 114;
  return Day{year_month_day{in, std::chrono::month{static_cast<unsigned>(n / 31)},
                            std::chrono::day{static_cast<unsigned>(n % 31 + 1)}}};
}

bool is_on_a_fixed_holiday(year_month_day date) {
  using namespace std::chrono_literals;
  static constexpr std::array<month_day, 8> holidays{
      std::chrono::January / 1,   std::chrono::January / 6,   std::chrono::May / 1,
      std::chrono::June / 6,      std::chrono::December / 24, std::chrono::December / 25,
      std::chrono::December / 26, std::chrono::December / 31};
  return std::ranges::find(holidays, date.month() / date.day()) != holidays.end();
}

// Good Friday, Easter Monday, Ascension Day; the Sundays are Sundays.
bool is_by_easter(Day day) {
  days const since = day - easter(year_month_day{day}.year());
  return since == days{-2} || since == days{1} || since == days{39};
}

// The Friday from 19 to 25 June; the day itself is a Saturday.
bool is_midsummer_eve(Day day) {
  year_month_day const date{day};
  return date.month() == std::chrono::June && weekday{day} == std::chrono::Friday &&
         date.day() >= std::chrono::day{19} && date.day() <= std::chrono::day{25};
}

Day months_after(Day received, months count) {
  year_month_day date = year_month_day{received} + count;
  if (!date.ok()) {
    date = date.year() / date.month() / std::chrono::last;
  }
  Day day{date};
  while (!is_working_day(day)) {
    day += days{1};
  }
  return day;
}

}  // namespace

bool is_working_day(Day day) {
  weekday const on{day};
  return on != std::chrono::Saturday && on != std::chrono::Sunday &&
         !is_on_a_fixed_holiday(year_month_day{day}) && !is_by_easter(day) &&
         !is_midsummer_eve(day);
}

Day answer_by(Day received) {
  return months_after(received, months{1});
}

Day extended_answer_by(Day received) {
  return months_after(received, months{3});
}

}  // namespace lofte::shop::rights
