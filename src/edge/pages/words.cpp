#include "edge/pages/words.hpp"

#include <fmt/format.h>

#include <vector>

namespace lofte::edge::pages {

using promise::policy::Clause;
using promise::policy::ClauseKind;
using promise::policy::Duration;
using promise::policy::EventIndex;
using promise::policy::Holding;
using promise::policy::Policy;
using promise::policy::ShapeIndex;
using promise::policy::Unit;

namespace {

std::string_view key_of(Unit unit) {
  switch (unit) {
    case Unit::days:
      return "unit.days";
    case Unit::months:
      return "unit.months";
    case Unit::years:
      return "unit.years";
    case Unit::calendar_years:
      return "unit.calendar_years";
    case Unit::fiscal_years:
      return "unit.fiscal_years";
  }
  return "unit.days";
}

std::string event_in_words(Policy const& policy, ShapeIndex shape, EventIndex event,
                           Phrases const& phrases) {
  auto const& record = policy.shapes.at(shape);
  std::string const& name = record.events.at(event).name;
  std::string_view const known = phrases.find("event." + record.name + "." + name);
  if (!known.empty()) {
    return std::string(known);
  }
  return phrases.filled(
      "term.event",
      {{"event", name}, {"shape", record.label.in(phrases.language(), policy.language)}});
}

std::string after_in_words(Duration duration, std::string const& event, Phrases const& phrases) {
  bool const fiscal = duration.unit == Unit::fiscal_years;
  return phrases.filled(fiscal ? "term.after_fiscal" : "term.after",
                        {{"duration", duration_in_words(duration, phrases)}, {"event", event}});
}

std::string uncapped(Policy const& policy, Clause const& clause, Phrases const& phrases) {
  if (clause.kind == ClauseKind::until_withdrawn) {
    return std::string(phrases.text("term.until_withdrawn"));
  }
  std::string const event = event_in_words(policy, clause.event_shape, clause.event, phrases);
  if (clause.kind == ClauseKind::until_event) {
    return phrases.filled("term.until", {{"event", event}});
  }
  std::string const after = after_in_words(clause.duration, event, phrases);
  return clause.kind == ClauseKind::after ? after
                                          : phrases.filled("term.latest", {{"term", after}});
}

std::string capped(std::string const& words, Policy const& policy, Holding const& holding,
                   Phrases const& phrases) {
  if (!holding.cap) {
    return words;
  }
  std::string const event = event_in_words(policy, holding.shape, holding.cap->event, phrases);
  std::string const cap = after_in_words(holding.cap->duration, event, phrases);
  return phrases.filled("term.cap", {{"term", words}, {"cap", cap}});
}

}  // namespace

std::string date_in_words(Day day, Phrases const& phrases) {
  std::chrono::year_month_day const date{day};
  auto const months = phrases.words("month.names");
  return fmt::format("{} {} {}", static_cast<unsigned>(date.day()),
                     months.at(static_cast<unsigned>(date.month()) - 1),
                     static_cast<int>(date.year()));
}

std::string number_in_words(std::uint64_t count, Phrases const& phrases) {
  std::string const digits = std::to_string(count);
  std::string_view const mark = phrases.language() == "sv" ? "\u00a0" : ",";
  std::string words;
  for (std::size_t at = 0; at < digits.size(); ++at) {
    bool const group_begins = at > 0 && (digits.size() - at) % 3 == 0;
    words += group_begins ? mark : "";
    words += digits[at];
  }
  return words;
}

std::string duration_in_words(Duration duration, Phrases const& phrases) {
  std::string const key(key_of(duration.unit));
  if (duration.count == 1) {
    return std::string(phrases.text(key + ".one"));
  }
  auto const count = static_cast<std::size_t>(duration.count);
  auto const small = phrases.words("number.words");
  std::string const number = duration.count > 0 && count < small.size()
                                 ? std::string(small[count])
                                 : number_in_words(count, phrases);
  return phrases.filled(key + ".many", {{"count", number}});
}

std::string clause_in_words(Policy const& policy, Clause const& clause, Phrases const& phrases) {
  return capped(uncapped(policy, clause, phrases), policy, policy.holdings.at(clause.holding),
                phrases);
}

std::string term_in_words(Policy const& policy, Holding const& holding, Phrases const& phrases) {
  std::string words;
  for (std::size_t at = 0; at < holding.clause_count; ++at) {
    Clause const& clause = policy.clauses.at(holding.first_clause + at);
    std::string const one = uncapped(policy, clause, phrases);
    words = words.empty() ? one : phrases.filled("term.or", {{"first", words}, {"second", one}});
  }
  if (holding.clause_count > 1) {
    words = phrases.filled("term.last_of", {{"terms", words}});
  }
  return capped(words, policy, holding, phrases);
}

std::string term_in_words(Policy const& policy, Holding const& holding, std::string_view language) {
  return term_in_words(policy, holding, Phrases::of(language));
}

}  // namespace lofte::edge::pages
