#include "promise/policy/phrase.hpp"

#include <algorithm>
#include <charconv>

#include "promise/policy/errors.hpp"

namespace lofte::promise::policy {
namespace {

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char letter) { return (static_cast<unsigned char>(letter) & 0xC0U) != 0x80U; }));
}

// What stands between two commas, word by word.
struct Part {
  std::vector<PhraseWord> words;
  std::size_t offset = 0;
};

std::vector<Part> split(std::string_view text) {
  std::vector<Part> parts(1);
  std::string_view const spaces = " \t\r\n";
  std::size_t at = 0;
  std::size_t offset = 0;
  while (at < text.size()) {
    if (spaces.contains(text[at]) || text[at] == ',') {
      if (text[at] == ',') {
        parts.push_back({.words = {}, .offset = offset});
      }
      ++at;
      ++offset;
      continue;
    }
    std::size_t const end = std::min(text.find_first_of(" \t\r\n,", at), text.size());
    std::string_view const word = text.substr(at, end - at);
    if (parts.back().words.empty()) {
      parts.back().offset = offset;
    }
    parts.back().words.push_back({.text = std::string(word), .offset = offset});
    offset += characters_in(word);
    at = end;
  }
  return parts;
}

// Reads the words of one part, first to last.
class PartReader {
 public:
  PartReader(Part const& part, std::size_t begin) : part_(&part), at_(begin) {}

  bool at_end() const { return at_ >= part_->words.size(); }
  std::string_view peek() const { return at_end() ? "" : std::string_view(part_->words[at_].text); }
  bool take(std::string_view word) {
    bool const is = peek() == word && !at_end();
    at_ += is ? 1U : 0U;
    return is;
  }
  PhraseWord next() {
    return at_end() ? PhraseWord{.text = {}, .offset = offset()} : part_->words[at_++];
  }
  std::size_t offset() const {
    if (!at_end()) {
      return part_->words[at_].offset;
    }
    return part_->words.empty() ? part_->offset : part_->words.back().offset;
  }

  std::unexpected<PhraseError> wrong(std::string code, std::string message, std::string remedy) {
    return std::unexpected(PhraseError{.code = std::move(code),
                                       .message = std::move(message),
                                       .remedy = std::move(remedy),
                                       .offset = offset()});
  }
  // What stands here, for messages.
  std::string here() const { return at_end() ? "the end" : quoted(peek()); }

 private:
  Part const* part_;
  std::size_t at_;
};

struct UnitWord {
  std::string_view word;
  Unit unit;
};

std::optional<Unit> find_unit(std::span<UnitWord const> units, std::string_view word) {
  auto const found = std::ranges::find(units, word, &UnitWord::word);
  return found == units.end() ? std::nullopt : std::optional(found->unit);
}

std::expected<Unit, PhraseError> read_unit(PartReader& reader) {
  static constexpr UnitWord plain[]{{"day", Unit::days},     {"days", Unit::days},
                                    {"month", Unit::months}, {"months", Unit::months},
                                    {"year", Unit::years},   {"years", Unit::years}};
  static constexpr UnitWord calendar[]{{"year", Unit::calendar_years},
                                       {"years", Unit::calendar_years}};
  static constexpr UnitWord fiscal[]{{"year", Unit::fiscal_years}, {"years", Unit::fiscal_years}};
  std::span<UnitWord const> units = plain;
  if (reader.take("calendar")) {
    units = calendar;
  } else if (reader.take("fiscal")) {
    units = fiscal;
  }
  if (auto const unit = find_unit(units, reader.peek())) {
    reader.next();
    return *unit;
  }
  static std::vector<std::string> const known{"days", "months", "years", "calendar years",
                                              "fiscal years"};
  return reader.wrong("phrase.unit", "a unit of time should stand here, not " + reader.here(),
                      suggestion(reader.peek(), known));
}

std::expected<Duration, PhraseError> read_duration(PartReader& reader) {
  std::string_view const digits = reader.peek();
  int count = 0;
  auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  bool const whole = !digits.empty() && end == digits.data() + digits.size();
  if (!whole || error != std::errc{} || count < 1 || count > duration_count_max) {
    return reader.wrong("phrase.number", "a number should stand here, not " + reader.here(),
                        "write a whole number from 1 to " + std::to_string(duration_count_max) +
                            ", such as \"2 calendar years after order completed\"");
  }
  reader.next();
  auto const unit = read_unit(reader);
  if (!unit) {
    return std::unexpected(unit.error());
  }
  return Duration{.count = count, .unit = *unit};
}

std::expected<PhraseClause, PhraseError> read_event(PartReader& reader, PhraseClause clause) {
  std::string const remedy = "name a record and one of its events, such as \"order completed\"";
  if (reader.at_end()) {
    return reader.wrong("phrase.event", "the phrase ends where a record should be named", remedy);
  }
  clause.record = reader.next();
  if (reader.at_end()) {
    return reader.wrong("phrase.event", "no event follows " + quoted(clause.record.text), remedy);
  }
  clause.event = reader.next();
  if (!reader.at_end()) {
    bool const joined = reader.peek() == "or" || reader.peek() == "at";
    return reader.wrong("phrase.trailing", "the clause goes on with " + reader.here(),
                        joined ? "put a comma before it: \", or \" joins clauses, \", at most \" "
                                 "limits them"
                               : "end the clause after the event, or join another with \", or \"");
  }
  return clause;
}

std::expected<PhraseClause, PhraseError> read_clause(PartReader reader) {
  PhraseClause clause{.offset = reader.offset()};
  if (reader.take("until")) {
    if (reader.peek() == "withdrawn") {
      clause.kind = ClauseKind::until_withdrawn;
      reader.next();
      if (!reader.at_end()) {
        return reader.wrong("phrase.trailing", "the clause goes on with " + reader.here(),
                            "end it after \"until withdrawn\", or join another with \", or \"");
      }
      return clause;
    }
    clause.kind = ClauseKind::until_event;
    return read_event(reader, clause);
  }
  auto const duration = read_duration(reader);
  if (!duration) {
    return std::unexpected(duration.error());
  }
  clause.duration = *duration;
  if (reader.at_end()) {
    return clause;
  }
  if (!reader.take("after")) {
    return reader.wrong("phrase.word", "\"after\" should stand here, not " + reader.here(),
                        "write \"N UNIT after RECORD EVENT\"");
  }
  if (reader.take("latest")) {
    clause.kind = ClauseKind::after_latest;
  }
  return read_event(reader, clause);
}

std::expected<PhraseClause, PhraseError> read_cap(PartReader reader) {
  reader.next();
  if (!reader.take("most")) {
    return reader.wrong("phrase.word", "\"most\" should stand here, not " + reader.here(),
                        "write \", at most N UNIT after RECORD EVENT\"");
  }
  auto cap = read_clause(reader);
  if (cap && (cap->kind != ClauseKind::after || !cap->names_event())) {
    return reader.wrong("phrase.cap", "\"at most\" must count from an event of the record itself",
                        "write \", at most N UNIT after RECORD EVENT\"");
  }
  return cap;
}

class PhraseReader {
 public:
  explicit PhraseReader(std::string_view text) : parts_(split(text)) {}

  std::expected<Phrase, std::vector<PhraseError>> read() {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      read_part(i);
    }
    if (phrase_.clauses.size() > phrase_clauses_max) {
      errors_.push_back(
          {.code = "limit.phrase",
           .message = "a phrase has " + std::to_string(phrase_clauses_max) + " clauses at most",
           .remedy = "leave out the clauses that always end before another"});
    }
    if (!errors_.empty()) {
      return std::unexpected(std::move(errors_));
    }
    return std::move(phrase_);
  }

 private:
  void read_part(std::size_t i) {
    Part const& part = parts_[i];
    std::string_view const first = part.words.empty() ? "" : std::string_view(part.words[0].text);
    if (first.empty()) {
      wrong(i, "phrase.empty", i == 0 ? "a retention phrase is empty" : "nothing follows the comma",
            "say for how long, such as \"2 calendar years after order completed\"");
    } else if (i > 0 && first == "at") {
      add_cap(i, read_cap(PartReader(part, 0)));
    } else if (i > 0 && first != "or") {
      wrong(i, "phrase.join", "after a comma comes \"or\" or \"at most\", not " + quoted(first),
            "join clauses with \", or \"");
    } else if (phrase_.cap) {
      wrong(i, "phrase.cap", "\"at most\" must come last", "move it to the end of the phrase");
    } else {
      add_clause(read_clause(PartReader(part, i > 0 ? 1 : 0)));
    }
  }

  void add_clause(std::expected<PhraseClause, PhraseError> clause) {
    if (clause) {
      phrase_.clauses.push_back(std::move(*clause));
    } else {
      errors_.push_back(std::move(clause.error()));
    }
  }

  void add_cap(std::size_t i, std::expected<PhraseClause, PhraseError> cap) {
    if (!cap) {
      errors_.push_back(std::move(cap.error()));
    } else if (phrase_.cap) {
      wrong(i, "phrase.cap", "\"at most\" stands twice", "keep the shorter");
    } else {
      phrase_.cap = std::move(*cap);
    }
  }

  void wrong(std::size_t i, std::string code, std::string message, std::string remedy) {
    errors_.push_back({.code = std::move(code),
                       .message = std::move(message),
                       .remedy = std::move(remedy),
                       .offset = parts_[i].offset});
  }

  std::vector<Part> parts_;
  Phrase phrase_;
  std::vector<PhraseError> errors_;
};

}  // namespace

std::expected<Phrase, std::vector<PhraseError>> parse_phrase(std::string_view text) {
  return PhraseReader(text).read();
}

std::expected<Duration, PhraseError> parse_duration(std::string_view text) {
  std::vector<Part> const parts = split(text);
  PartReader reader(parts.front(), 0);
  auto duration = read_duration(reader);
  if (duration && (!reader.at_end() || parts.size() > 1)) {
    return reader.wrong("phrase.trailing", "a duration is a number and a unit, nothing more",
                        "write it like \"90 days\"");
  }
  return duration;
}

std::string to_string(Duration const& duration) {
  static constexpr std::string_view units[]{"day", "month", "year", "calendar year", "fiscal year"};
  return std::to_string(duration.count) + " " +
         std::string(units[static_cast<std::size_t>(duration.unit)]) +
         (duration.count == 1 ? "" : "s");
}

}  // namespace lofte::promise::policy
