// What publishing another policy would do to the data held now. Exact per bucket; exact as a whole
// when nothing is written meanwhile.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "custody/upkeep/holdings.hpp"
#include "promise/policy/finding.hpp"

namespace lofte::custody::upkeep {

// How one purpose's hold on the records of one shape changes.
struct PlanRow {
  std::string purpose;
  std::string shape;
  std::uint64_t unchanged = 0;      // records
  std::uint64_t shorter = 0;        // end earlier than they would
  std::uint64_t gone_at_once = 0;   // of the shorter: end on the day of publication
  std::uint64_t longer_by_law = 0;  // end later, as a legal obligation that cites its law may
  std::uint64_t longer_refused =
      0;                           // the new policy says later; what is held keeps the earlier day
  std::uint64_t fields_taken = 0;  // records of which the purpose loses a field
  std::uint64_t people = 0;        // that any of the changes concerns
  bool operator==(PlanRow const&) const = default;
};

struct Plan {
  std::string hash;  // of the policies and of what the plan found; publishing names it
  Day today;
  std::uint64_t records = 0;
  bool exact = true;  // false: something was written meanwhile
  std::vector<PlanRow> rows;
  // What is to be said about the change itself: a purpose relabelled as a legal obligation.
  std::vector<promise::policy::Finding> findings;
};

Plan plan(vault::Vault const& vault, std::string_view policy_text, Progress const& progress = {});

}  // namespace lofte::custody::upkeep
