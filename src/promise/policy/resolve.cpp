#include "promise/policy/resolve.hpp"

#include <algorithm>
#include <set>

#include "promise/policy/phrase.hpp"
#include "promise/policy/reading.hpp"

namespace lofte::promise::policy {
namespace {

class Resolver {
 public:
  Resolver(Policy const& policy, Node const& phrase, Holding& holding, Errors& errors)
      : policy_(policy), phrase_(phrase), holding_(holding), errors_(errors) {}

  // Empty when the phrase is wrong.
  std::vector<Clause> resolve() {
    auto const parsed = parse_phrase(phrase_.text);
    if (!parsed) {
      for (PhraseError const& error : parsed.error()) {
        report(error.code, error.offset, error.message, error.remedy);
      }
      return {};
    }
    std::vector<Clause> clauses;
    for (PhraseClause const& clause : parsed->clauses) {
      if (auto const resolved = resolve_clause(clause)) {
        clauses.push_back(*resolved);
      }
    }
    if (parsed->cap) {
      if (auto const resolved = resolve_clause(*parsed->cap)) {
        holding_.cap = Cap{.duration = resolved->duration, .event = resolved->event};
      }
    }
    return wrong_ ? std::vector<Clause>{} : clauses;
  }

 private:
  void report(std::string code, std::size_t offset, std::string message, std::string remedy) {
    wrong_ = true;
    Position at = phrase_.at;
    if (phrase_.verbatim) {
      at.column += 1 + static_cast<std::uint32_t>(offset);
    }
    errors_.add({.code = std::move(code),
                 .at = at,
                 .message = std::move(message),
                 .remedy = std::move(remedy)});
  }

  std::optional<Clause> resolve_clause(PhraseClause const& clause) {
    Clause resolved{.holding = static_cast<HoldingIndex>(policy_.holdings.size()),
                    .kind = clause.kind,
                    .duration = clause.duration,
                    .event_shape = holding_.shape,
                    .event = 0};
    if (clause.kind == ClauseKind::until_withdrawn) {
      return resolved;
    }
    if (!clause.names_event()) {
      return assume_event(clause, resolved);
    }
    auto const shape = policy_.find_shape(clause.record.text);
    if (!shape) {
      report("reference.unknown", clause.record.offset,
             "there is no record " + quoted(clause.record.text),
             suggestion(clause.record.text, names_of(policy_.shapes)));
      return std::nullopt;
    }
    if (*shape != holding_.shape && clause.kind != ClauseKind::after_latest) {
      report_other_record(clause);
      return std::nullopt;
    }
    auto const event = policy_.find_event(*shape, clause.event.text);
    if (!event) {
      report("reference.unknown", clause.event.offset,
             quoted(clause.record.text) + " has no event " + quoted(clause.event.text),
             suggestion(clause.event.text, names_of(policy_.shapes[*shape].events)));
      return std::nullopt;
    }
    resolved.event_shape = *shape;
    resolved.event = *event;
    return resolved;
  }

  // "7 years", of what is not said: the shape's first event, which gives the earliest end. For
  // bookkeeping a year is then a fiscal year, as the law has it.
  std::optional<Clause> assume_event(PhraseClause const& clause, Clause resolved) {
    if (policy_.shapes[holding_.shape].events.empty()) {
      report("phrase.event", clause.offset,
             quoted(policy_.shapes[holding_.shape].name) + " has no event to count from",
             "give the record an event, and name it here");
      return std::nullopt;
    }
    auto const& serves = policy_.purposes[holding_.purpose].serves;
    bool const bookkeeping = std::ranges::find(serves, Use::bookkeeping) != serves.end();
    if (bookkeeping && resolved.duration.unit == Unit::years) {
      resolved.duration.unit = Unit::fiscal_years;
    }
    holding_.event_assumed = true;
    return resolved;
  }

  void report_other_record(PhraseClause const& clause) {
    bool const countable = clause.kind == ClauseKind::after;
    std::string const& own = policy_.shapes[holding_.shape].name;
    report("phrase.other_record", clause.record.offset,
           "what is held here is " + quoted(own) + ", which has no " + quoted(clause.record.text) +
               " of its own to count from",
           "give each record its own phrase (keep = { " + own + " = \"…\" })" +
               (countable ? ", or count from the person's latest: \"after latest " +
                                clause.record.text + " " + clause.event.text + "\""
                          : ", or name an event of " + quoted(own)));
  }

  Policy const& policy_;
  Node const& phrase_;
  Holding& holding_;
  Errors& errors_;
  bool wrong_ = false;
};

}  // namespace

bool resolve_phrase(Policy& policy, Node const& phrase, Holding& holding, Errors& errors) {
  std::vector<Clause> const clauses = Resolver(policy, phrase, holding, errors).resolve();
  if (clauses.empty()) {
    return false;
  }
  if (policy.clauses.size() + clauses.size() > clauses_max) {
    errors.add(
        {.code = "limit.clauses",
         .at = phrase.at,
         .message = "a policy has " + std::to_string(clauses_max) + " retention clauses at most",
         .remedy = "join purposes that share their terms"});
    return false;
  }
  holding.first_clause = static_cast<ClauseIndex>(policy.clauses.size());
  holding.clause_count = static_cast<std::uint16_t>(clauses.size());
  policy.clauses.insert(policy.clauses.end(), clauses.begin(), clauses.end());
  return true;
}

void check_phrase_limits(Policy const& policy, Errors& errors) {
  std::vector<std::size_t> clauses_of(policy.shapes.size());
  std::set<std::pair<ShapeIndex, EventIndex>> latest;
  for (Clause const& clause : policy.clauses) {
    Holding const& holding = policy.holdings[clause.holding];
    if (++clauses_of[holding.shape] == clauses_of_shape_max + 1) {
      errors.add({.code = "limit.clauses",
                  .at = holding.at,
                  .message = "one record has " + std::to_string(clauses_of_shape_max) +
                             " retention clauses at most, over all its purposes",
                  .remedy = "join purposes that share their terms, or split the record"});
    }
    if (clause.kind == ClauseKind::after_latest &&
        latest.emplace(clause.event_shape, clause.event).second &&
        latest.size() == latest_events_max + 1) {
      errors.add({.code = "limit.latest",
                  .at = holding.at,
                  .message = "\"latest\" names " + std::to_string(latest_events_max) +
                             " different events at most",
                  .remedy = "count from fewer events"});
    }
  }
}

}  // namespace lofte::promise::policy
