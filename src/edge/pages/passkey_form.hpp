// Internal to edge/pages: a form that asks the browser for a passkey before it is sent. Hidden
// where it can't. Template: parts/passkey.html; script: web/scripts/passkeys.js.
#pragma once

#include <string>
#include <string_view>

#include "edge/pages/customer_frame.hpp"

namespace lofte::edge::pages {

struct PasskeyForm {
  enum class Ceremony { create, get } ceremony = Ceremony::get;
  std::string_view action;   // in paths.hpp, as is the next
  std::string_view options;  // where what the browser is asked with comes from
  std::string_view button;   // of web/texts
  std::string_view next{};   // sent back as fields::next; "": none of its own
  enum class Autofill { none, offered } autofill = Autofill::none;
};

// The form, in its place in `section`; what is put into what is returned is in the form. `page`
// loads the script.
Filling fill_passkey_form(Filling& page, Filling section, PasskeyForm const& form,
                          CustomerFrame const& frame);

}  // namespace lofte::edge::pages
