#include "edge/pages/render.hpp"

#include <functional>
#include <set>
#include <utility>

#include "base/failure.hpp"
#include "edge/pages/embedded.hpp"

namespace lofte::edge::pages {
namespace {

// "<!--PART:token-->" becomes templates/parts/token.html, which may have parts itself.
void put_parts_in(std::string& text) {
  constexpr std::string_view begin = "<!--PART:";
  constexpr std::string_view end = "-->";
  for (auto at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    auto const stop = text.find(end, at);
    require(stop != std::string::npos, "a part of a template is named");
    std::string const name = text.substr(at + begin.size(), stop - at - begin.size());
    text.replace(at, stop + end.size() - at,
                 embedded_file("templates/parts/" + name + ".html").content);
  }
}

std::string name_in_templates(std::string_view key) {
  std::string name = "T_";
  for (char const letter : key) {
    bool const small = letter >= 'a' && letter <= 'z';
    name += letter == '.' ? '_' : small ? static_cast<char>(letter - 32) : letter;
  }
  return name;
}

// The texts that a template asks for.
std::set<std::string, std::less<>> names_of_texts(std::string_view text) {
  constexpr std::string_view opening = "{{";
  std::set<std::string, std::less<>> names;
  for (auto at = text.find("{{T_"); at != text.npos; at = text.find("{{T_", at + 1)) {
    auto const begin = at + opening.size();
    names.emplace(text.substr(begin, text.find_first_of(":}", begin) - begin));
  }
  return names;
}

}  // namespace

Rendering::Rendering(std::string_view layout_path, std::string_view body_path) {
  constexpr std::string_view place = "<!--BODY-->";
  std::string text(embedded_file(layout_path).content);
  auto const at = text.find(place);
  require(at != std::string::npos, "the layout has a place for the body");
  text.replace(at, place.size(), embedded_file(body_path).content);
  put_parts_in(text);
  auto const asked = names_of_texts(text);
  for (auto const& [key, words] : Phrases::of("en").all()) {
    if (std::string name = name_in_templates(key); asked.contains(name)) {
      texts_.emplace_back(key, std::move(name));
    }
  }
  template_.reset(ctemplate::Template::StringToTemplate(text, ctemplate::STRIP_BLANK_LINES));
  require(template_ != nullptr, "a page's template can be read");
}

std::string Rendering::with(ctemplate::TemplateDictionary& dictionary,
                            Phrases const& phrases) const {
  Filling filling(dictionary);
  for (auto const& [key, name] : texts_) {
    filling.set(name, phrases.find(key));
  }
  std::string page;
  require(template_->Expand(&page, &dictionary), "a page's template can be filled");
  return page;
}

void Filling::text(std::string_view name, std::string_view value) {
  if (!value.empty()) {
    section(name).set("TEXT", value);
  }
}

}  // namespace lofte::edge::pages
