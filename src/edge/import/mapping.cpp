#include "edge/import/mapping.hpp"

#include <utility>

#include "base/failure.hpp"
#include "edge/import/mapping_parts.hpp"
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
  names.reserve(things.size());
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
    read_consents();
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
      default_format_ = read_format(*node, default_format_, *errors_);
    }
    mapping_.empty = file->texts("empty");
    file->finish();
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

  void read_consents() {
    for (Section& section : tables("consent")) {
      ConsentRule rule{.purpose = {}, .conditions = read_conditions(section), .given = {}};
      if (auto const* node =
              section.demand("purpose", Node::Kind::text, "purpose = \"newsletter\"")) {
        rule.purpose = node->text;
        check_purpose(rule.purpose, node->at);
      }
      if (auto const* given = section.find("given")) {
        Entry const entry{.key = "given", .at = section.at("given"), .value = *given};
        if (auto date = read_date_column(section, entry, default_format_)) {
          check_timezone(*date, entry.at);
          rule.given = *std::move(date);
        }
      } else {
        error("key.missing", section.at(), "[[consent]] does not say when consent was given",
              "add given = \"COLUMN\"");
      }
      section.finish();
      mapping_.consents.push_back(std::move(rule));
    }
  }

  void check_purpose(std::string const& name, Position at) {
    auto const purpose = policy_->find_purpose(name);
    if (!purpose) {
      error("purpose.unknown", at, "the policy has no purpose " + quoted(name),
            suggestion(name, names_of(policy_->purposes)));
    } else if (policy_->purposes[*purpose].basis != promise::policy::Basis::consent) {
      error("purpose.basis", at, "the purpose " + quoted(name) + " does not rest on consent",
            "leave this [[consent]] out: the purpose needs none");
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
      rule.fields.push_back({.field = entry.key, .value = read_template(entry.value, *errors_)});
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
      if (auto date = read_date_column(section, entry, default_format_)) {
        check_timezone(*date, entry.at);
        rule.events.push_back({.event = entry.key, .date = *std::move(date)});
      }
    }
  }

  void check_timezone(DateColumn const& date, Position at) {
    if (date.format.has_time() && !mapping_.timezone &&
        !std::exchange(missing_timezone_told_, true)) {
      error("timezone.missing", at,
            "the dates have a time of day, but the mapping does not say in which time zone",
            "add timezone = \"Europe/Stockholm\" to [file]");
    }
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
