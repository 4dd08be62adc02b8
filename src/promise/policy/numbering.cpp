#include "promise/policy/numbering.hpp"

#include <charconv>

namespace lofte::promise::policy {
namespace {

constexpr int number_max = 10'000;

std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 0 || number > number_max) {
    return std::nullopt;
  }
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

std::string letter_of(int letter) {
  return {static_cast<char>('a' + letter - 1)};
}

}  // namespace

std::optional<ClauseNumber> parse_clause_number(std::string_view text) {
  auto const section = take_number(text);
  if (!section) {
    return std::nullopt;
  }
  ClauseNumber number{.section = *section};
  if (text.size() == 1 && text[0] >= 'a' && text[0] <= 'z') {
    number.letter = text[0] - 'a' + 1;
    return number;
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    auto const paragraph = take_number(text);
    if (!paragraph) {
      return std::nullopt;
    }
    number.paragraph = *paragraph;
  }
  return text.empty() ? std::optional(number) : std::nullopt;
}

std::optional<std::string> missing_between(ClauseNumber const& before, ClauseNumber const& after) {
  if (after.section > before.section + 1) {
    return std::to_string(before.section + 1);
  }
  bool const same = after.section == before.section;
  int const letter = same ? before.letter : 0;
  if (after.letter > letter + 1) {
    return std::to_string(after.section) + letter_of(letter + 1);
  }
  int const paragraph = same ? before.paragraph : 0;
  if (after.paragraph > paragraph + 1) {
    return std::to_string(after.section) + "." + std::to_string(paragraph + 1);
  }
  return std::nullopt;
}

}  // namespace lofte::promise::policy
