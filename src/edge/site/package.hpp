// Everything that is held of a person, as files that they take with them (GDPR articles 15 and 20).
#pragma once

#include <string>
#include <vector>

#include "edge/pages/held.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::site {

// {"made": …, "records": [{"record", "shape", "collected", "events", "fields", "held_for"}]}
std::string package_json(std::vector<pages::HeldRecord> const& records, Day today);

// One line for each field: record, shape, collected, field, value (RFC 4180, with a heading). A
// value that a spreadsheet would take for a formula begins with an apostrophe.
std::string package_csv(std::vector<pages::HeldRecord> const& records);

}  // namespace lofte::edge::site
