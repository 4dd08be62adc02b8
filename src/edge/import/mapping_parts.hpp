// The parts that the entries of a mapping file share: conditions, texts, columns of dates. Internal
// to the module. Every function reports what is wrong to the section's errors, and then gives what
// can still be given.
#pragma once

#include "edge/import/mapping.hpp"
#include "promise/policy/document.hpp"
#include "promise/policy/section.hpp"

namespace lofte::edge::import {

// `when` and `unless`.
Conditions read_conditions(promise::policy::Section& section);

// "text with {COLUMN}"
PlacedTemplate read_template(promise::policy::Node const& node, promise::policy::Errors& errors);
// `reference`, which names a column.
PlacedTemplate demand_reference(promise::policy::Section& section);

// A pattern; `otherwise` when it is none.
DateFormat read_format(promise::policy::Node const& node, DateFormat const& otherwise,
                       promise::policy::Errors& errors);
// KEY = "COLUMN", or KEY = { column = "COLUMN", format = "…" }
std::optional<DateColumn> read_date_column(promise::policy::Section& section,
                                           promise::policy::Entry const& entry,
                                           DateFormat const& otherwise);

}  // namespace lofte::edge::import
