// The pages' own words in one language, from web/texts.
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lofte::edge::pages {

// Cheap to copy, and immutable; any thread. Borrows from the program's own files.
class Phrases {
 public:
  using Texts = std::map<std::string_view, std::string_view>;

  // Swedish for "sv", English for every other language.
  static Phrases of(std::string_view language);

  std::string const& language() const { return language_; }

  // Aborts when there is no such text.
  std::string_view text(std::string_view key) const;
  // "" when there is no such text.
  std::string_view find(std::string_view key) const;

  using Fill = std::pair<std::string_view, std::string_view>;
  // The text with each {name} replaced.
  std::string filled(std::string_view key, std::initializer_list<Fill> fills) const;

  // The words of a text that is a list.
  std::vector<std::string_view> words(std::string_view key) const;

  Texts const& all() const { return *texts_; }

 private:
  Phrases(std::string_view language, Texts const& texts) : language_(language), texts_(&texts) {}

  std::string language_;
  Texts const* texts_;
};

}  // namespace lofte::edge::pages
