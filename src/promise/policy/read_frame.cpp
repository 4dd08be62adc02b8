// Reads what frames a policy: languages, time zone, fiscal year, version.
#include <algorithm>

#include "base/failure.hpp"
#include "promise/policy/phrase.hpp"
#include "promise/policy/reading.hpp"

namespace lofte::promise::policy {
namespace {

bool is_language_code(std::string_view code) {
  return (code.size() == 2 || code.size() == 3) &&
         std::ranges::all_of(code, [](char letter) { return letter >= 'a' && letter <= 'z'; });
}

void read_languages(Reading& reading) {
  Policy& policy = reading.policy;
  auto const check = [&](Word const& word) {
    if (!is_language_code(word.text)) {
      reading.errors.add({.code = "value.language",
                          .at = word.at,
                          .message = quoted(word.text) + " is not a language code",
                          .remedy = "use the two letters of ISO 639-1, such as \"sv\""});
    }
  };
  if (auto const* node = reading.root.demand("language", Node::Kind::text, "language = \"sv\"")) {
    policy.language = node->text;
    check({.text = node->text, .at = node->at});
  }
  policy.languages.push_back(policy.language);
  for (Word const& word : reading.root.words("languages")) {
    check(word);
    if (std::ranges::find(policy.languages, word.text) == policy.languages.end()) {
      policy.languages.push_back(word.text);
    }
  }
}

void read_timezone(Reading& reading) {
  auto const* node =
      reading.root.demand("timezone", Node::Kind::text, "timezone = \"Europe/Stockholm\"");
  if (!node) {
    return;
  }
  reading.policy.timezone_name = node->text;
  try {
    reading.policy.timezone = TimeZone::named(node->text);
  } catch (Failure const&) {
    reading.errors.add({.code = "value.timezone",
                        .at = node->at,
                        .message = "there is no time zone " + quoted(node->text),
                        .remedy = "use a name of the IANA database, such as \"Europe/Stockholm\""});
  }
}

// "12-31"; "02-29" is the last day of February.
std::optional<std::chrono::month_day> parse_month_day(std::string_view text) {
  static constexpr std::string_view digits = "0123456789";
  if (text.size() != 5 || text[2] != '-' || text.find_first_not_of(digits) != 2 ||
      text.find_first_not_of(digits, 3) != std::string_view::npos) {
    return std::nullopt;
  }
  auto const two_digits = [&](std::size_t at) {
    return static_cast<unsigned>((text[at] - '0') * 10 + (text[at + 1] - '0'));
  };
  std::chrono::month_day const parsed{std::chrono::month{two_digits(0)},
                                      std::chrono::day{two_digits(3)}};
  return parsed.ok() ? std::optional(parsed) : std::nullopt;
}

void read_fiscal_year(Reading& reading) {
  auto const* node = reading.root.find("fiscal_year_ends", Node::Kind::text);
  if (!node) {
    return;
  }
  if (auto const ends = parse_month_day(node->text)) {
    reading.policy.fiscal_year_ends = *ends;
  } else {
    reading.errors.add(
        {.code = "value.month_day",
         .at = node->at,
         .message = quoted(node->text) + " is not a day of the year",
         .remedy =
             "write month and day, such as \"12-31\"; \"02-29\" is the last day of February"});
  }
}

void read_version(Reading& reading) {
  auto section = reading.root.below("version");
  if (!section) {
    return;
  }
  reading.policy.version = section->text("number").value_or("");
  if (auto const* node = section->find("date")) {
    if (node->kind == Node::Kind::text || node->kind == Node::Kind::date) {
      reading.policy.dated = parse_day(node->text);
    }
    if (!reading.policy.dated) {
      reading.errors.add({.code = "value.date",
                          .at = node->at,
                          .message = "the version's date is not a day of the calendar from " +
                                     lofte::to_string(day_min) + " to " + lofte::to_string(day_max),
                          .remedy = "write it like date = 2026-01-31"});
    }
  }
  section->finish();
}

void read_open_warning(Reading& reading) {
  auto const* node = reading.root.find("open_warning", Node::Kind::text);
  if (!node) {
    return;
  }
  auto const duration = parse_duration(node->text);
  if (duration) {
    reading.policy.open_warning = *duration;
  } else {
    reading.errors.add({.code = duration.error().code,
                        .at = node->at,
                        .message = duration.error().message,
                        .remedy = duration.error().remedy});
  }
}

}  // namespace

void read_frame(Reading& reading) {
  read_languages(reading);
  read_timezone(reading);
  read_fiscal_year(reading);
  read_version(reading);
  read_open_warning(reading);
}

}  // namespace lofte::promise::policy
