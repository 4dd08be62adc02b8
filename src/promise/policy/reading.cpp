#include "promise/policy/reading.hpp"

#include <algorithm>
#include <map>

#include "promise/policy/name_hash.hpp"

namespace lofte::promise::policy {
namespace {

void note_missing_languages(Reading& reading, Localized const& text, Word const& what) {
  for (std::string const& language : reading.policy.languages) {
    if (text.by_language.contains(language)) {
      continue;
    }
    if (language == reading.policy.language) {
      reading.errors.add({.code = "text.missing",
                          .at = what.at,
                          .message = what.text + " has no text in the policy's first language, " +
                                     quoted(language),
                          .remedy = "add " + language + " = \"…\""});
    } else {
      reading.policy.stated.untranslated.push_back(
          {.what = what.text, .language = language, .at = what.at});
    }
  }
}

}  // namespace

Localized read_localized(Reading& reading, Section& section, std::string_view key) {
  Localized localized;
  auto const* node = section.find(key);
  if (!node) {
    return localized;
  }
  if (node->kind == Node::Kind::text) {
    localized.by_language[reading.policy.language] = node->text;
  } else if (node->kind == Node::Kind::table) {
    for (Entry const& entry : node->entries) {
      if (!choose(reading, {.text = entry.key, .at = entry.at}, "language",
                  reading.policy.languages)) {
        continue;
      }
      if (entry.value.kind == Node::Kind::text && !entry.value.text.empty()) {
        localized.by_language[entry.key] = entry.value.text;
      } else if (entry.value.kind != Node::Kind::text) {
        section.wrong_kind(entry.value, entry.key, "a text");
      }
    }
  } else {
    section.wrong_kind(*node, key, "a text, or a table of texts by language");
    return localized;
  }
  note_missing_languages(reading, localized,
                         {.text = section.where() + " " + std::string(key), .at = section.at(key)});
  return localized;
}

Localized demand_localized(Reading& reading, Section& section, std::string_view key) {
  if (!section.has(key)) {
    section.demand(key, Node::Kind::text,
                   std::string(key) + " = { " + reading.policy.language + " = \"…\" }");
    return {};
  }
  return read_localized(reading, section, key);
}

std::optional<std::size_t> choose(Reading& reading, Word const& word, std::string_view what,
                                  std::vector<std::string> const& known) {
  auto const found = std::ranges::find(known, word.text);
  if (found == known.end()) {
    reading.errors.add({.code = "reference.unknown",
                        .at = word.at,
                        .message = "there is no " + std::string(what) + " " + quoted(word.text),
                        .remedy = suggestion(word.text, known)});
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - known.begin());
}

std::optional<PurposeIndex> refer_to_purpose(Reading& reading, Word const& word) {
  auto const found = choose(reading, word, "purpose", names_of(reading.policy.purposes));
  return found ? std::optional(static_cast<PurposeIndex>(*found)) : std::nullopt;
}

std::optional<CategoryIndex> refer_to_category(Reading& reading, Word const& word) {
  auto const found = choose(reading, word, "category", names_of(reading.policy.categories));
  return found ? std::optional(static_cast<CategoryIndex>(*found)) : std::nullopt;
}

std::optional<ShapeIndex> refer_to_shape(Reading& reading, Word const& word) {
  auto const found = choose(reading, word, "record", names_of(reading.policy.shapes));
  return found ? std::optional(static_cast<ShapeIndex>(*found)) : std::nullopt;
}

void check_hashes(std::vector<Word> const& names, std::string_view what, Errors& errors) {
  std::map<NameHash, Word const*> seen;
  for (Word const& name : names) {
    auto const [other, fresh] = seen.try_emplace(name_hash(name.text), &name);
    if (!fresh && other->second->text != name.text) {
      errors.add({.code = "name.collision",
                  .at = name.at,
                  .message = "the " + std::string(what) + " names " + quoted(name.text) + " and " +
                             quoted(other->second->text) + " can't be told apart in stored data",
                  .remedy = "change one of them by a letter"});
    }
  }
}

}  // namespace lofte::promise::policy
