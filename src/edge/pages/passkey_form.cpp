#include "edge/pages/passkey_form.hpp"

namespace lofte::edge::pages {

Filling fill_passkey_form(Filling& page, Filling section, PasskeyForm const& form,
                          CustomerFrame const& frame) {
  page.section("SCRIPT").set("SRC", passkeys_script_url());
  Filling filled = section.section("PASSKEY_FORM");
  bool const makes_one = form.ceremony == PasskeyForm::Ceremony::create;
  filled.set("PASSKEY_ACTION", frame.to(form.action))
      .set("PASSKEY_OPTIONS", frame.to(form.options))
      .set("PASSKEY_CEREMONY", makes_one ? "create" : "get")
      .set("PASSKEY_BUTTON", frame.phrases().text(form.button));
  if (!makes_one) {
    filled.section("PASSKEY_GET");  // another way, beside the first
  }
  if (!form.next.empty()) {
    filled.section("NEXT").set("PATH", form.next);
  }
  if (form.autofill == PasskeyForm::Autofill::offered) {
    filled.section("PASSKEY_AUTOFILL");
  }
  return filled;
}

}  // namespace lofte::edge::pages
