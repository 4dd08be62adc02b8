// A policy's text as a tree of values, each with its position. TOML stops here.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "promise/policy/finding.hpp"
#include "promise/policy/position.hpp"

namespace lofte::promise::policy {

inline constexpr std::size_t document_depth_max = 16;  // of tables and lists in one another
inline constexpr std::size_t line_dots_max = 32;       // outside strings and comments

struct Entry;

struct Node {
  enum class Kind { text, integer, truth, date, other, list, table };
  Kind kind = Kind::other;
  Position at;
  std::string text;        // of text; of date: "2026-12-31"
  bool verbatim = false;   // text stands in the file as it is, one column after `at`
  std::int64_t integer{};  // of integer
  bool truth{};            // of truth
  std::vector<Node> items;
  std::vector<Entry> entries;  // of table, in the order of the file
};

struct Entry {
  std::string key;
  Position at;
  Node value;
};

// "a text", "a number", … for messages.
std::string_view name_of(Node::Kind kind);

// The table at the root. Throws nothing for any text.
std::expected<Node, Finding> read_document(std::string_view text, std::string_view path);

}  // namespace lofte::promise::policy
