#include "promise/policy/document.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <iterator>

#include "promise/policy/dots.hpp"

namespace lofte::promise::policy {
namespace {

Position position_of(toml::source_position const& source) {
  return {.line = static_cast<std::uint32_t>(source.line),
          .column = static_cast<std::uint32_t>(source.column)};
}

// Finds a position's bytes in the text.
class Lines {
 public:
  explicit Lines(std::string_view text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '\n') {
        starts_.push_back(i + 1);
      }
    }
  }

  std::string_view from(Position at) const {
    if (at.line == 0 || at.line > starts_.size()) {
      return {};
    }
    std::size_t byte = starts_[at.line - 1];
    for (std::uint32_t column = 1; column < at.column && byte < text_.size(); ++column) {
      ++byte;
      while (byte < text_.size() && (static_cast<unsigned char>(text_[byte]) & 0xC0U) == 0x80U) {
        ++byte;
      }
    }
    return text_.substr(byte);
  }

 private:
  std::string_view text_;
  std::vector<std::size_t> starts_;
};

class Converter {
 public:
  explicit Converter(std::string_view text) : lines_(text) {}

  Node convert(toml::node const& source, std::size_t depth) {
    Node node;
    node.at = position_of(source.source().begin);
    if (depth > document_depth_max) {
      deepest_ = deepest_ ? deepest_ : std::optional(node.at);
      return node;
    }
    if (auto const* table = source.as_table()) {
      node.kind = Node::Kind::table;
      convert_entries(*table, node, depth);
    } else if (auto const* list = source.as_array()) {
      node.kind = Node::Kind::list;
      for (toml::node const& item : *list) {
        node.items.push_back(convert(item, depth + 1));
      }
    } else {
      convert_value(source, node);
    }
    return node;
  }

  std::optional<Position> deepest() const { return deepest_; }

 private:
  void convert_entries(toml::table const& table, Node& node, std::size_t depth) {
    for (auto const& [key, value] : table) {
      node.entries.push_back({.key = std::string(key.str()),
                              .at = position_of(key.source().begin),
                              .value = convert(value, depth + 1)});
    }
    std::ranges::sort(node.entries, {}, &Entry::at);
  }

  void convert_value(toml::node const& source, Node& node) {
    if (auto const* text = source.as_string()) {
      node.kind = Node::Kind::text;
      node.text = text->get();
      std::string_view const written = lines_.from(node.at);
      node.verbatim = written.size() > node.text.size() &&
                      written.substr(1, node.text.size()) == node.text &&
                      !written.starts_with("\"\"\"") && !written.starts_with("'''");
    } else if (auto const* integer = source.as_integer()) {
      node.kind = Node::Kind::integer;
      node.integer = integer->get();
    } else if (auto const* truth = source.as_boolean()) {
      node.kind = Node::Kind::truth;
      node.truth = truth->get();
    } else if (auto const* date = source.as_date()) {
      node.kind = Node::Kind::date;
      auto const& value = date->get();
      auto const padded = [](int number, std::size_t width) {
        std::string digits = std::to_string(number);
        return std::string(width - std::min(width, digits.size()), '0') + digits;
      };
      node.text = padded(value.year, 4) + "-" + padded(value.month, 2) + "-" + padded(value.day, 2);
    }
  }

  Lines lines_;
  std::optional<Position> deepest_;
};

Finding too_deep(Position at) {
  return {.code = "toml.too_deep",
          .at = at,
          .message = "tables lie deeper in one another than a policy needs",
          .remedy = "write the key as docs/policy-language.md shows it"};
}

}  // namespace

std::string_view name_of(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::text:
      return "a text";
    case Node::Kind::integer:
      return "a whole number";
    case Node::Kind::truth:
      return "true or false";
    case Node::Kind::date:
      return "a date";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::table:
      return "a table";
    case Node::Kind::other:
      break;
  }
  return "something else";
}

std::expected<Node, Finding> read_document(std::string_view text, std::string_view path) {
  if (auto const line = find_line_of_dots(text, line_dots_max)) {
    return std::unexpected(too_deep({.line = *line, .column = 1}));
  }
  try {
    toml::table const table = toml::parse(text, path);
    Converter converter(text);
    Node root = converter.convert(table, 0);
    if (auto const at = converter.deepest()) {
      return std::unexpected(too_deep(*at));
    }
    return root;
  } catch (toml::parse_error const& error) {
    return std::unexpected(
        Finding{.code = "toml.syntax",
                .at = position_of(error.source().begin),
                .message = "this is not TOML: " + std::string(error.description()),
                .remedy = "correct the file here; what follows was not read"});
  }
}

}  // namespace lofte::promise::policy
