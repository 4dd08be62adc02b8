#include "promise/retention/phrase.hpp"

#include <algorithm>

#include "promise/retention/last_day.hpp"

namespace lofte::promise::retention {

using policy::ClauseKind;

namespace {

std::optional<Day> happened(EventDays const& events, EventIndex event) {
  return event == never ? std::nullopt : events[event];
}

Day capped(Day last, Phrase const& phrase, RecordFacts const& record) {
  auto const anchor = cap_anchor_of(phrase, record);
  return anchor ? std::min(last, last_day(*phrase.cap, *anchor, phrase.fiscal_year_ends)) : last;
}

Day date_of(Phrase::Clause const& clause, Phrase const& phrase, Day anchor) {
  return is_until(clause) ? anchor : last_day(clause.duration, anchor, phrase.fiscal_year_ends);
}

}  // namespace

bool is_until(Phrase::Clause const& clause) {
  return clause.kind == ClauseKind::until_event || clause.kind == ClauseKind::until_withdrawn;
}

std::optional<Day> anchor_of(Phrase::Clause const& clause, RecordFacts const& record,
                             SubjectView const& subject) {
  return clause.kind == ClauseKind::after_latest ? subject.latest[clause.slot]
                                                 : happened(record.events, clause.event);
}

std::optional<Day> cap_anchor_of(Phrase const& phrase, RecordFacts const& record) {
  return phrase.cap ? happened(record.events, phrase.cap_event) : std::nullopt;
}

Day last_by(Phrase::Clause const& clause, Phrase const& phrase, RecordFacts const& record,
            SubjectView const& subject) {
  auto const anchor = anchor_of(clause, record, subject);
  return capped(anchor ? date_of(clause, phrase, *anchor) : open_ended, phrase, record);
}

Day last_by(Phrase const& phrase, RecordFacts const& record, SubjectView const& subject) {
  Day last = Day::min();
  for (Phrase::Clause const& clause : phrase.clauses) {
    if (auto const anchor = anchor_of(clause, record, subject)) {
      last = std::max(last, date_of(clause, phrase, *anchor));
    } else if (is_until(clause)) {
      last = open_ended;
    }
  }
  return capped(last == Day::min() ? open_ended : last, phrase, record);
}

Day last_of(CompiledHolding const& holding, RecordFacts const& record, SubjectView const& subject) {
  Day last = holding.ended;
  for (Phrase const& phrase : holding.binding) {
    last = std::min(last, last_by(phrase, record, subject));
  }
  for (Phrase const& phrase : holding.asked) {
    last = std::max(last, last_by(phrase, record, subject));
  }
  return last;
}

std::optional<Day> dated(Day last) {
  return last == open_ended ? std::nullopt : std::optional(last);
}

}  // namespace lofte::promise::retention
