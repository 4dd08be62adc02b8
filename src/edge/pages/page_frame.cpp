#include "edge/pages/page_frame.hpp"

#include <algorithm>

namespace lofte::edge::pages {

std::string shown_language(promise::policy::Policy const& policy, std::string_view wanted) {
  auto const found = std::ranges::find(policy.languages, wanted);
  return found == policy.languages.end() ? policy.language : *found;
}

void fill_frame(Filling& page, promise::policy::Policy const& policy, Phrases const& phrases,
                Frame const& frame) {
  page.texts(phrases);
  page.set("TITLE", frame.title)
      .set("LANGUAGE", phrases.language())
      .set("CONTROLLER", policy.controller.get("name"))
      .set("STYLE_URL", frame.style_url);
  for (std::string const& language : policy.languages) {
    std::string_view const known = phrases.find("language." + language);
    Filling link = page.section("LANGUAGE_LINK");
    link.section(language == phrases.language() ? "SHOWN" : "OTHER")
        .set("CODE", language)
        .set("NAME", known.empty() ? std::string_view(language) : known)
        .set("HREF", frame.in_language(language));
  }
}

}  // namespace lofte::edge::pages
