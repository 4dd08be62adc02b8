#include "edge/import/mapping_rows.hpp"

#include <algorithm>

#include "custody/subjects/references.hpp"
#include "edge/mail/reference.hpp"
#include "promise/policy/errors.hpp"

namespace lofte::edge::import {

namespace {

using custody::subjects::reference_bytes_max;

// Collects the columns that a mapping names and a header line lacks.
class ColumnCheck {
 public:
  explicit ColumnCheck(std::vector<std::string> const& header) : header_(header) {}

  void check(Column const& column) {
    if (std::ranges::find(header_, column.name) != header_.end()) {
      return;
    }
    // The header line may be no header line at all but a person's data: only a name nearly the same
    // is shown.
    auto const meant = promise::policy::nearest(column.name, header_);
    errors_.add(
        {.code = "column.unknown",
         .at = column.at,
         .message = "the file's header line has no column " + promise::policy::quoted(column.name),
         .remedy = meant ? "did you mean " + promise::policy::quoted(*meant) + "?"
                         : "columns are named exactly as in the header line; is the delimiter "
                           "right, and is "
                           "this the file that the mapping is for?"});
  }
  void check(PlacedTemplate const& placed) {
    for (TextTemplate::Part const& part : placed.text.parts) {
      if (part.column.empty()) {
        continue;
      }
      Position at = placed.at;
      if (placed.verbatim) {
        at.column += static_cast<std::uint32_t>(1 + part.offset);
      }
      check(Column{.name = part.column, .at = at});
    }
  }
  void check(Conditions const& conditions) {
    for (auto const* list : {&conditions.when, &conditions.unless}) {
      for (Condition const& condition : *list) {
        check(condition.column);
      }
    }
  }
  void check(Mapping const& mapping) {
    for (Exclusion const& exclusion : mapping.exclusions) {
      check(exclusion.conditions);
    }
    for (SubjectRule const& subject : mapping.subjects) {
      check(subject.conditions);
      check(subject.reference);
    }
    for (ConsentRule const& consent : mapping.consents) {
      check(consent.conditions);
      check(consent.given.column);
    }
    for (RecordRule const& record : mapping.records) {
      check(record.conditions);
      check(record.reference);
      for (FieldRule const& field : record.fields) {
        check(field.value);
      }
      for (EventRule const& event : record.events) {
        check(event.date.column);
      }
    }
  }

  bool found_none() const { return errors_.empty(); }
  std::vector<Finding> take() { return errors_.take(); }

 private:
  std::vector<std::string> const& header_;
  promise::policy::Errors errors_;
};

std::string message_of(DateFault fault, DateColumn const& date) {
  std::string const column = "column " + promise::policy::quoted(date.column.name) + ": ";
  switch (fault) {
    case DateFault::other_form:
      return column + "not a date of the form " + date.format.pattern();
    case DateFault::no_such_day:
      return column + "a day or time that does not exist";
    case DateFault::out_of_range:
      return column + "a day outside " + to_string(day_min) + " to " + to_string(day_max);
  }
  return column;
}

std::string_view code_of(DateFault fault) {
  switch (fault) {
    case DateFault::other_form:
      return "date.other_form";
    case DateFault::no_such_day:
      return "date.no_such_day";
    case DateFault::out_of_range:
      return "date.out_of_range";
  }
  return "";
}

}  // namespace

std::expected<RowMapper, std::vector<Finding>> RowMapper::bind(
    Mapping mapping, std::vector<std::string> const& header, TimeZone const& days_of) {
  ColumnCheck columns(header);
  columns.check(mapping);
  if (!columns.found_none()) {
    return std::unexpected(columns.take());
  }
  Columns places;
  for (std::size_t i = 0; i < header.size(); ++i) {
    places.emplace(header[i], i);
  }
  return RowMapper(std::move(mapping), std::move(places), days_of);
}

RowMapper::RowMapper(Mapping mapping, Columns columns, TimeZone const& days_of)
    : mapping_(std::move(mapping)),
      columns_(std::move(columns)),
      days_of_(days_of),
      same_zone_(!mapping_.timezone || mapping_.timezone->name() == days_of.name()) {}

MappedRow RowMapper::map(CsvRow const& row, std::string_view raw) {
  auto mapped = map_row(row);
  if (auto* made = std::get_if<ImportRow>(&mapped)) {
    return std::move(*made);
  }
  if (auto const* skipped = std::get_if<SkippedRow>(&mapped)) {
    return *skipped;
  }
  auto& problem = std::get<Problem>(mapped);
  return BadRow{.line = row.line,
                .reason = std::move(problem.reason),
                .message = std::move(problem.message),
                .raw = std::string(raw)};
}

std::variant<ImportRow, SkippedRow, RowMapper::Problem> RowMapper::map_row(CsvRow const& row) {
  for (Exclusion const& exclusion : mapping_.exclusions) {
    if (!is_for(exclusion.conditions, row)) {
      continue;
    }
    if (exclusion.kind == Exclusion::Kind::skip) {
      return SkippedRow{exclusion.reason};
    }
    return Problem{.reason = "row.rejected", .message = exclusion.reason};
  }
  auto const subject = std::ranges::find_if(
      mapping_.subjects, [&](SubjectRule const& rule) { return is_for(rule.conditions, row); });
  if (subject == mapping_.subjects.end()) {
    return Problem{.reason = "row.no_subject",
                   .message = "no [[subject]] of the mapping is for this row"};
  }
  auto reference = reference_of(subject->reference, row, "subject");
  if (!reference) {
    return std::move(reference.error());
  }
  auto canonical = mail::canonical_reference(*std::move(reference));
  if (!canonical) {
    return Problem{.reason = "row.no_address",
                   .message =
                       "what stands after \"mailto:\" in the reference of the subject is no "
                       "e-mail address"};
  }
  ImportRow made{.subject = *std::move(canonical), .consents = {}, .records = {}};
  if (auto problem = map_consents(row, made)) {
    return *std::move(problem);
  }
  if (auto problem = map_records(row, made)) {
    return *std::move(problem);
  }
  return made;
}

std::optional<RowMapper::Problem> RowMapper::map_consents(CsvRow const& row,
                                                          ImportRow& made) const {
  for (ConsentRule const& rule : mapping_.consents) {
    if (!is_for(rule.conditions, row)) {
      continue;
    }
    auto const moment = read_date(rule.given, row);
    if (!moment) {
      return moment.error();
    }
    if (*moment) {
      made.consents.push_back({.purpose = rule.purpose, .given = instant_of(**moment)});
    }
  }
  return std::nullopt;
}

std::optional<RowMapper::Problem> RowMapper::map_records(CsvRow const& row, ImportRow& made) {
  std::vector<std::pair<std::size_t, Day>> newly_made;
  bool is_for_any = false;
  for (RecordRule const& rule : mapping_.records) {
    if (!is_for(rule.conditions, row)) {
      continue;
    }
    is_for_any = true;
    auto record = map_record(rule, row);
    if (!record) {
      return std::move(record.error());
    }
    if (rule.once) {
      std::size_t const hash = std::hash<std::string>{}(record->shape + '\n' + record->reference);
      Day const day = record->events.front().second;
      auto const before = made_once_.find(hash);
      if (before != made_once_.end() && before->second > day) {
        return Problem{.reason = "row.order",
                       .message = "an earlier row has begun the " + rule.shape +
                                  " of this one on a later day; sort the file by its dates"};
      }
      if (before != made_once_.end()) {
        continue;
      }
      newly_made.emplace_back(hash, day);
    }
    made.records.push_back(*std::move(record));
  }
  if (!is_for_any) {
    return Problem{.reason = "row.no_record",
                   .message = "no [[record]] of the mapping is for this row"};
  }
  made_once_.insert(newly_made.begin(), newly_made.end());
  return std::nullopt;
}

std::expected<ImportRecord, RowMapper::Problem> RowMapper::map_record(RecordRule const& rule,
                                                                      CsvRow const& row) const {
  auto reference = reference_of(rule.reference, row, rule.shape);
  if (!reference) {
    return std::unexpected(std::move(reference.error()));
  }
  ImportRecord record{
      .shape = rule.shape, .reference = *std::move(reference), .fields = {}, .events = {}};
  for (FieldRule const& field : rule.fields) {
    if (auto text = fill(field.value.text, row)) {
      record.fields.emplace_back(field.field, *std::move(text));
    }
  }
  for (EventRule const& event : rule.events) {
    auto const moment = read_date(event.date, row);
    if (!moment) {
      return std::unexpected(moment.error());
    }
    if (!*moment) {
      continue;
    }
    Day const day = day_of(**moment);
    if (day < day_min || day > day_max) {  // by the change of time zone
      DateFault const fault = DateFault::out_of_range;
      return std::unexpected(
          Problem{.reason = std::string(code_of(fault)), .message = message_of(fault, event.date)});
    }
    record.events.emplace_back(event.event, day);
  }
  if (record.events.empty()) {
    return std::unexpected(Problem{.reason = "row.no_date",
                                   .message = "nothing of this " + rule.shape + " has a date"});
  }
  return record;
}

std::expected<std::string, RowMapper::Problem> RowMapper::reference_of(
    PlacedTemplate const& reference, CsvRow const& row, std::string_view of) const {
  for (TextTemplate::Part const& part : reference.text.parts) {
    if (!part.column.empty() && value(part.column, row).empty()) {
      return std::unexpected(Problem{.reason = "row.no_reference",
                                     .message = "column " + promise::policy::quoted(part.column) +
                                                " is empty, so the " + std::string(of) +
                                                " has no reference"});
    }
  }
  std::string text = fill(reference.text, row).value_or("");
  if (text.size() > reference_bytes_max) {
    return std::unexpected(Problem{.reason = "row.reference_too_long",
                                   .message = "the reference of the " + std::string(of) +
                                              " is longer than " +
                                              std::to_string(reference_bytes_max) + " bytes"});
  }
  return text;
}

std::expected<std::optional<LocalMoment>, RowMapper::Problem> RowMapper::read_date(
    DateColumn const& date, CsvRow const& row) const {
  std::string_view const text = value(date.column.name, row);
  if (text.empty()) {
    return std::nullopt;
  }
  auto const moment = date.format.read(text);
  if (!moment) {
    return std::unexpected(Problem{.reason = std::string(code_of(moment.error())),
                                   .message = message_of(moment.error(), date)});
  }
  return *moment;
}

Day RowMapper::day_of(LocalMoment const& moment) const {
  if (!moment.time_of_day || same_zone_) {
    return moment.day;
  }
  return days_of_.day_of(instant_of(moment));
}

Instant RowMapper::instant_of(LocalMoment const& moment) const {
  return moment.time_of_day ? mapping_.timezone->moment_of(moment.day, *moment.time_of_day)
                            : days_of_.start_of(moment.day);
}

bool RowMapper::is_for(Conditions const& conditions, CsvRow const& row) const {
  auto const holds_here = [&](Condition const& condition) { return holds(condition, row); };
  return std::ranges::all_of(conditions.when, holds_here) &&
         std::ranges::none_of(conditions.unless, holds_here);
}

bool RowMapper::holds(Condition const& condition, CsvRow const& row) const {
  std::string_view const text = value(condition.column.name, row);
  switch (condition.kind) {
    case Condition::Kind::is:
      return std::ranges::find(condition.values, text) != condition.values.end();
    case Condition::Kind::starts_with:
      return std::ranges::any_of(condition.values,
                                 [&](std::string const& start) { return text.starts_with(start); });
    case Condition::Kind::is_empty:
      return text.empty();
    case Condition::Kind::is_not_empty:
      return !text.empty();
  }
  return false;
}

std::string_view RowMapper::value(std::string const& column, CsvRow const& row) const {
  std::string_view const text = row.fields[columns_.at(column)];
  bool const means_empty = std::ranges::find(mapping_.empty, text) != mapping_.empty.end();
  return means_empty ? std::string_view() : text;
}

// Nullopt when it has columns and all of them are empty.
std::optional<std::string> RowMapper::fill(TextTemplate const& text, CsvRow const& row) const {
  std::string filled;
  bool has_value = !text.has_columns();
  for (TextTemplate::Part const& part : text.parts) {
    filled += part.text;
    if (!part.column.empty()) {
      std::string_view const here = value(part.column, row);
      has_value = has_value || !here.empty();
      filled += here;
    }
  }
  return has_value ? std::optional(std::move(filled)) : std::nullopt;
}

}  // namespace lofte::edge::import
