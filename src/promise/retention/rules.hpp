// The calendar of the promise: until when each thing may be held, under every policy version that
// has been in force since it was collected. Rules: docs/policy-language.md, "Retention phrases" and
// "Who wins".
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "promise/policy/history.hpp"
#include "promise/retention/facts.hpp"
#include "promise/retention/term.hpp"

namespace lofte::promise::retention {

// The last day of `duration` counted from `from`. Fiscal years end on `fiscal_year_ends`.
Day last_day(policy::Duration duration, Day from, std::chrono::month_day fiscal_year_ends);

// How one clause of one holding stands for a record: a term (it has a date), open (held, no date
// yet), or not counting.
struct Hold {
  PurposeIndex purpose = 0;
  ClauseIndex clause = 0;
  std::optional<Term> term;  // nullopt: no date yet
  std::optional<Day> last;   // the term's horizon; nullopt: no date yet
  bool by_clock = false;  // an after_latest clause: its date is the subject's clock, shared by all
                          // of the subject's records
};

// The holds of one record: at most one per clause. A fixed room, so that computing them allocates
// nothing.
class Holds {
 public:
  static constexpr std::size_t room = 64;
  Hold const* begin() const { return holds_.data(); }
  Hold const* end() const { return holds_.data() + size_; }
  std::size_t size() const { return size_; }
  void add(Hold const& hold);

 private:
  std::array<Hold, room> holds_;
  std::size_t size_ = 0;
};

// Until when something may be held.
struct Until {
  enum class Kind { gone, dated, open } kind = Kind::gone;
  std::optional<Day> last;  // of dated
  bool covers(Day day) const { return kind == Kind::open || (kind == Kind::dated && day <= *last); }
};

// Compiled from a history; immutable; any thread. Keeps the history alive.
class Rules {
 public:
  explicit Rules(policy::History history);

  policy::History const& history() const { return history_; }

  // The last civil day on which `term` may still be held; nullopt when neither anchor nor cap nor
  // limit gives a date. The earliest over the versions in force since term.version, except that a
  // legal obligation that cites its law follows the current version. No allocation.
  std::optional<Day> horizon(Term const& term) const;

  // The subject's facts in terms of `version`.
  SubjectView view(SubjectFacts const& facts, Version version) const;

  // Every clause that holds the record, whether or not its date has passed; purposes that ended are
  // left out, and so are purposes whose consent is missing. A clause that is not started counts
  // only when no clause of its phrase has a date.
  Holds holds(RecordFacts const& record, SubjectView const& subject) const;

  // Until when `purpose` holds the record: the latest of its clauses.
  Until until(RecordFacts const& record, SubjectView const& subject, PurposeIndex purpose) const;

  // The slot of SubjectView::latest that an after_latest clause of `version` reads.
  std::uint8_t latest_slot(Version version, ClauseIndex clause) const;

 private:
  struct CompiledClause;
  struct CompiledVersion;
  policy::History history_;
  std::vector<CompiledVersion> versions_;
};

}  // namespace lofte::promise::retention
