#include "promise/retention/naive_calendar.hpp"

#include <algorithm>
#include <cstdio>

namespace lofte::promise::retention::naive {

namespace {

using policy::Policy;

struct Date {
  int year;
  int month;
  int day;
  auto operator<=>(Date const&) const = default;
};

bool is_leap(int year) {
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int length_of(int year, int month) {
  int const lengths[] = {31, is_leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return lengths[month - 1];
}

Date tomorrow(Date date) {
  if (date.day < length_of(date.year, date.month)) {
    return {date.year, date.month, date.day + 1};
  }
  return date.month < 12 ? Date{date.year, date.month + 1, 1} : Date{date.year + 1, 1, 1};
}

Date date_of(Day day) {
  Date date{};
  std::sscanf(to_string(day).c_str(), "%d-%d-%d", &date.year, &date.month, &date.day);
  return date;
}

std::vector<std::string> split(std::string const& text, std::string const& separator) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (std::size_t at; (at = text.find(separator, from)) != std::string::npos;
       from = at + separator.size()) {
    parts.push_back(text.substr(from, at - from));
  }
  parts.push_back(text.substr(from));
  return parts;
}

// "2 calendar years", counted from `from`.
Date reach(std::string const& duration, Date from, std::chrono::month_day fiscal_year_ends) {
  auto const words = split(duration, " ");
  int count = std::stoi(words.front());
  std::string const unit = words.back();
  if (words.size() == 3) {
    Date const end_of_year{from.year, static_cast<int>(unsigned{fiscal_year_ends.month()}),
                           static_cast<int>(unsigned{fiscal_year_ends.day()})};
    bool const next = words[1] == "fiscal" && from > end_of_year;
    return {from.year + count + (next ? 1 : 0), 12, 31};
  }
  if (unit == "days" || unit == "day") {
    while (count-- > 0) {
      from = tomorrow(from);
    }
    return from;
  }
  int months = unit == "years" || unit == "year" ? 12 * count : count;
  int const day = from.day;
  for (; months > 0; --months) {
    from = from.month == 12 ? Date{from.year + 1, 1, day} : Date{from.year, from.month + 1, day};
  }
  from.day = std::min(day, length_of(from.year, from.month));
  return from;
}

enum class Says { held, over, not_started };

Says ask_event(std::string const& duration, std::map<std::string, Day> const& events,
               std::string const& event, Policy const& policy, Date today) {
  auto const found = events.find(event);
  if (found == events.end()) {
    return Says::not_started;
  }
  return today <= reach(duration, date_of(found->second), policy.fiscal_year_ends) ? Says::held
                                                                                   : Says::over;
}

Says ask_clause(std::string const& clause, Policy const& policy, Facts const& facts, Date today) {
  if (clause == "until withdrawn") {
    return Says::held;
  }
  if (clause.starts_with("until ")) {
    auto const says = ask_event("0 days", facts.events, clause.substr(6), policy, today);
    return says == Says::not_started ? Says::held : says;
  }
  auto const parts = split(clause, " after ");
  bool const latest = parts[1].starts_with("latest ");
  return ask_event(parts[0], latest ? facts.latest : facts.events,
                   latest ? parts[1].substr(7) : parts[1], policy, today);
}

// A phrase that names no event counts from the first of the shape; for bookkeeping "7 years" then
// means fiscal ones, which is what the law asks for.
std::string with_event(std::string const& clause, Policy const& policy,
                       policy::Holding const& holding) {
  if (clause.starts_with("until ") || clause.find(" after ") != std::string::npos) {
    return clause;
  }
  auto const& shape = policy.shapes[holding.shape];
  auto const& serves = policy.purposes[holding.purpose].serves;
  auto const words = split(clause, " ");
  bool const fiscal = words.size() == 2 && words[1].starts_with("year") &&
                      std::ranges::find(serves, policy::Use::bookkeeping) != serves.end();
  return (fiscal ? words[0] + " fiscal years" : clause) + " after " + shape.name + " " +
         shape.events[0].name;
}

bool phrase_holds(policy::Holding const& holding, Policy const& policy, Facts const& facts,
                  Date today) {
  auto const parts = split(holding.phrase, ", at most ");
  if (parts.size() == 2 && ask_clause(parts[1], policy, facts, today) == Says::over) {
    return false;
  }
  bool any_over = false;
  for (std::string const& clause : split(parts[0], ", or ")) {
    auto const says = ask_clause(with_event(clause, policy, holding), policy, facts, today);
    if (says == Says::held) {
      return true;
    }
    any_over |= says == Says::over;
  }
  return !any_over;
}

policy::Purpose const* find_purpose(Policy const& policy, std::string const& name) {
  for (auto const& purpose : policy.purposes) {
    if (purpose.name == name) {
      return &purpose;
    }
  }
  return nullptr;
}

policy::Holding const* find_holding(Policy const& policy, Question const& question) {
  for (auto const& holding : policy.holdings) {
    if (policy.purposes[holding.purpose].name == question.purpose &&
        policy.shapes[holding.shape].name == question.shape) {
      return &holding;
    }
  }
  return nullptr;
}

bool is_law(policy::Purpose const* purpose) {
  return purpose != nullptr && purpose->basis == policy::Basis::legal_obligation;
}

// The editions from the one under which the record was collected.
std::vector<policy::Edition> since(policy::History const& history, policy::Version collected) {
  return {history.editions.begin() + collected - 1, history.editions.end()};
}

bool may_go_on(std::vector<policy::Edition> const& editions, Question const& question,
               Facts const& facts) {
  bool always_law = true;
  bool consent = false;
  for (auto const& edition : editions) {
    auto const* const purpose = find_purpose(*edition.policy, question.purpose);
    always_law = always_law && is_law(purpose);
    consent |= purpose != nullptr && purpose->basis == policy::Basis::consent;
  }
  return (!consent || facts.consented.contains(question.purpose)) &&
         (always_law || !facts.erased.contains(question.purpose));
}

}  // namespace

bool is_held(policy::History const& history, Question const& question, Facts const& facts,
             Day day) {
  auto const editions = since(history, question.collected);
  if (!find_holding(*editions.front().policy, question) || !may_go_on(editions, question, facts)) {
    return false;
  }
  bool const follows_law = std::ranges::all_of(editions, [&](policy::Edition const& edition) {
    auto const* const purpose = find_purpose(*edition.policy, question.purpose);
    return is_law(purpose) && purpose->law.has_value();
  });
  std::vector<bool> phrases_hold;  // in each edition, as long as one follows the other
  for (auto const& edition : editions) {
    auto const* const holding = find_holding(*edition.policy, question);
    if (holding == nullptr && day >= edition.policy->timezone->day_of(edition.published)) {
      return false;
    }
    if (holding == nullptr) {
      break;
    }
    phrases_hold.push_back(phrase_holds(*holding, *edition.policy, facts, date_of(day)));
  }
  return follows_law ? phrases_hold.back()
                     : std::ranges::find(phrases_hold, false) == phrases_hold.end();
}

bool holds_field(policy::History const& history, Question const& question,
                 std::string const& field) {
  for (auto const& edition : since(history, question.collected)) {
    auto const* const holding = find_holding(*edition.policy, question);
    if (holding == nullptr) {
      return edition.number != question.collected;
    }
    auto const& fields = edition.policy->shapes[holding->shape].fields;
    bool held = false;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      held |= fields[i].name == field && (holding->fields >> i & 1U) != 0;
    }
    if (!held) {
      return false;
    }
  }
  return true;
}

}  // namespace lofte::promise::retention::naive
