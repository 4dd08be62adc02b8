#include "edge/import/mapping_date.hpp"

#include <algorithm>
#include <array>

namespace lofte::edge::import {

namespace {

constexpr std::string_view pattern_letters = "YMDHS";

bool is_digit(char letter) {
  return letter >= '0' && letter <= '9';
}

}  // namespace

bool DateFormat::has(Part part) const {
  return std::ranges::find(tokens_, part, &Token::part) != tokens_.end();
}

bool DateFormat::has_time() const {
  return has(Part::hour);
}

// `run` is one letter of the pattern, as often as it stands there in a row.
std::optional<std::string> DateFormat::add_digits(std::string_view run) {
  Part part = Part::year;
  switch (run[0]) {
    case 'M':
      part = has(Part::hour) && !has(Part::minute) ? Part::minute : Part::month;
      break;
    case 'D':
      part = Part::day;
      break;
    case 'H':
      part = Part::hour;
      break;
    case 'S':
      part = Part::second;
      break;
    default:
      break;
  }
  if (part == Part::year ? run.size() != 4 : run.size() > 2) {
    return std::string(run) +
           " is not a part of a date: write YYYY, MM, DD, HH, MM and SS, or one letter for one or "
           "two digits";
  }
  if (has(part)) {
    return std::string(run) + " stands there twice";
  }
  if (!tokens_.empty() && tokens_.back().part != Part::letter &&
      tokens_.back().digits_min != tokens_.back().digits_max) {
    return "nothing separates " + std::string(run) + " from a part of one or two digits before it";
  }
  std::size_t const digits_min = part == Part::year ? 4 : run.size();
  tokens_.push_back(
      {.part = part, .digits_min = digits_min, .digits_max = std::max<std::size_t>(2, digits_min)});
  return std::nullopt;
}

std::expected<DateFormat, std::string> DateFormat::parse(std::string_view pattern) {
  DateFormat format;
  format.pattern_ = pattern;
  while (!pattern.empty()) {
    if (pattern_letters.find(pattern[0]) == pattern_letters.npos) {
      if (is_digit(pattern[0])) {
        return std::unexpected("a digit can't be part of a pattern");
      }
      format.tokens_.push_back({.part = Part::letter, .letter = pattern[0]});
      pattern.remove_prefix(1);
      continue;
    }
    std::string_view const run =
        pattern.substr(0, std::min(pattern.find_first_not_of(pattern[0]), pattern.size()));
    if (auto fault = format.add_digits(run)) {
      return std::unexpected(std::move(*fault));
    }
    pattern.remove_prefix(run.size());
  }
  if (!format.has(Part::year) || !format.has(Part::month) || !format.has(Part::day)) {
    return std::unexpected("a date needs YYYY, M and D");
  }
  if (format.has(Part::second) && !format.has(Part::minute)) {
    return std::unexpected("seconds need hours and minutes before them");
  }
  return format;
}

std::expected<LocalMoment, DateFault> DateFormat::read(std::string_view text) const {
  std::array<unsigned, static_cast<std::size_t>(Part::letter)> values{};
  for (Token const& token : tokens_) {
    if (token.part == Part::letter) {
      if (text.empty() || text[0] != token.letter) {
        return std::unexpected(DateFault::other_form);
      }
      text.remove_prefix(1);
      continue;
    }
    unsigned value = 0;
    std::size_t digits = 0;
    while (digits < token.digits_max && digits < text.size() && is_digit(text[digits])) {
      value = value * 10 + static_cast<unsigned>(text[digits++] - '0');
    }
    if (digits < token.digits_min) {
      return std::unexpected(DateFault::other_form);
    }
    values[static_cast<std::size_t>(token.part)] = value;
    text.remove_prefix(digits);
  }
  if (!text.empty()) {
    return std::unexpected(DateFault::other_form);
  }
  auto const value = [&](Part part) { return values[static_cast<std::size_t>(part)]; };
  std::chrono::year_month_day const date{std::chrono::year{static_cast<int>(value(Part::year))},
                                         std::chrono::month{value(Part::month)},
                                         std::chrono::day{value(Part::day)}};
  if (!date.ok() || value(Part::hour) > 23 || value(Part::minute) > 59 ||
      value(Part::second) > 59) {
    return std::unexpected(DateFault::no_such_day);
  }
  if (Day{date} < day_min || Day{date} > day_max) {
    return std::unexpected(DateFault::out_of_range);
  }
  LocalMoment moment{.day = Day{date}, .time_of_day = std::nullopt};
  if (has_time()) {
    moment.time_of_day = std::chrono::hours{value(Part::hour)} +
                         std::chrono::minutes{value(Part::minute)} +
                         std::chrono::seconds{value(Part::second)};
  }
  return moment;
}

}  // namespace lofte::edge::import
