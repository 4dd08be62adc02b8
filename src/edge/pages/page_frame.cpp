#include "edge/pages/page_frame.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "edge/pages/assets.hpp"
#include "edge/pages/describe.hpp"
#include "edge/pages/paths.hpp"
#include "promise/policy/publication.hpp"

namespace lofte::edge::pages {
namespace {

// The addresses that any template may link to.
constexpr std::array<std::pair<std::string_view, std::string_view>, 30> addresses{{
    {"A_POLICY", paths::policy},
    {"A_SIGN_IN", paths::sign_in},
    {"A_SIGN_IN_LINK", paths::sign_in_link},
    {"A_REGISTER", paths::registering},
    {"A_SIGN_OUT", paths::sign_out},
    {"A_NEWSLETTER", paths::newsletter},
    {"A_CONTACT", paths::contact},
    {"A_REVIEWS", paths::reviews},
    {"A_REVIEWS_WRITE", paths::reviews_write},
    {"A_ME", paths::me},
    {"A_DATA", paths::data},
    {"A_CHOICES", paths::choices},
    {"A_STOP_MARKETING", paths::stop_marketing},
    {"A_ORDERS", paths::orders},
    {"A_TRAIL", paths::trail},
    {"A_RIGHTS", paths::rights},
    {"A_PACKAGE", paths::package},
    {"A_RESTRICTION", paths::restriction},
    {"A_ASK", paths::ask},
    {"A_ERASE", paths::erase},
    {"A_ERASE_LINK", paths::erase_link},
    {"A_ERASE_UNDO", paths::erase_undo},
    {"A_SECURITY", paths::security},
    {"A_SESSION_END", paths::session_end},
    {"A_SESSIONS_END", paths::sessions_end},
    {"A_PASSWORD", paths::password},
    {"A_EMAIL", paths::email},
    {"A_PASSKEY_RENAME", paths::passkey_rename},
    {"A_PASSKEY_REMOVE", paths::passkey_remove},
    {"A_PROOF", paths::proof},
}};

void fill_navigation(Filling& page, promise::policy::Policy const& policy, Frame const& frame) {
  if (!frame.navigation->form_token.empty()) {
    page.section("FORM_TOKEN").set("TOKEN", frame.navigation->form_token);
  }
  Filling navigation = page.section("NAVIGATION");
  navigation.section(frame.navigation->visitor ? "SIGNED_IN" : "SIGNED_OUT");
  if (promise::policy::publication_terms(policy)) {
    Filling reviews = navigation.section("REVIEWS");
    if (frame.here.starts_with(paths::reviews)) {
      reviews.section("AT_REVIEWS");
    }
  }
  if (frame.here == paths::policy) {
    navigation.section("AT_POLICY");
  } else if (frame.here == paths::sign_in) {
    navigation.section("AT_SIGN_IN");
  } else if (frame.here == paths::contact) {
    navigation.section("AT_CONTACT");
  } else if (frame.here.starts_with(paths::me)) {
    navigation.section("AT_ME");
  }
}

}  // namespace

std::string address(std::string_view path, std::string_view language) {
  std::string whole(path);
  whole += path.contains('?') ? "&language=" : "?language=";
  whole += language;
  return whole;
}

std::string shown_language(promise::policy::Policy const& policy, std::string_view wanted) {
  auto const found = std::ranges::find(policy.languages, wanted);
  return found == policy.languages.end() ? policy.language : *found;
}

void fill_frame(Filling& page, promise::policy::Policy const& policy, Phrases const& phrases,
                Frame const& frame) {
  page.set("TITLE", frame.title)
      .set("LANGUAGE", phrases.language())
      .set("CONTROLLER", policy.controller.get("name"))
      .set("STYLE_URL", frame.style_url)
      .set("ICON_URL", icon_url());
  for (auto const& [name, path] : addresses) {
    page.set(name, address(path, phrases.language()));
  }
  if (frame.navigation) {
    fill_navigation(page, policy, frame);
  }
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
