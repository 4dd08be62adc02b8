// A mapping file: how the columns of a CSV file become subjects and their records. Language:
// docs/import.md.
//
// A Mapping is immutable once parsed, and may be read from any thread. What it names in the policy
// is there; whether the columns it names are there is known once it meets a file's header line
// (mapping_rows.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time_zone.hpp"
#include "edge/import/mapping_date.hpp"
#include "edge/import/mapping_text.hpp"
#include "promise/policy/finding.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::import {

inline constexpr std::size_t mapping_bytes_max = 256 * 1024;

using promise::policy::Finding;
using promise::policy::Position;

struct Column {
  std::string name;
  Position at;
};

// One condition on one column. A value that the file's `empty` names is empty.
struct Condition {
  enum class Kind { is, starts_with, is_empty, is_not_empty };
  Column column;
  Kind kind = Kind::is;
  std::vector<std::string> values;  // any of them; of `is` and `starts_with`
};

// Which rows an entry is for: all of `when` holds, and none of `unless`.
struct Conditions {
  std::vector<Condition> when;
  std::vector<Condition> unless;
};

// [[reject]] and [[skip]]
struct Exclusion {
  enum class Kind { reject, skip };
  Kind kind = Kind::reject;
  Conditions conditions;
  std::string reason;
};

// A template and where it stands.
struct PlacedTemplate {
  TextTemplate text;
  Position at;  // of the value
  bool verbatim =
      false;  // the value stands in the file as it is, so columns in it can be pointed at
};

// [[subject]]: the first whose conditions hold says whose row it is.
struct SubjectRule {
  Conditions conditions;
  PlacedTemplate reference;
};

struct FieldRule {
  std::string field;
  PlacedTemplate value;  // where all its columns are empty, the field is absent
};

// A column that holds a date, and how it is written there.
struct DateColumn {
  Column column;
  DateFormat format;
};

struct EventRule {
  std::string event;
  DateColumn date;  // where it is empty, the event has not happened
};

// [[consent]]: the row says that its subject consents. Every one whose conditions hold.
struct ConsentRule {
  std::string purpose;
  Conditions conditions;
  DateColumn given;  // where it is empty, consent was not given
};

// [[record]]: every one whose conditions hold is made from the row.
struct RecordRule {
  std::string shape;
  Conditions conditions;
  PlacedTemplate reference;
  bool once = false;  // made by the first row that names it; later rows leave it as it is
  std::vector<FieldRule> fields;
  std::vector<EventRule> events;
};

struct Mapping {
  std::string path;  // of the mapping file, for messages
  char delimiter = ',';
  std::optional<TimeZone> timezone;  // of times of day in the file; stated when any format has one
  std::vector<std::string> empty;    // values that mean: nothing
  std::vector<Exclusion> exclusions;
  std::vector<SubjectRule> subjects;
  std::vector<ConsentRule> consents;
  std::vector<RecordRule> records;
};

struct ParsedMapping {
  std::optional<Mapping> mapping;  // absent when there are findings
  std::vector<Finding> findings;   // errors, in the order of the file
};

// Pure, but for the time zone database. Throws nothing for any text.
ParsedMapping parse_mapping(std::string_view text, std::string_view path,
                            promise::policy::Policy const& policy);

}  // namespace lofte::edge::import
