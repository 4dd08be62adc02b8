// What Rules are compiled to: every name looked up and every version compared beforehand, so that
// a question costs a few additions. Internal to the module. Immutable once compiled.
#pragma once

#include <limits>
#include <optional>
#include <vector>

#include "promise/policy/history.hpp"
#include "promise/retention/facts.hpp"

namespace lofte::promise::retention {

using policy::HoldingIndex;

// Later than every last day: held, with no date yet.
inline constexpr Day open_ended = Day::max();
// An event that the shape of the record's version does not know: it never happens.
inline constexpr EventIndex never = std::numeric_limits<EventIndex>::max();

// One way to count from an anchor.
struct Step {
  policy::Duration duration;
  std::chrono::month_day fiscal_year_ends;
  bool or_next = false;  // the next step is an alternative: the later of them counts
  bool operator==(Step const&) const = default;
};

// How a term reads.
struct Reading {
  std::vector<Step> from_anchor{};  // the earliest counts
  std::vector<Step> from_cap{};     // the earliest counts
};

// A clause, as a term of it reads in every version that has a say.
struct CompiledClause {
  Reading own{};
  std::vector<Reading> asked{};  // as a law reads that has no say yet, and asks for it: the latest
                                 // of all counts
  Day ended = open_ended;        // the day before a version that no longer holds it
  bool moved = false;            // a later version counts from another anchor or cap
  bool moving = false;           // a law that has no say yet does
  bool rephrased = false;        // a later version has another phrase
};

// A phrase of some version, in terms of the events of the record's version.
struct Phrase {
  struct Clause {
    policy::ClauseKind kind;
    policy::Duration duration;
    EventIndex event = never;  // of after and until_event
    std::uint8_t slot = 0;     // of after_latest: in SubjectView::latest
  };
  std::vector<Clause> clauses{};
  std::optional<policy::Duration> cap{};
  EventIndex cap_event = never;
  std::chrono::month_day fiscal_year_ends;
};

struct CompiledHolding {
  PurposeIndex purpose = 0;
  ShapeIndex shape = 0;
  ClauseIndex first_clause = 0;
  FieldSet fields = 0;           // held in every version since
  Phrase own;                    // of the record's version
  std::vector<Phrase> binding;   // the phrases that have a say: the earliest counts
  std::vector<Phrase> asked;     // of a law that has no say yet: the latest of all counts
  Day ended = open_ended;        // the day before a version that no longer holds it
  bool follows_law = false;      // the current version alone has a say
  Version limit_version = 0;     // where a term with a limit alone belongs: the first version of
  ClauseIndex limit_clause = 0;  // those that state the latest phrase, and its first clause
};

struct CompiledVersion {
  std::vector<CompiledClause> clauses;                  // by ClauseIndex
  std::vector<CompiledHolding> holdings;                // by HoldingIndex
  std::vector<std::vector<HoldingIndex>> shapes;        // the holdings of each shape
  std::vector<std::optional<HoldingIndex>> by_purpose;  // [purpose * shapes + shape]
  std::vector<NameHash> purposes;                       // by PurposeIndex
  PurposeSet needs_consent = 0;                         // rests on consent in some version since
  PurposeSet required_by_law = 0;                       // a legal obligation in every version since
  std::optional<PurposeIndex> legal_claims;
  std::vector<std::uint8_t> slots;  // by ClauseIndex; meaningless unless after_latest
};

// A subject's clock: the event whose latest day some clause counts from.
struct SubjectClock {
  NameHash shape = 0;
  NameHash event = 0;
  bool operator==(SubjectClock const&) const = default;
};

struct Compiled {
  std::vector<CompiledVersion> versions;  // [number - 1]
  std::vector<SubjectClock> clocks;       // by slot
  CompiledVersion const& of(Version number) const;
};

// Throws Failure (bad_input) when the history has more clocks than SubjectView has slots, or a
// shape more clauses than Holds has room for.
// Versions after `settled` have no say over the versions before them, but for a law that asks for
// longer.
Compiled compile(policy::History const& history, Version settled);

}  // namespace lofte::promise::retention
