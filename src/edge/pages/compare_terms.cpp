#include "edge/pages/compare_terms.hpp"

#include <optional>
#include <utility>

namespace lofte::edge::pages {

using promise::policy::Clause;
using promise::policy::ClauseKind;
using promise::policy::Duration;
using promise::policy::Unit;

namespace {

// The fewest and the most days that a duration can come to, whatever the day it starts on.
struct Span {
  int least = 0;
  int most = 0;
};

Span span_of(Duration duration) {
  int const years_least = 365 * duration.count;
  int const years_most = 366 * duration.count;
  switch (duration.unit) {
    case Unit::days:
      return {duration.count, duration.count};
    case Unit::months:
      return {duration.count * 365 / 12 - 3, duration.count * 366 / 12 + 3};
    case Unit::years:
      return {years_least, years_most};
    case Unit::calendar_years:
      return {years_least, years_most + 366};
    case Unit::fiscal_years:
      return {years_least, years_most + 2 * 366};
  }
  return {};
}

TermChange compare(Duration older, Duration newer) {
  if (older == newer) {
    return TermChange::same;
  }
  if (older.unit == newer.unit) {
    return newer.count < older.count ? TermChange::shorter : TermChange::longer;
  }
  Span const before = span_of(older);
  Span const now = span_of(newer);
  return now.most <= before.least   ? TermChange::shorter
         : now.least >= before.most ? TermChange::longer
                                    : TermChange::incomparable;
}

TermChange both(TermChange one, TermChange other) {
  if (one == TermChange::same || one == other) {
    return other;
  }
  return other == TermChange::same ? one : TermChange::incomparable;
}

// The names of the event that a clause counts from.
std::pair<std::string, std::string> event_of(TermOf const& term, Clause const& clause) {
  if (clause.kind == ClauseKind::until_withdrawn) {
    return {};
  }
  auto const& shape = term.policy.shapes.at(clause.event_shape);
  return {shape.name, shape.events.at(clause.event).name};
}

TermChange compare(TermOf const& older, Clause const& before, TermOf const& newer,
                   Clause const& now) {
  if (before.kind != now.kind || event_of(older, before) != event_of(newer, now)) {
    return TermChange::incomparable;
  }
  bool const timed = now.kind == ClauseKind::after || now.kind == ClauseKind::after_latest;
  return timed ? compare(before.duration, now.duration) : TermChange::same;
}

TermChange compare_caps(TermOf const& older, TermOf const& newer) {
  auto const& before = older.holding.cap;
  auto const& now = newer.holding.cap;
  if (!before || !now) {
    return before ? TermChange::longer : now ? TermChange::shorter : TermChange::same;
  }
  auto const name = [](TermOf const& term) {
    return term.policy.shapes.at(term.holding.shape).events.at(term.holding.cap->event).name;
  };
  return name(older) == name(newer) ? compare(before->duration, now->duration)
                                    : TermChange::incomparable;
}

}  // namespace

TermChange compare_terms(TermOf const& older, TermOf const& newer) {
  if (older.holding.clause_count != newer.holding.clause_count) {
    return TermChange::incomparable;
  }
  TermChange change = compare_caps(older, newer);
  for (std::size_t at = 0; at < newer.holding.clause_count; ++at) {
    Clause const& before = older.policy.clauses.at(older.holding.first_clause + at);
    Clause const& now = newer.policy.clauses.at(newer.holding.first_clause + at);
    change = both(change, compare(older, before, newer, now));
  }
  return change;
}

}  // namespace lofte::edge::pages
