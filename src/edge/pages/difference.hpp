// How one version of a policy differs from an earlier one, in plain words.
#pragma once

#include <string>
#include <vector>

#include "edge/pages/phrases.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::pages {

enum class ChangeKind { added, removed, shorter, longer, changed };

// One thing that is different: "Kept: orders", before "seven years …", now "five years …".
struct Change {
  ChangeKind kind = ChangeKind::changed;
  std::string part;    // what it is about
  std::string before;  // "" when there was nothing
  std::string now;     // "" when there is nothing any more
  bool operator==(Change const&) const = default;
};

// What changed of one purpose, recipient or cookie.
struct ChangedThing {
  std::string name;  // its title
  std::vector<Change> changes;
};

struct ChangeGroup {
  std::string anchor;   // "purposes"
  std::string heading;  // a key of web/texts
  std::vector<ChangedThing> changed;
  std::vector<std::string> unchanged;  // titles
};

// Purposes, recipients, cookies and the controller, matched by their names, in the newer policy's
// order and then what is gone. A term is shorter or longer when it is so whatever the day; when
// that depends, or when its clock starts at another event, it is changed. Pure.
std::vector<ChangeGroup> difference(promise::policy::Policy const& older,
                                    promise::policy::Policy const& newer, Phrases const& phrases);

}  // namespace lofte::edge::pages
