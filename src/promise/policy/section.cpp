#include "promise/policy/section.hpp"

#include <algorithm>
#include <array>

namespace lofte::promise::policy {

Entry const* Section::entry(std::string_view key) const {
  auto const found = std::ranges::find(table_->entries, key, &Entry::key);
  return found == table_->entries.end() ? nullptr : &*found;
}

void Section::ask(std::string_view key) {
  if (std::ranges::find(asked_, key) == asked_.end()) {
    asked_.emplace_back(key);
  }
}

bool Section::has(std::string_view key) const {
  return entry(key) != nullptr;
}

Position Section::at(std::string_view key) const {
  auto const* found = entry(key);
  return found ? found->at : at_;
}

Node const* Section::find(std::string_view key) {
  ask(key);
  auto const* found = entry(key);
  return found ? &found->value : nullptr;
}

void Section::wrong_kind(Node const& node, std::string_view key, std::string_view wanted) {
  errors_->add({.code = "value.kind",
                .at = node.at,
                .message = quoted(key) + " is " + std::string(name_of(node.kind)) +
                           "; it must be " + std::string(wanted),
                .remedy = "write " + std::string(wanted)});
}

Node const* Section::find(std::string_view key, Node::Kind kind) {
  auto const* node = find(key);
  if (node && node->kind != kind) {
    wrong_kind(*node, key, name_of(kind));
    return nullptr;
  }
  return node;
}

Node const* Section::demand(std::string_view key, Node::Kind kind, std::string_view example) {
  if (!has(key)) {
    ask(key);
    errors_->add({.code = "key.missing",
                  .at = at_,
                  .message = (where_.empty() ? "the policy" : where_) + " lacks " + quoted(key),
                  .remedy = "add " + std::string(example)});
    return nullptr;
  }
  return find(key, kind);
}

std::optional<std::string> Section::text(std::string_view key) {
  auto const* node = find(key, Node::Kind::text);
  return node ? std::optional(node->text) : std::nullopt;
}

bool Section::flag(std::string_view key) {
  auto const* node = find(key, Node::Kind::truth);
  return node && node->truth;
}

std::vector<Word> Section::words(std::string_view key) {
  auto const* node = find(key);
  std::vector<Word> words;
  if (!node) {
    return words;
  }
  if (node->kind == Node::Kind::text) {
    words.push_back({.text = node->text, .at = node->at});
    return words;
  }
  if (node->kind != Node::Kind::list) {
    wrong_kind(*node, key, "a list of texts");
    return words;
  }
  for (Node const& item : node->items) {
    if (item.kind == Node::Kind::text) {
      words.push_back({.text = item.text, .at = item.at});
    } else {
      wrong_kind(item, key, "a list of texts");
    }
  }
  return words;
}

std::vector<std::string> Section::texts(std::string_view key) {
  std::vector<std::string> texts;
  for (Word& word : words(key)) {
    texts.push_back(std::move(word.text));
  }
  return texts;
}

std::optional<Section> Section::below(std::string_view key) {
  auto const* node = find(key, Node::Kind::table);
  if (!node) {
    return std::nullopt;
  }
  return Section(*node, "[" + std::string(key) + "]", at(key), *errors_);
}

std::vector<NamedEntry> Section::named(std::string_view key, std::string_view what) {
  std::vector<NamedEntry> named;
  auto const* node = find(key, Node::Kind::table);
  if (!node) {
    return named;
  }
  for (Entry const& entry : node->entries) {
    bool const good = check_name({.text = entry.key, .at = entry.at}, what, *errors_);
    if (entry.value.kind != Node::Kind::table) {
      wrong_kind(entry.value, entry.key, "a table");
    } else if (good) {
      named.push_back({.name = entry.key, .at = entry.at, .value = &entry.value});
    }
  }
  return named;
}

Section Section::open(std::string_view kind, NamedEntry const& entry) const {
  return {*entry.value, "[" + std::string(kind) + "." + entry.name + "]", entry.at, *errors_};
}

void Section::finish() {
  for (Entry const& entry : table_->entries) {
    if (std::ranges::find(asked_, entry.key) == asked_.end()) {
      errors_->add(
          {.code = "key.unknown",
           .at = entry.at,
           .message = (where_.empty() ? "a policy" : where_) + " has no key " + quoted(entry.key),
           .remedy = suggestion(entry.key, asked_)});
    }
  }
}

bool check_name(Word const& name, std::string_view what, Errors& errors) {
  static constexpr std::array<std::string_view, 6> reserved{"latest", "withdrawn", "after",
                                                            "until",  "or",        "at"};
  auto const is_letter = [](char letter) { return letter >= 'a' && letter <= 'z'; };
  auto const is_fit = [&](char letter) {
    return is_letter(letter) || (letter >= '0' && letter <= '9') || letter == '_';
  };
  std::string const& text = name.text;
  if (std::ranges::find(reserved, text) != reserved.end()) {
    errors.add({.code = "name.reserved",
                .at = name.at,
                .message = quoted(text) + " is a word of the retention language; no " +
                           std::string(what) + " can be called that",
                .remedy = "choose another name"});
    return false;
  }
  if (text.empty() || text.size() > name_characters_max || !is_letter(text.front()) ||
      !std::ranges::all_of(text, is_fit)) {
    errors.add({.code = "name.malformed",
                .at = name.at,
                .message = quoted(text) + " can't be the name of a " + std::string(what),
                .remedy = "use small letters a–z, digits and _, a letter first, " +
                          std::to_string(name_characters_max) + " characters at most"});
    return false;
  }
  return true;
}

}  // namespace lofte::promise::policy
