#include "edge/pages/rights_in_words.hpp"

#include <algorithm>

namespace lofte::edge::pages {

using promise::policy::Policy;
using promise::policy::RightKind;

namespace {

std::string_view key_of(RightKind kind) {
  constexpr std::array<std::string_view, 8> keys{
      "rights.access",      "rights.rectification", "rights.erasure",    "rights.restriction",
      "rights.portability", "rights.objection",     "rights.withdrawal", "complaint.text"};
  return keys.at(static_cast<std::size_t>(kind));
}

}  // namespace

std::string_view right_in_words(Policy const& policy, RightKind kind, Phrases const& phrases) {
  auto const& stated = policy.stated.rights;
  auto const right = std::ranges::find(stated, kind, &promise::policy::Right::kind);
  return right == stated.end()
             ? phrases.text(key_of(kind))
             : std::string_view(right->text.in(phrases.language(), policy.language));
}

Authority authority_of(Policy const& policy, Phrases const& phrases) {
  std::string_view const name = policy.controller.get("authority");
  std::string_view const website = policy.controller.get("authority_website");
  if (name.empty()) {
    return {.name = phrases.text("complaint.authority"),
            .website = website.empty() ? phrases.text("complaint.website") : website};
  }
  return {.name = name, .website = website};
}

void fill_authority(Filling& page, Policy const& policy, Phrases const& phrases) {
  auto const [name, website] = authority_of(policy, phrases);
  if (website.empty()) {
    page.section("AUTHORITY_PLAIN").set("NAME", name);
  } else {
    page.section("AUTHORITY_LINK").set("NAME", name).set("HREF", website);
  }
}

}  // namespace lofte::edge::pages
