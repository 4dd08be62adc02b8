// CustomerPages: signing in and registering.
#include "edge/pages/account_pages.hpp"

#include <algorithm>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/forms.hpp"
#include "edge/pages/kept.hpp"
#include "edge/pages/passkey_form.hpp"

namespace lofte::edge::pages {
namespace {

using Need = Input::Need;

void fill_register_form(Form& form, RegisterPage const& page, Phrases const& phrases) {
  auto const text = [&](std::string_view key) { return std::string(phrases.text(key)); };
  form.input({.name = std::string(fields::name),
              .label = text("input.name"),
              .value = page.typed.name,
              .autocomplete = "name"});
  form.input({.name = std::string(fields::email),
              .label = text("input.email"),
              .value = page.typed.email,
              .type = "email",
              .autocomplete = "email",
              .hint = text("input.email_hint")});
  form.input({.name = std::string(fields::phone),
              .label = text("input.phone"),
              .value = page.typed.phone,
              .type = "tel",
              .autocomplete = "tel",
              .need = Need::optional});
  form.input({.name = std::string(fields::address),
              .label = text("input.address"),
              .value = page.typed.address,
              .autocomplete = "street-address",
              .need = Need::optional});
  form.input({.name = std::string(fields::postal_code),
              .label = text("input.postal_code"),
              .value = page.typed.postal_code,
              .autocomplete = "postal-code",
              .need = Need::optional});
  form.input({.name = std::string(fields::city),
              .label = text("input.city"),
              .value = page.typed.city,
              .autocomplete = "address-level2",
              .need = Need::optional});
  form.input({.name = std::string(fields::birth_date),
              .label = text("input.birth_date"),
              .value = page.typed.birth_date,
              .type = "date",
              .autocomplete = "bday",
              .need = Need::optional});
}

// Not at once again after a refusal: a device that answers by itself would never stop.
PasskeyForm::Autofill autofill_after(std::vector<FormFault> const& faults) {
  return std::ranges::find(faults, Fault::passkey_refused, &FormFault::fault) == faults.end()
             ? PasskeyForm::Autofill::offered
             : PasskeyForm::Autofill::none;
}

}  // namespace

std::string CustomerPages::sign_in(Policy const& policy, View const& view,
                                   SignInPage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  Filling filling = frame.begin(faulty_title(phrases.text("sign_in.title"), page.faults, phrases),
                                paths::sign_in);
  filling.set("HEADING", phrases.text("sign_in.title"));
  if (!page.next.empty()) {
    filling.section("NEXT").set("PATH", page.next);
  }
  Form form(filling.section("WITH_PASSWORD"),
            {.prefix = "in", .faults = page.faults, .phrases = phrases});
  bool const has_passkey = page.passkey == PasskeyOffer::offered;
  Input email{.name = std::string(fields::email),
              .label = std::string(phrases.text("input.email")),
              .value = page.email,
              .type = "email",
              .autocomplete = has_passkey ? "username webauthn" : "username"};
  form.input(email);
  form.input({.name = std::string(fields::password),
              .label = std::string(phrases.text("input.password")),
              .type = "password",
              .autocomplete = "current-password"});
  form.summary(filling);
  if (has_passkey) {
    fill_passkey_form(filling, filling,
                      {.action = paths::passkey_sign_in,
                       .options = paths::passkey_sign_in_options,
                       .button = "sign_in.passkey_send",
                       .autofill = autofill_after(page.faults)},
                      frame);
  }
  std::vector<FormFault> const none;
  Form link(filling.section("WITH_LINK"), {.prefix = "link", .faults = none, .phrases = phrases});
  email.autocomplete = "username";
  link.input(email);
  return templates_->sign_in.with(frame.dictionary(), frame.phrases());
}

std::string CustomerPages::registering(Policy const& policy, View const& view,
                                       RegisterPage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  Filling filling = frame.begin(faulty_title(phrases.text("register.title"), page.faults, phrases),
                                paths::registering);
  filling.set("HEADING", phrases.text("register.title"));
  Form form(filling.section("FORM"), {.prefix = "new", .faults = page.faults, .phrases = phrases});
  fill_register_form(form, page, phrases);
  form.summary(filling);
  fill_kept(filling, page.shape, frame);
  return templates_->registering.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages
