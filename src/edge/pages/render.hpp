// For pages alone: ctemplate, with its automatic escaping.
#pragma once

#include <ctemplate/template.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "edge/pages/phrases.hpp"

namespace lofte::edge::pages {

// Immutable once made; any thread. Everything that is filled in is escaped for the place where it
// stands: text, attribute, address.
class Rendering {
 public:
  // The body is put into the layout, and templates/parts/ where they name them. Aborts when a
  // template is malformed.
  Rendering(std::string_view layout_path, std::string_view body_path);

  // With the texts of web/texts that it asks for: "page.title" where it says T_PAGE_TITLE.
  std::string with(ctemplate::TemplateDictionary& dictionary, Phrases const& phrases) const;

 private:
  std::unique_ptr<ctemplate::Template> template_;
  std::vector<std::pair<std::string_view, std::string>> texts_;  // key, and the name in templates
};

// A dictionary that is filled, so that a section reads as what it shows.
class Filling {
 public:
  explicit Filling(ctemplate::TemplateDictionary& dictionary) : dictionary_(&dictionary) {}

  Filling& set(std::string_view name, std::string_view value) {
    dictionary_->SetValue({name.data(), name.size()}, {value.data(), value.size()});
    return *this;
  }
  // A section, shown once more.
  Filling section(std::string_view name) {
    return Filling(*dictionary_->AddSectionDictionary({name.data(), name.size()}));
  }
  // A section with one {{TEXT}}, shown only when there is one.
  void text(std::string_view name, std::string_view value);

 private:
  ctemplate::TemplateDictionary* dictionary_;
};

}  // namespace lofte::edge::pages
