// How each clause of a record's purposes stands, as terms that keys can be leased under.
#include <algorithm>

#include "base/failure.hpp"
#include "promise/retention/phrase.hpp"
#include "promise/retention/rules.hpp"

namespace lofte::promise::retention {

namespace {

struct Question {
  Rules const& rules;
  CompiledVersion const& version;
  CompiledHolding const& holding;
  RecordFacts const& record;
  SubjectView const& subject;
};

// A hold with an absolute last day, or with none: for what a term of the clause can't say.
Hold limited(Hold hold, CompiledHolding const& holding, Day last) {
  hold.last = dated(last);
  hold.term.reset();
  hold.by_clock = false;
  if (hold.last) {
    hold.term = Term{.version = holding.limit_version,
                     .clause = holding.limit_clause,
                     .anchor = std::nullopt,
                     .cap_anchor = std::nullopt,
                     .limit = last};
  }
  return hold;
}

// A hold by the clause's own anchor and cap.
Hold anchored(Hold hold, Question const& ask, Phrase::Clause const& clause) {
  Term const term{.version = ask.record.version,
                  .clause = hold.clause,
                  .anchor = anchor_of(clause, ask.record, ask.subject),
                  .cap_anchor = cap_anchor_of(ask.holding.own, ask.record),
                  .limit = std::nullopt};
  if (term.anchor || term.cap_anchor) {
    hold.last = ask.rules.horizon(term);
  }
  if (hold.last) {
    hold.term = term;
  }
  hold.by_clock = clause.kind == policy::ClauseKind::after_latest && !term.cap_anchor;
  return hold;
}

// `promised` is the last day by the phrases of all versions that have a say.
Hold hold_by(Question const& ask, std::size_t place, Day promised) {
  Phrase::Clause const& clause = ask.holding.own.clauses[place];
  auto const index = static_cast<ClauseIndex>(ask.holding.first_clause + place);
  Hold hold{.purpose = ask.holding.purpose, .clause = index};
  if (ask.version.clauses[index].moved || ask.version.clauses[index].moving) {
    Day const own = ask.holding.follows_law
                        ? promised
                        : last_by(clause, ask.holding.own, ask.record, ask.subject);
    return limited(hold, ask.holding, std::min(own, promised));
  }
  hold = anchored(hold, ask, clause);
  return hold.last || promised == open_ended ? hold : limited(hold, ask.holding, promised);
}

void add_holds(Question const& ask, Holds& all) {
  auto const& clauses = ask.holding.own.clauses;
  Day const promised = last_of(ask.holding, ask.record, ask.subject);
  bool const any_dated = std::ranges::any_of(clauses, [&](Phrase::Clause const& clause) {
    return anchor_of(clause, ask.record, ask.subject).has_value();
  });
  std::size_t const before = all.size();
  for (std::size_t place = 0; place < clauses.size(); ++place) {
    auto const& clause = clauses[place];
    if (!any_dated || is_until(clause) || anchor_of(clause, ask.record, ask.subject)) {
      all.add(hold_by(ask, place, promised));
    }
  }
  auto const longest =
      std::max_element(all.begin() + before, all.end(), [](Hold const& one, Hold const& other) {
        return one.last.value_or(open_ended) < other.last.value_or(open_ended);
      });
  // Clause by clause less may be left than each version promised as a whole.
  if (longest->last.value_or(open_ended) < promised) {
    *longest = limited(*longest, ask.holding, promised);
  }
}

}  // namespace

void Holds::add(Hold const& hold) {
  require(size_ < room, "a record held by more clauses than there is room for");
  holds_[size_++] = hold;
}

bool has_limit(Holds const& holds) {
  return std::ranges::any_of(holds, [](Hold const& hold) { return hold.term && hold.term->limit; });
}

Holds Rules::holds(RecordFacts const& record, SubjectView const& subject) const {
  CompiledVersion const& version = compiled_->of(record.version);
  Holds all;
  if (record.shape >= version.shapes.size()) {
    return all;
  }
  for (HoldingIndex const index : version.shapes[record.shape]) {
    CompiledHolding const& holding = version.holdings[index];
    if (footing(record, subject, holding.purpose) == Footing::sound) {
      add_holds({*this, version, holding, record, subject}, all);
    }
  }
  return all;
}

}  // namespace lofte::promise::retention
