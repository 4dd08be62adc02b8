// Lint: for how long data is held, and whether that is said.
#include <span>

#include "promise/policy/errors.hpp"
#include "promise/policy/law.hpp"
#include "promise/policy/lint.hpp"
#include "promise/policy/phrase.hpp"

namespace lofte::promise::policy {
namespace {

std::span<Clause const> clauses_of(Policy const& policy, Holding const& holding) {
  return std::span(policy.clauses).subspan(holding.first_clause, holding.clause_count);
}

bool counts_time(Clause const& clause) {
  return clause.kind == ClauseKind::after || clause.kind == ClauseKind::after_latest;
}

// The fewest days that the duration can last, whatever day it counts from.
int days_at_least(Duration const& duration) {
  switch (duration.unit) {
    case Unit::days:
      return duration.count;
    case Unit::months:
      return duration.count * 365 / 12;
    case Unit::years:
    case Unit::calendar_years:
    case Unit::fiscal_years:
      break;
  }
  return duration.count * 365;
}

std::string what_of(Policy const& policy, Holding const& holding) {
  return quoted(policy.purposes[holding.purpose].name) +
         in_clauses(policy.purposes[holding.purpose].clauses) + " keeps " +
         quoted(policy.shapes[holding.shape].name);
}

void lint_unstated(Policy const& policy, Findings& findings) {
  for (Purpose const& purpose : policy.purposes) {
    for (ShapeIndex const shape : purpose.without_term) {
      findings.push_back(
          {.code = "retention.missing",
           .severity = Severity::warning,
           .at = purpose.at,
           .message = quoted(purpose.name) + in_clauses(purpose.clauses) +
                      " does not say for how long it keeps " + quoted(policy.shapes[shape].name),
           .source = "GDPR article 13(2)(a); " + std::string(law::storage_limit),
           .meanwhile = "nothing is kept for it",
           .remedy = "add keep = \"N UNIT after " + policy.shapes[shape].name + " EVENT\""});
    }
  }
}

// A clock that only another record can start may never start.
void lint_never_started(Policy const& policy, Holding const& holding, Findings& findings) {
  bool const foreign = std::ranges::all_of(clauses_of(policy, holding), [&](Clause const& clause) {
    return clause.kind == ClauseKind::after_latest && clause.event_shape != holding.shape;
  });
  if (!foreign || holding.cap) {
    return;
  }
  Clause const& first = clauses_of(policy, holding).front();
  Shape const& other = policy.shapes[first.event_shape];
  findings.push_back(
      {.code = "retention.missing",
       .severity = Severity::warning,
       .at = holding.at,
       .message = what_of(policy, holding) + " without a term for a person who never has " +
                  quoted(other.name + " " + other.events[first.event].name),
       .source = "GDPR article 13(2)(a); " + std::string(law::storage_limit),
       .meanwhile = "it is held with no date yet, and shown as such",
       .remedy = "join a clause that counts from an event of its own: \", or N UNIT after " +
                 policy.shapes[holding.shape].name + " EVENT\""});
}

void lint_imprecise(Policy const& policy, Holding const& holding, Findings& findings) {
  auto const clauses = clauses_of(policy, holding);
  bool const bookkeeping = serves(policy.purposes[holding.purpose], Use::bookkeeping);
  bool const fiscal = std::ranges::any_of(clauses, [](Clause const& clause) {
    return counts_time(clause) && clause.duration.unit == Unit::fiscal_years;
  });
  if (!holding.event_assumed && (!bookkeeping || fiscal)) {
    return;
  }
  Shape const& shape = policy.shapes[holding.shape];
  std::string meanwhile = "as stated";
  if (holding.event_assumed) {
    meanwhile = "it is read as " + quoted(to_string(clauses.front().duration) + " after " +
                                          shape.name + " " + shape.events[0].name);
  }
  findings.push_back(
      {.code = "retention.imprecise",
       .severity = Severity::warning,
       .at = holding.at,
       .message = quoted(holding.phrase) +
                  (holding.event_assumed ? " does not say from when"
                                         : " does not follow the fiscal year, for bookkeeping"),
       .source = std::string(bookkeeping ? law::bookkeeping : law::storage_limit),
       .meanwhile = std::move(meanwhile),
       .remedy = "write " + std::string(bookkeeping ? "\"7 fiscal years" : "\"N UNIT") + " after " +
                 shape.name + " EVENT\""});
}

// Every clause that can end it ends it sooner than the law lets someone ask for it.
void lint_short(Policy const& policy, Holding const& holding, Findings& findings) {
  Purpose const& purpose = policy.purposes[holding.purpose];
  auto const clauses = clauses_of(policy, holding);
  int longest = 0;
  for (Clause const& clause : clauses) {
    if (!counts_time(clause)) {
      return;
    }
    longest = std::max(longest, days_at_least(clause.duration));
  }
  auto const report = [&](std::string_view law, std::string_view meaning) {
    findings.push_back(
        {.code = "retention.short",
         .severity = Severity::warning,
         .at = holding.at,
         .message = what_of(policy, holding) + " for a shorter time than " + std::string(meaning),
         .source = std::string(law),
         .meanwhile = "as stated",
         .remedy = "lengthen it in this version: a later one can't, for data that "
                   "is held by then"});
  };
  if (serves(purpose, Use::complaints) && longest < law::complaint_years * 365) {
    report(law::complaints, "the buyer may complain in");
  }
  if (serves(purpose, Use::bookkeeping) && longest < law::bookkeeping_years * 365) {
    report(law::bookkeeping, "the law requires");
  }
}

void lint_endless(Policy const& policy, Holding const& holding, Findings& findings) {
  bool const open = std::ranges::any_of(clauses_of(policy, holding), [](Clause const& clause) {
    return clause.kind == ClauseKind::until_withdrawn || clause.kind == ClauseKind::until_event;
  });
  if (open && !holding.cap) {
    findings.push_back({.code = "retention.endless",
                        .severity = Severity::note,
                        .at = holding.at,
                        .message = what_of(policy, holding) +
                                   " for as long as nobody ends it, which may be always",
                        .source = std::string(law::storage_limit),
                        .meanwhile = "as stated; it is shown as held with no date yet",
                        .remedy = "add \", at most N UNIT after " +
                                  policy.shapes[holding.shape].name + " EVENT\""});
  }
}

// Once for the policy: the page can say what it means in one place.
void lint_ambiguous(Policy const& policy, Findings& findings) {
  bool const defined = std::ranges::any_of(
      policy.stated.defined, [](Word const& word) { return word.text == "calendar years"; });
  for (Holding const& holding : policy.holdings) {
    bool const calendar =
        std::ranges::any_of(clauses_of(policy, holding), [](Clause const& clause) {
          return counts_time(clause) && clause.duration.unit == Unit::calendar_years;
        });
    if (calendar && !defined) {
      findings.push_back({.code = "retention.ambiguous",
                          .severity = Severity::note,
                          .at = holding.at,
                          .message = "\"calendar years\" can be read in more than one way",
                          .source = std::string(law::information),
                          .meanwhile = "they run to 31 December",
                          .remedy = "say on the page what they are, and state [text] defines = "
                                    "[\"calendar years\"]"});
      return;
    }
  }
}

}  // namespace

void lint_retention(Policy const& policy, Findings& findings) {
  lint_unstated(policy, findings);
  for (Holding const& holding : policy.holdings) {
    lint_never_started(policy, holding, findings);
    lint_imprecise(policy, holding, findings);
    lint_short(policy, holding, findings);
    lint_endless(policy, holding, findings);
  }
  lint_ambiguous(policy, findings);
}

}  // namespace lofte::promise::policy
