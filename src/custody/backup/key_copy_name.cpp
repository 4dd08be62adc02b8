#include "custody/backup/key_copy_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace lofte::custody::backup {

namespace {

constexpr std::string_view beginning = "keys-";
constexpr std::size_t instant_characters = 18;  // 20260310T120000000

std::string compact(Instant instant) {
  auto const day = std::chrono::floor<std::chrono::days>(instant);
  std::chrono::hh_mm_ss const time(instant - day);
  std::chrono::year_month_day const date(day);
  return fmt::format("{:04}{:02}{:02}T{:02}{:02}{:02}{:03}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

int number(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  std::from_chars(text.data() + at, text.data() + at + digits, value);
  return value;
}

std::optional<Instant> parse_compact(std::string_view text) {
  if (text.size() != instant_characters || text[8] != 'T' ||
      std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; }) !=
          instant_characters - 1) {
    return std::nullopt;
  }
  std::chrono::year_month_day const date{
      std::chrono::year{number(text, 0, 4)},
      std::chrono::month{static_cast<unsigned>(number(text, 4, 2))},
      std::chrono::day{static_cast<unsigned>(number(text, 6, 2))}};
  if (!date.ok()) {
    return std::nullopt;
  }
  Instant const instant = std::chrono::sys_days{date} + std::chrono::hours{number(text, 9, 2)} +
                          std::chrono::minutes{number(text, 11, 2)} +
                          std::chrono::seconds{number(text, 13, 2)} +
                          std::chrono::milliseconds{number(text, 15, 3)};
  return compact(instant) == text ? std::optional(instant) : std::nullopt;
}

}  // namespace

std::string KeyCopyName::to_string() const {
  return fmt::format("{}{}-{}", beginning, compact(made), compact(ends));
}

std::optional<KeyCopyName> KeyCopyName::parse(std::string_view text) {
  if (!text.starts_with(beginning) ||
      text.size() != beginning.size() + 2 * instant_characters + 1 ||
      text[beginning.size() + instant_characters] != '-') {
    return std::nullopt;
  }
  auto const made = parse_compact(text.substr(beginning.size(), instant_characters));
  auto const ends = parse_compact(text.substr(text.size() - instant_characters));
  return made && ends ? std::optional(KeyCopyName{.made = *made, .ends = *ends}) : std::nullopt;
}

}  // namespace lofte::custody::backup
