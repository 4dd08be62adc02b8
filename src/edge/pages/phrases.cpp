#include "edge/pages/phrases.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "edge/pages/embedded.hpp"

namespace lofte::edge::pages {
namespace {

std::string_view cut(std::string_view& rest, char mark) {
  auto const end = std::min(rest.find(mark), rest.size());
  std::string_view const part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

Phrases::Texts texts_in(std::string_view path) {
  Phrases::Texts texts;
  std::string_view rest = embedded_file(path).content;
  while (!rest.empty()) {
    std::string_view line = cut(rest, '\n');
    if (line.empty() || line.starts_with('#')) {
      continue;
    }
    std::string_view const key = cut(line, ':');
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    texts[key] = line;
  }
  return texts;
}

}  // namespace

Phrases Phrases::of(std::string_view language) {
  static Texts const swedish = texts_in("texts/sv.txt");
  static Texts const english = texts_in("texts/en.txt");
  return language == "sv" ? Phrases("sv", swedish) : Phrases("en", english);
}

std::string_view Phrases::find(std::string_view key) const {
  auto const found = texts_->find(key);
  return found == texts_->end() ? "" : found->second;
}

std::string_view Phrases::text(std::string_view key) const {
  std::string_view const found = find(key);
  require(!found.empty(), "a page's text is in web/texts");
  return found;
}

std::string Phrases::filled(std::string_view key, std::initializer_list<Fill> fills) const {
  std::string_view rest = text(key);
  std::string whole;
  while (!rest.empty()) {
    whole += cut(rest, '{');
    std::string_view const name = cut(rest, '}');
    for (auto const& [fill, value] : fills) {
      whole += fill == name ? value : "";
    }
  }
  return whole;
}

std::vector<std::string_view> Phrases::words(std::string_view key) const {
  std::string_view rest = text(key);
  std::vector<std::string_view> words;
  while (!rest.empty()) {
    words.push_back(cut(rest, ' '));
  }
  return words;
}

}  // namespace lofte::edge::pages
