// CustomerPages::security: sessions, password, passkeys, e-mail address.
#include "edge/pages/clock_time.hpp"
#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/forms.hpp"
#include "edge/pages/passkey_section.hpp"

namespace lofte::edge::pages {
namespace {

void fill_sessions(Filling& filling, SecurityPage const& page, CustomerFrame const& frame) {
  for (Session const& session : page.sessions) {
    Filling shown = filling.section("SESSION");
    shown
        .set("DEVICE", session.device.empty() ? frame.phrases().text("security.device_unknown")
                                              : std::string_view(session.device))
        .set("BEGUN", day_and_time(session.begun, frame.words()))
        .set("SEEN", day_and_time(session.seen, frame.words()))
        .set("SESSION_ID", session.id);
    shown.section(session.where == Session::Where::here ? "IS_HERE" : "IS_ELSEWHERE");
  }
}

Input password_now(Phrases const& phrases) {
  return {.name = std::string(fields::password),
          .label = std::string(phrases.text("input.password_now")),
          .type = "password",
          .autocomplete = "current-password"};
}

}  // namespace

std::string CustomerPages::security(Policy const& policy, View const& view,
                                    SecurityPage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  auto faults = page.password_faults.empty() ? page.email_faults : page.password_faults;
  if (page.passkeys && faults.empty()) {
    faults = page.passkeys->faults;
  }
  Filling filling =
      frame.begin(faulty_title(phrases.text("security.title"), faults, phrases), paths::security);
  filling.set("HEADING", phrases.text("security.title")).set("EMAIL", page.email);
  fill_sessions(filling, page, frame);

  Form password(filling.section("PASSWORD_FORM"),
                {.prefix = "password", .faults = page.password_faults, .phrases = phrases});
  password.input(password_now(phrases));
  password.input({.name = std::string(fields::new_password),
                  .label = std::string(phrases.text("input.new_password")),
                  .type = "password",
                  .autocomplete = "new-password",
                  .hint = phrases.filled(
                      "password.rule", {{"count", std::to_string(page.password_characters_min)}})});
  password.summary(filling);

  Form email(filling.section("EMAIL_FORM"),
             {.prefix = "email", .faults = page.email_faults, .phrases = phrases});
  email.input({.name = std::string(fields::email),
               .label = std::string(phrases.text("input.new_email")),
               .value = page.new_email,
               .type = "email",
               .autocomplete = "email",
               .hint = std::string(phrases.text("input.new_email_hint"))});
  email.input(password_now(phrases));
  email.summary(filling);
  if (page.passkeys) {
    fill_passkeys(filling, *page.passkeys, frame);
  }
  return templates_->security.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages
