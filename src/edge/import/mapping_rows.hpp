// Makes subjects and records out of a file's rows, by a mapping.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "edge/import/csv.hpp"
#include "edge/import/mapping.hpp"

namespace lofte::edge::import {

struct ImportRecord {
  std::string shape;
  std::string
      reference;  // the shop's own handle: the same reference of the same shape is the same record
  std::vector<std::pair<std::string, std::string>>
      fields;                                       // personal data: move it into Personal<T>
  std::vector<std::pair<std::string, Day>> events;  // in the policy's time zone; at least one
};

// The subject consented to this purpose before the data came here.
struct ImportConsent {
  std::string purpose;
  Instant given;
};

// One row's worth.
struct ImportRow {
  std::string subject;  // the shop's own handle on the person
  std::vector<ImportConsent> consents;
  std::vector<ImportRecord> records;
};

// A row that the mapping leaves out without ado.
struct SkippedRow {
  std::string_view reason;  // as the mapping states it
};

using MappedRow = std::variant<ImportRow, SkippedRow, BadRow>;

// One thread: it remembers the records that are made once.
class RowMapper {
 public:
  // Findings: the columns that the mapping names and the header line lacks. `days_of`: the policy's
  // time zone.
  static std::expected<RowMapper, std::vector<Finding>> bind(Mapping mapping,
                                                             std::vector<std::string> const& header,
                                                             TimeZone const& days_of);

  // `raw`: the row as it stands in the file, for a BadRow. Messages name columns and never hold
  // values.
  MappedRow map(CsvRow const& row, std::string_view raw);

 private:
  struct Problem {
    std::string reason;
    std::string message;
  };
  using Columns = std::unordered_map<std::string, std::size_t>;  // name → place

  RowMapper(Mapping mapping, Columns columns, TimeZone const& days_of);

  std::variant<ImportRow, SkippedRow, Problem> map_row(CsvRow const& row);
  std::optional<Problem> map_records(CsvRow const& row, ImportRow& made);
  std::expected<ImportRecord, Problem> map_record(RecordRule const& rule, CsvRow const& row) const;
  std::expected<std::string, Problem> reference_of(PlacedTemplate const& reference,
                                                   CsvRow const& row, std::string_view of) const;
  std::expected<std::optional<LocalMoment>, Problem> read_date(DateColumn const& date,
                                                               CsvRow const& row) const;
  Day day_of(LocalMoment const& moment) const;
  Instant instant_of(LocalMoment const& moment) const;
  std::optional<Problem> map_consents(CsvRow const& row, ImportRow& made) const;
  bool is_for(Conditions const& conditions, CsvRow const& row) const;
  bool holds(Condition const& condition, CsvRow const& row) const;
  std::string_view value(std::string const& column,
                         CsvRow const& row) const;  // "" for what means empty
  std::optional<std::string> fill(TextTemplate const& text, CsvRow const& row) const;

  Mapping mapping_;
  Columns columns_;
  TimeZone days_of_;
  bool same_zone_;  // times of day in the file need no conversion
  std::unordered_map<std::size_t, Day>
      made_once_;  // hash of shape and reference → day of its first event
};

}  // namespace lofte::edge::import
