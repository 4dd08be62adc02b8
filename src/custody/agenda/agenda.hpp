// The agenda: whom to look at when a day is over, or for what waits until then. Says neither what
// for nor why; that is in the subject's own records, and an entry that finds nothing to do does no
// harm.
//
// Any thread. Borrows the store. Format: docs/formats/README.md, "Agenda".
#pragma once

#include <functional>
#include <vector>

#include "base/day.hpp"
#include "custody/store/store.hpp"

namespace lofte::custody::agenda {

struct Entry {
  SubjectId subject;
  Day day;  // the last before it is due
};

class Agenda {
 public:
  explicit Agenda(store::Store& store) : store_(&store) {}

  // Durable when it returns; the same again changes nothing.
  void put(Entry const& entry);
  // It has been looked at. Deferred: a crash may bring it back.
  void remove(Entry const& entry);
  // Every entry whose day is over today, bucket by bucket. `visit` may call put() and remove().
  void visit_due(Day today, std::function<void(Entry const&)> const& visit) const;
  // Whom there is an entry for, of whichever day; each once. Costs as much as there are entries.
  std::vector<SubjectId> subjects() const;

 private:
  store::Store* store_;
};

}  // namespace lofte::custody::agenda
