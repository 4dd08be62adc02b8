#include "edge/pages/detail.hpp"

#include "edge/pages/describe.hpp"

namespace lofte::edge::pages {
namespace {

void fill_value(Filling& detail, std::string_view key, std::string const& value) {
  bool const web = value.starts_with("https://") || value.starts_with("http://");
  auto const at = value.find('@');
  if (key == "email" && at != std::string::npos) {
    // An address in two parts: the template engine lets no value choose a scheme.
    detail.section("MAIL")
        .set("VALUE", value)
        .set("MAILBOX", std::string_view(value).substr(0, at))
        .set("DOMAIN", std::string_view(value).substr(at + 1));
  } else if (web && (key == "website" || key == "contact_form" || key == "facebook")) {
    detail.section("LINK").set("VALUE", value).set("HREF", value);
  } else {
    detail.section("PLAIN").set("VALUE", value);
  }
}

}  // namespace

void fill_detail(Filling& page, promise::policy::Policy const& policy, std::string_view key,
                 Phrases const& phrases) {
  std::string const value = controller_detail(policy, key);
  if (value.empty()) {
    return;
  }
  Filling detail = page.section("DETAIL");
  detail.set("LABEL", phrases.text("controller." + std::string(key)));
  fill_value(detail, key, value);
}

}  // namespace lofte::edge::pages
