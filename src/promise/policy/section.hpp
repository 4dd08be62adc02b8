// A table of a policy file, read key by key. Whatever is not asked for is an unknown key. Internal
// to the module.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "promise/policy/document.hpp"
#include "promise/policy/errors.hpp"
#include "promise/policy/statements.hpp"

namespace lofte::promise::policy {

// A key's table or value, by name: an entry of [purpose.*] and the like.
struct NamedEntry {
  std::string name{};
  Position at;
  Node const* value;
};

// Borrows the node and the errors. Every reading method reports a value of the wrong kind, and then
// gives what it gives for a missing one.
class Section {
 public:
  Section(Node const& table, std::string where, Position at, Errors& errors)
      : table_(&table), where_(std::move(where)), at_(at), errors_(&errors) {}

  Position at() const { return at_; }
  std::string const& where() const { return where_; }  // "[purpose.contract]"; "" for the root
  Errors& errors() const { return *errors_; }

  bool has(std::string_view key) const;
  Position at(std::string_view key) const;  // of the key; the section's own when it is missing
  Node const* find(std::string_view key);   // nullptr when missing
  Node const* find(std::string_view key, Node::Kind kind);
  // As find; a missing key is an error, with `example` as its remedy.
  Node const* demand(std::string_view key, Node::Kind kind, std::string_view example);

  std::optional<std::string> text(std::string_view key);
  bool flag(std::string_view key);  // false when missing
  // A list of texts; one text alone is a list of one.
  std::vector<Word> words(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  // The section below, when the key is a table.
  std::optional<Section> below(std::string_view key);
  // The tables of [key.*], in the order of the file; names that can't be names are reported.
  std::vector<NamedEntry> named(std::string_view key, std::string_view what);
  Section open(std::string_view kind, NamedEntry const& entry) const;

  // Reports the keys that nothing asked for. Call it last.
  void finish();

  void wrong_kind(Node const& node, std::string_view key, std::string_view wanted);

 private:
  void ask(std::string_view key);
  Entry const* entry(std::string_view key) const;

  Node const* table_;
  std::string where_;
  Position at_;
  Errors* errors_;
  std::vector<std::string> asked_;
};

// [a-z][a-z0-9_]*, not too long, not a word of the retention language. Reports, and says whether it
// is.
bool check_name(Word const& name, std::string_view what, Errors& errors);

}  // namespace lofte::promise::policy
