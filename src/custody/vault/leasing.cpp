#include "custody/vault/leasing.hpp"

#include "base/planted.hpp"

namespace lofte::custody::vault {

using promise::retention::RecordFacts;
using promise::retention::Rules;
using promise::retention::SubjectView;
using promise::retention::Until;

Until later(Until const& first, Until const& second) {
  if (first.kind == Until::Kind::open || second.kind == Until::Kind::gone) {
    return first;
  }
  if (second.kind == Until::Kind::open || first.kind == Until::Kind::gone) {
    return second;
  }
  return *first.last < *second.last ? second : first;
}

CompartmentSet compartments_present(Rules const& rules, RecordFacts const& record) {
  auto const& layout = rules.compartments(record);
  CompartmentSet present = 0;
  for (std::size_t i = 0; i < layout.size(); ++i) {
    if ((layout[i].fields & record.fields) != 0) {
      present |= CompartmentSet{1} << i;
    }
  }
  return present;
}

Leasing leasing_of(Rules const& rules, RecordFacts const& record, SubjectView const& subject,
                   CompartmentSet present, Day today) {
  auto const& layout = rules.compartments(record);
  Leasing leasing;
  leasing.until.resize(layout.size());
  auto const lease = [&](WantedLease const& wanted) {
    if (wanted.compartments == 0) {
      return;
    }
    for (std::size_t i = 0; i < layout.size(); ++i) {
      if ((wanted.compartments >> i & 1) != 0) {
        leasing.until[i] = later(leasing.until[i], wanted.until);
      }
    }
    leasing.leases.push_back(wanted);
  };
  for (auto const& hold : rules.holds(record, subject)) {
    Until const until{.kind = hold.last ? Until::Kind::dated : Until::Kind::open,
                      .last = hold.last};
    if (!until.covers(today)) {
      continue;
    }
    CompartmentSet held = 0;
    for (std::size_t i = 0; i < layout.size(); ++i) {
      if ((present >> i & 1) != 0 && (layout[i].purposes >> hold.purpose & 1) != 0) {
        held |= CompartmentSet{1} << i;
      }
    }
    // A clock is shared by all records, so a cap that counts from this record's own event needs a
    // term of its own.
    bool const by_clock = hold.by_clock && !(hold.term && hold.term->cap_anchor);
    lease({.kind = LeaseKind::clause,
           .clause = hold.clause,
           .by_clock = by_clock,
           .term = hold.term,
           .compartments = held,
           .until = until});
  }
  Until const open{.kind = Until::Kind::open, .last = std::nullopt};
  if (record.held && !planted(Bug::hold_ignored)) {
    lease({.kind = LeaseKind::hold, .term = std::nullopt, .compartments = present, .until = open});
  }
  if (subject.restricted) {
    lease({.kind = LeaseKind::restriction,
           .term = std::nullopt,
           .compartments = present,
           .until = open});
  }
  return leasing;
}

}  // namespace lofte::custody::vault
