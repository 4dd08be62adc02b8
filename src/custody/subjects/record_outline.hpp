// What is known of a record without opening it. The subject's row lists it for some of a subject's
// records, so that holdings, plan and reclaiming read one row per person. Format:
// docs/formats/subjects.md.
#pragma once

#include "base/id.hpp"
#include "base/wire.hpp"
#include "promise/retention/facts.hpp"

namespace lofte::custody::subjects {

struct RecordOutline {
  RecordId id;
  Day collected;
  promise::retention::RecordFacts facts;
};

// Further records of a subject carry their facts themselves, so that a subject's row stays small.
inline constexpr std::size_t outlines_listed_max = 32;

void write_facts(Writer& writer, promise::retention::RecordFacts const& facts);
promise::retention::RecordFacts read_record_facts(Reader& reader);

void write(Writer& writer, RecordOutline const& record);
RecordOutline read_outline(Reader& reader);

}  // namespace lofte::custody::subjects
