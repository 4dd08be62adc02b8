#include "edge/import/mapping.hpp"

#include <utility>

#include "base/failure.hpp"
#include "promise/policy/document.hpp"
#include "promise/policy/errors.hpp"
#include "promise/policy/section.hpp"

namespace lofte::edge::import {

namespace {

using promise::policy::Entry;
using promise::policy::Errors;
using promise::policy::NamedEntry;
using promise::policy::Node;
using promise::policy::Policy;
using promise::policy::quoted;
using promise::policy::Section;
using promise::policy::ShapeIndex;
using promise::policy::suggestion;

constexpr std::string_view dates_unless_told = "YYYY-MM-DD";

template <typename T>
std::vector<std::string> names_of(std::vector<T> const& things) {
  std::vector<std::string> names;
  for (T const& thing : things) {
    names.push_back(thing.name);
  }
  return names;
}

class MappingReader {
 public:
  MappingReader(Section root, Errors& errors, Policy const& policy)
      : root_(std::move(root)), errors_(&errors), policy_(&policy) {}

  Mapping read() {
    read_file();
    read_exclusions("reject", Exclusion::Kind::reject);
    read_exclusions("skip", Exclusion::Kind::skip);
    read_subjects();
    read_records();
    root_.finish();
    return std::move(mapping_);
  }

 private:
  void error(std::string code, Position at, std::string message, std::string remedy) {
    errors_->add({.code = std::move(code),
                  .at = at,
                  .message = std::move(message),
                  .remedy = std::move(remedy)});
  }

  // [file]
  void read_file() {
    auto file = root_.below("file");
    default_format_ = *DateFormat::parse(dates_unless_told);
    if (!file) {
      return;
    }
    if (auto const* node = file->find("delimiter", Node::Kind::text)) {
      if (node->text.size() != 1 || node->text == "\"" || node->text == "\n" ||
          node->text == "\r") {
        error("delimiter.malformed", node->at,
              "a delimiter is one character: a comma, a semicolon or a tab",
              "write \",\", \";\" or \"\\t\"");
      } else {
        mapping_.delimiter = node->text[0];
      }
    }
    if (auto const* node = file->find("timezone", Node::Kind::text)) {
      try {
        mapping_.timezone = TimeZone::named(node->text);
      } catch (Failure const& failure) {
        error(failure.code(), node->at, failure.message(), failure.remedy());
      }
    }
    if (auto const* node = file->find("dates", Node::Kind::text)) {
      default_format_ = read_format(*node);
    }
    mapping_.empty = file->texts("empty");
    file->finish();
  }

  DateFormat read_format(Node const& node) {
    auto format = DateFormat::parse(node.text);
    if (!format) {
      error("date.pattern", node.at,
            quoted(node.text) + " is not a pattern of dates: " + format.error(),
            "write something like \"YYYY-MM-DD\" or \"M/D/YYYY H:MM\"");
      return default_format_;
    }
    return *std::move(format);
  }

  // The tables of [[key]], in the order of the file.
  std::vector<Section> tables(std::string_view key) {
    std::vector<Section> sections;
    auto const* list = root_.find(key);
    if (!list) {
      return sections;
    }
    std::string const name = "[[" + std::string(key) + "]]";
    if (list->kind != Node::Kind::list) {
      root_.wrong_kind(*list, key, "a list of tables, written " + name);
      return sections;
    }
    for (Node const& item : list->items) {
      if (item.kind == Node::Kind::table) {
        sections.emplace_back(item, name, item.at, *errors_);
      } else {
        root_.wrong_kind(item, key, "a table");
      }
    }
    return sections;
  }

  void read_exclusions(std::string_view key, Exclusion::Kind kind) {
    for (Section& section : tables(key)) {
      auto const* reason =
          section.demand("reason", Node::Kind::text, "reason = \"why these rows are left out\"");
      Conditions conditions = read_conditions(section);
      if (conditions.when.empty() && conditions.unless.empty()) {
        error("conditions.missing", section.at(), section.where() + " would leave out every row",
              "say which with when = { column = \"…\", is = \"…\" }");
      }
      section.finish();
      mapping_.exclusions.push_back({.kind = kind,
                                     .conditions = std::move(conditions),
                                     .reason = reason ? reason->text : ""});
    }
  }

  void read_subjects() {
    auto sections = tables("subject");
    if (sections.empty()) {
      error("subject.missing", {.line = 1, .column = 1},
            "the mapping does not say whose the rows are",
            "add [[subject]] with reference = \"{COLUMN}\"");
    }
    for (Section& section : sections) {
      SubjectRule rule{.conditions = read_conditions(section),
                       .reference = demand_reference(section)};
      section.finish();
      mapping_.subjects.push_back(std::move(rule));
    }
  }

  void read_records() {
    auto sections = tables("record");
    if (sections.empty()) {
      error("record.missing", {.line = 1, .column = 1}, "the mapping makes no records",
            "add [[record]] with shape, reference, [record.fields] and [record.events]");
    }
    for (Section& section : sections) {
      read_record(section);
    }
  }

  void read_record(Section& section) {
    RecordRule rule{.shape = {},
                    .conditions = read_conditions(section),
                    .reference = demand_reference(section),
                    .once = section.flag("once"),
                    .fields = {},
                    .events = {}};
    std::optional<ShapeIndex> shape;
    if (auto const* node = section.demand("shape", Node::Kind::text, "shape = \"order\"")) {
      rule.shape = node->text;
      shape = policy_->find_shape(rule.shape);
      if (!shape) {
        error("shape.unknown", node->at, "the policy has no record " + quoted(rule.shape),
              suggestion(rule.shape, names_of(policy_->shapes)));
      }
    }
    read_fields(section, shape, rule);
    read_events(section, shape, rule);
    section.finish();
    mapping_.records.push_back(std::move(rule));
  }

  void read_fields(Section& section, std::optional<ShapeIndex> shape, RecordRule& rule) {
    auto const* fields = section.find("fields", Node::Kind::table);
    if (!fields) {
      return;
    }
    for (Entry const& entry : fields->entries) {
      if (shape && !policy_->find_field(*shape, entry.key)) {
        error("field.unknown", entry.at,
              "a record " + quoted(rule.shape) + " has no field " + quoted(entry.key),
              suggestion(entry.key, names_of(policy_->shapes[*shape].fields)));
      }
      if (entry.value.kind != Node::Kind::text) {
        section.wrong_kind(entry.value, entry.key, "a text such as \"{COLUMN}\"");
        continue;
      }
      rule.fields.push_back({.field = entry.key, .value = read_template(entry.value)});
    }
  }

  void read_events(Section& section, std::optional<ShapeIndex> shape, RecordRule& rule) {
    auto const* events = section.find("events", Node::Kind::table);
    if (!events || events->entries.empty()) {
      error("events.missing", section.at(),
            section.where() + " gives its record no event, so nothing would ever end it",
            "add [record.events] with EVENT = \"COLUMN\"");
      return;
    }
    for (Entry const& entry : events->entries) {
      if (shape && !policy_->find_event(*shape, entry.key)) {
        error("event.unknown", entry.at,
              "a record " + quoted(rule.shape) + " has no event " + quoted(entry.key),
              suggestion(entry.key, names_of(policy_->shapes[*shape].events)));
      }
      if (auto event = read_event(section, entry)) {
        rule.events.push_back(std::move(*event));
      }
    }
  }

  // EVENT = "COLUMN", or EVENT = { column = "COLUMN", format = "…" }
  std::optional<EventRule> read_event(Section& section, Entry const& entry) {
    EventRule rule{.event = entry.key,
                   .column = {.name = entry.value.text, .at = entry.value.at},
                   .format = default_format_};
    if (entry.value.kind == Node::Kind::table) {
      Section below(entry.value, entry.key, entry.at, *errors_);
      rule.column = demand_column(below);
      if (auto const* format = below.find("format", Node::Kind::text)) {
        rule.format = read_format(*format);
      }
      below.finish();
    } else if (entry.value.kind != Node::Kind::text) {
      section.wrong_kind(entry.value, entry.key, "a column's name");
      return std::nullopt;
    }
    if (rule.format.has_time() && !mapping_.timezone &&
        !std::exchange(missing_timezone_told_, true)) {
      error("timezone.missing", entry.at,
            "the dates have a time of day, but the mapping does not say in which time zone",
            "add timezone = \"Europe/Stockholm\" to [file]");
    }
    return rule;
  }

  Conditions read_conditions(Section& section) {
    return {.when = read_condition_list(section, "when"),
            .unless = read_condition_list(section, "unless")};
  }

  // One table, or a list of them.
  std::vector<Condition> read_condition_list(Section& section, std::string_view key) {
    std::vector<Condition> conditions;
    auto const* node = section.find(key);
    if (!node) {
      return conditions;
    }
    bool const is_list = node->kind == Node::Kind::list;
    for (Node const& item : is_list ? std::span(node->items) : std::span(node, 1)) {
      if (item.kind == Node::Kind::table) {
        conditions.push_back(read_condition(item, key));
      } else {
        section.wrong_kind(item, key, "a table such as { column = \"…\", is = \"…\" }");
      }
    }
    return conditions;
  }

  Condition read_condition(Node const& node, std::string_view key) {
    Section section(node, std::string(key), node.at, *errors_);
    Condition condition;
    condition.column = demand_column(section);
    auto const is = section.texts("is");
    auto const starts_with = section.texts("starts_with");
    bool const by_emptiness = section.has("is_empty");
    bool const is_empty = section.flag("is_empty");
    if ((is.empty() ? 0 : 1) + (starts_with.empty() ? 0 : 1) + (by_emptiness ? 1 : 0) != 1) {
      error("condition.malformed", node.at, "a condition says one thing of its column",
            "write is = \"…\", starts_with = \"…\" or is_empty = true");
    }
    if (by_emptiness) {
      condition.kind = is_empty ? Condition::Kind::is_empty : Condition::Kind::is_not_empty;
    } else {
      condition.kind = is.empty() ? Condition::Kind::starts_with : Condition::Kind::is;
      condition.values = is.empty() ? starts_with : is;
    }
    section.finish();
    return condition;
  }

  Column demand_column(Section& section) {
    auto const* node = section.demand("column", Node::Kind::text, "column = \"…\"");
    return node ? Column{.name = node->text, .at = node->at} : Column{};
  }

  PlacedTemplate demand_reference(Section& section) {
    auto const* node = section.demand("reference", Node::Kind::text, "reference = \"{COLUMN}\"");
    if (!node) {
      return {};
    }
    PlacedTemplate reference = read_template(*node);
    if (!reference.text.has_columns()) {
      error("reference.constant", node->at,
            "a reference without a column is the same for every row",
            "name the column that tells them apart: \"{COLUMN}\"");
    }
    return reference;
  }

  PlacedTemplate read_template(Node const& node) {
    auto text = parse_template(node.text);
    if (!text) {
      error("template.malformed", node.at, quoted(node.text) + ": " + text.error(),
            "write a column as {COLUMN}");
      return {};
    }
    return {.text = *std::move(text), .at = node.at, .verbatim = node.verbatim};
  }

  Section root_;
  Errors* errors_;
  Policy const* policy_;
  Mapping mapping_;
  DateFormat default_format_;
  bool missing_timezone_told_ = false;
};

}  // namespace

ParsedMapping parse_mapping(std::string_view text, std::string_view path, Policy const& policy) {
  ParsedMapping parsed;
  if (text.size() > mapping_bytes_max) {
    parsed.findings.push_back(
        {.code = "mapping.too_large",
         .at = {.line = 1, .column = 1},
         .message = "a mapping is not larger than " + std::to_string(mapping_bytes_max) + " bytes",
         .remedy = "is this a mapping file?"});
    return parsed;
  }
  auto const document = promise::policy::read_document(text, path);
  if (!document) {
    parsed.findings.push_back(document.error());
    return parsed;
  }
  Errors errors;
  Mapping mapping =
      MappingReader(Section(*document, "the mapping", {.line = 1, .column = 1}, errors), errors,
                    policy)
          .read();
  if (!errors.empty()) {
    parsed.findings = errors.take();
    return parsed;
  }
  mapping.path = path;
  parsed.mapping = std::move(mapping);
  return parsed;
}

}  // namespace lofte::edge::import
