// How the fields of a record are split into compartments. A record starts with the layout of its
// policy version; when a later version takes a field from a purpose, the record moves to a layout
// in which the purpose's leases don't open that field. A purpose that gains a field changes nothing
// for what has been collected.
#pragma once

#include <map>
#include <tuple>
#include <vector>

#include "promise/policy/history.hpp"
#include "promise/retention/facts.hpp"

namespace lofte::promise::retention {

// Immutable once made.
class Layouts {
 public:
  // Versions after `settled` change nothing for records of the versions before them.
  Layouts(policy::History const& history, Version settled);

  // The compartments of the layout that the record has.
  std::vector<policy::Compartment> const& of(RecordFacts const& record) const;

  // The layout that records of `version` and `shape` are to have: the last version that took a
  // field from one of their purposes; 0 when none did.
  Version wanted(Version version, ShapeIndex shape) const;

 private:
  using Place = std::tuple<Version, Version, ShapeIndex>;  // record's version, layout, shape
  std::map<Place, std::vector<policy::Compartment>> compartments_;
  std::map<std::pair<Version, ShapeIndex>, Version> wanted_;
};

}  // namespace lofte::promise::retention
