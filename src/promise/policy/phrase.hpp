// A retention phrase, from its words: "2 calendar years after order completed, or until withdrawn".
// What the words refer to is not looked up here. Grammar: docs/policy-language.md, "Retention
// phrases".
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "promise/policy/policy.hpp"

namespace lofte::promise::policy {

inline constexpr std::size_t phrase_clauses_max = 16;

// A word, and where it begins, in characters from the phrase's start.
struct PhraseWord {
  std::string text{};
  std::size_t offset = 0;
};

struct PhraseClause {
  ClauseKind kind = ClauseKind::after;
  Duration duration{};  // of after and after_latest
  PhraseWord record{};  // empty for until_withdrawn, and for a duration without an event
  PhraseWord event{};
  std::size_t offset = 0;
  bool names_event() const { return !record.text.empty(); }
};

struct Phrase {
  std::vector<PhraseClause> clauses{};  // at least 1
  std::optional<PhraseClause> cap{};    // kind after
};

struct PhraseError {
  std::string code{};
  std::string message{};
  std::string remedy{};
  std::size_t offset = 0;
};

// Pure; throws nothing for any text. Every clause that is wrong gives one error.
std::expected<Phrase, std::vector<PhraseError>> parse_phrase(std::string_view text);

// "90 days", "2 calendar years".
std::expected<Duration, PhraseError> parse_duration(std::string_view text);

// As parse_duration reads it: "1 year", "7 fiscal years".
std::string to_string(Duration const& duration);

}  // namespace lofte::promise::policy
