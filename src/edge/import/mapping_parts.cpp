#include "edge/import/mapping_parts.hpp"

#include <span>
#include <utility>

#include "promise/policy/errors.hpp"

namespace lofte::edge::import {

using promise::policy::Entry;
using promise::policy::Errors;
using promise::policy::Node;
using promise::policy::quoted;
using promise::policy::Section;

namespace {

Column demand_column(Section& section) {
  auto const* node = section.demand("column", Node::Kind::text, "column = \"…\"");
  return node ? Column{.name = node->text, .at = node->at} : Column{};
}

Condition read_condition(Node const& node, std::string_view key, Errors& errors) {
  Section section(node, std::string(key), node.at, errors);
  Condition condition;
  condition.column = demand_column(section);
  auto is = section.texts("is");
  auto starts_with = section.texts("starts_with");
  bool const by_emptiness = section.has("is_empty");
  bool const is_empty = section.flag("is_empty");
  if ((is.empty() ? 0 : 1) + (starts_with.empty() ? 0 : 1) + (by_emptiness ? 1 : 0) != 1) {
    errors.add({.code = "condition.malformed",
                .at = node.at,
                .message = "a condition says one thing of its column",
                .remedy = "write is = \"…\", starts_with = \"…\" or is_empty = true"});
  }
  if (by_emptiness) {
    condition.kind = is_empty ? Condition::Kind::is_empty : Condition::Kind::is_not_empty;
  } else {
    condition.kind = is.empty() ? Condition::Kind::starts_with : Condition::Kind::is;
    condition.values = std::move(is.empty() ? starts_with : is);
  }
  section.finish();
  return condition;
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
      conditions.push_back(read_condition(item, key, section.errors()));
    } else {
      section.wrong_kind(item, key, "a table such as { column = \"…\", is = \"…\" }");
    }
  }
  return conditions;
}

}  // namespace

Conditions read_conditions(Section& section) {
  return {.when = read_condition_list(section, "when"),
          .unless = read_condition_list(section, "unless")};
}

PlacedTemplate read_template(Node const& node, Errors& errors) {
  auto text = parse_template(node.text);
  if (!text) {
    errors.add({.code = "template.malformed",
                .at = node.at,
                .message = quoted(node.text) + ": " + text.error(),
                .remedy = "write a column as {COLUMN}"});
    return {};
  }
  return {.text = *std::move(text), .at = node.at, .verbatim = node.verbatim};
}

PlacedTemplate demand_reference(Section& section) {
  auto const* node = section.demand("reference", Node::Kind::text, "reference = \"{COLUMN}\"");
  if (!node) {
    return {};
  }
  PlacedTemplate reference = read_template(*node, section.errors());
  if (!reference.text.parts.empty() && !reference.text.has_columns()) {
    section.errors().add({.code = "reference.constant",
                          .at = node->at,
                          .message = "a reference without a column is the same for every row",
                          .remedy = "name the column that tells them apart: \"{COLUMN}\""});
  }
  return reference;
}

DateFormat read_format(Node const& node, DateFormat const& otherwise, Errors& errors) {
  auto format = DateFormat::parse(node.text);
  if (!format) {
    errors.add({.code = "date.pattern",
                .at = node.at,
                .message = quoted(node.text) + " is not a pattern of dates: " + format.error(),
                .remedy = "write something like \"YYYY-MM-DD\" or \"M/D/YYYY H:MM\""});
    return otherwise;
  }
  return *std::move(format);
}

std::optional<DateColumn> read_date_column(Section& section, Entry const& entry,
                                           DateFormat const& otherwise) {
  if (entry.value.kind == Node::Kind::text) {
    return DateColumn{.column = {.name = entry.value.text, .at = entry.value.at},
                      .format = otherwise};
  }
  if (entry.value.kind != Node::Kind::table) {
    section.wrong_kind(entry.value, entry.key, "a column's name");
    return std::nullopt;
  }
  Section below(entry.value, entry.key, entry.at, section.errors());
  DateColumn date{.column = demand_column(below), .format = otherwise};
  if (auto const* format = below.find("format", Node::Kind::text)) {
    date.format = read_format(*format, otherwise, section.errors());
  }
  below.finish();
  return date;
}

}  // namespace lofte::edge::import
