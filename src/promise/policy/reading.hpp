// The parts that a policy is read in. Each fills its part of the policy, reports what is wrong, and
// leaves out what can't be read. Internal to the module.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "promise/policy/errors.hpp"
#include "promise/policy/policy.hpp"
#include "promise/policy/section.hpp"

namespace lofte::promise::policy {

// Borrows the document and the errors.
struct Reading {
  Section root;
  Errors& errors;
  Policy policy{};
  // Shapes with a field that couldn't be read: what they seem to lack may be that field.
  std::vector<ShapeIndex> incomplete{};
};

// In this order: each refers to what the ones before have read.
void read_frame(Reading& reading);       // languages, time zone, fiscal year, version
void read_controller(Reading& reading);  // [controller], [settings]
void read_data(Reading& reading);        // [data.*]
void read_records(Reading& reading);     // [record.*]
void read_purposes(Reading& reading);    // [purpose.*], with their holdings
void read_cookies(Reading& reading);     // [cookies], [cookie.*]
void read_recipients(Reading& reading);  // [recipient.*]
void read_statements(
    Reading& reading);  // [consent], [marketing], [transfer], [disclosure.*], [changes], [text]
void read_rights(Reading& reading);  // [right.*]

// Of one purpose, its `records`, `data` and `keep`.
void read_holdings(Reading& reading, Section& section, PurposeIndex purpose);

// A text in the languages of the policy: { sv = "…", en = "…" }, or one text, which is in the first
// language.
Localized read_localized(Reading& reading, Section& section, std::string_view key);
// As read_localized; a missing key is an error.
Localized demand_localized(Reading& reading, Section& section, std::string_view key);

// Which word of `known` it is; reports when it is none.
std::optional<std::size_t> choose(Reading& reading, Word const& word, std::string_view what,
                                  std::vector<std::string> const& known);

// The names of things, for choose().
template <typename T>
std::vector<std::string> names_of(std::vector<T> const& things) {
  std::vector<std::string> names;
  names.reserve(things.size());
  for (T const& thing : things) {
    names.push_back(thing.name);
  }
  return names;
}

std::optional<PurposeIndex> refer_to_purpose(Reading& reading, Word const& word);
std::optional<CategoryIndex> refer_to_category(Reading& reading, Word const& word);
std::optional<ShapeIndex> refer_to_shape(Reading& reading, Word const& word);

// Reports each two of the names that have the same hash.
void check_hashes(std::vector<Word> const& names, std::string_view what, Errors& errors);

}  // namespace lofte::promise::policy
