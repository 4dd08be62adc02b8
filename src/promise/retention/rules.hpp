// The calendar of the promise: until when each thing may be held, under every policy version that
// has been in force since it was collected. Rules: docs/policy-language.md, "Retention phrases" and
// "Who wins".
#pragma once

#include <array>
#include <limits>
#include <memory>
#include <optional>

#include "promise/policy/history.hpp"
#include "promise/retention/facts.hpp"
#include "promise/retention/last_day.hpp"
#include "promise/retention/layouts.hpp"
#include "promise/retention/term.hpp"

namespace lofte::promise::retention {

struct Compiled;

// How one clause of one holding stands for a record: a term (it has a date), open (held, no date
// yet), or not counting.
struct Hold {
  PurposeIndex purpose = 0;    // of the record's version
  ClauseIndex clause = 0;      // of the record's version
  std::optional<Term> term{};  // nullopt: no date yet
  std::optional<Day> last{};   // the term's horizon; nullopt: no date yet
  bool by_clock = false;  // an after_latest clause: its date is the subject's clock, shared by all
                          // of the subject's records. False where something of the record's own, a
                          // cap or a limit, has a say too
};

// The holds of one record: at most one per clause. A fixed room, so that computing them allocates
// nothing.
class Holds {
 public:
  static constexpr std::size_t room = 64;
  Hold const* begin() const { return holds_.data(); }
  Hold const* end() const { return holds_.data() + size_; }
  Hold* begin() { return holds_.data(); }
  Hold* end() { return holds_.data() + size_; }
  std::size_t size() const { return size_; }
  void add(Hold const& hold);

 private:
  std::array<Hold, room> holds_;
  std::size_t size_ = 0;
};

// Whether one of them is by a date that no clause of the record's own version says.
bool has_limit(Holds const& holds);

// Until when something may be held.
struct Until {
  enum class Kind { gone, dated, open } kind = Kind::gone;
  std::optional<Day> last;  // of dated
  bool covers(Day day) const { return kind == Kind::open || (kind == Kind::dated && day <= *last); }
};

// Whether a purpose may go on at all for a record, dates aside.
enum class Footing : std::uint8_t { sound, no_consent, ended };

// Compiled from a history; immutable; any thread; cheap to copy. Keeps the history alive.
//
// A record is held by each version's phrase as that version reads, and the earliest of them is the
// promise kept. Across versions a purpose, shape, field or event is the same when its name is; a
// clause when its kind and its event are.
// - A version that no longer has the purpose, or in which it no longer holds the shape, ends it on
//   the day before that version was published, in that version's time zone.
// - A purpose that has been a legal obligation citing its law in every version since the record's
//   own follows the current version alone. One relabelled on the way does not.
// - A purpose that rests on consent in any version since needs consent.
// - An `until` clause holds through the day of its event.
class Rules {
 public:
  // Throws Failure (bad_input) when the history asks for more than there is room for.
  // Versions after `settled` have no say over records of the versions before them: data that a
  // publication would end earlier is kept by such rules until it has cooled off. A law that asks
  // for longer has to wait for nothing: what a legal obligation holds goes on the latest day that
  // it has in the version that is settled and in those after it.
  explicit Rules(policy::History history, Version settled = std::numeric_limits<Version>::max());

  policy::History const& history() const { return history_; }

  // The last civil day on which `term` may still be held; nullopt when neither anchor nor cap nor
  // limit gives a date. The earliest over the versions in force since term.version, except that a
  // legal obligation that cites its law follows the current version. A later version that counts
  // from another event can't be asked here, where that event's day is not known: its longest
  // duration is counted from the term's own anchor, and the exact day is in the limit of the term
  // that holds() gives instead. No allocation.
  std::optional<Day> horizon(Term const& term) const;

  // Whether a later version counts from something that `term` does not say. What is leased under
  // such a term must be leased again under those that holds() gives; then its key may die.
  bool superseded(Term const& term) const;

  // The subject's facts in terms of `version`.
  SubjectView view(SubjectFacts const& facts, Version version) const;

  // Every clause that holds the record, whether or not its date has passed; purposes that ended are
  // left out, and so are purposes whose consent is missing. A clause that is not started counts
  // only when no clause of its phrase has a date. Each hold's `last` is horizon(term); the latest
  // of a purpose's holds is what until() says. Where clauses can't be compared one by one with
  // those of a later version, the term has a limit alone.
  Holds holds(RecordFacts const& record, SubjectView const& subject) const;

  // Until when `purpose` holds the record: the latest of its clauses, in the version where that is
  // earliest. No allocation.
  Until until(RecordFacts const& record, SubjectView const& subject, PurposeIndex purpose) const;

  // Whether consent is there and nothing has ended the purpose for this record. What the law
  // requires in every version since is not ended by anything a person may ask for.
  Footing footing(RecordFacts const& record, SubjectView const& subject,
                  PurposeIndex purpose) const;

  // The fields of `shape` that `purpose` has held in every version since `version`, and still
  // does; none when it holds nothing of the shape.
  FieldSet fields(Version version, ShapeIndex shape, PurposeIndex purpose) const;

  // The hash of a purpose's name; nullopt when `version` has no purpose of that index.
  std::optional<NameHash> purpose_hash(Version version, PurposeIndex purpose) const;

  // The compartments that the record's fields are sealed in, and the layout that it is to have.
  std::vector<policy::Compartment> const& compartments(RecordFacts const& record) const {
    return layouts_->of(record);
  }
  Version layout(Version version, ShapeIndex shape) const {
    return layouts_->wanted(version, shape);
  }

  // The purpose that a legal hold is taken for, when `version` has it.
  std::optional<PurposeIndex> legal_claims(Version version) const;

  // The slot of SubjectView::latest that an after_latest clause of `version` reads.
  std::uint8_t latest_slot(Version version, ClauseIndex clause) const;

 private:
  policy::History history_;
  std::shared_ptr<Compiled const> compiled_;
  std::shared_ptr<Layouts const> layouts_;
};

}  // namespace lofte::promise::retention
