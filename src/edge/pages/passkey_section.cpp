#include "edge/pages/passkey_section.hpp"

#include <array>

#include "edge/pages/forms.hpp"
#include "edge/pages/passkey_form.hpp"
#include "edge/pages/paths.hpp"

namespace lofte::edge::pages {
namespace {

std::string_view key_of(Passkey::Backup backup) {
  constexpr std::array<std::string_view, 3> keys{
      "security.passkey_one_device", "security.passkey_may_sync", "security.passkey_synced"};
  return keys.at(static_cast<std::size_t>(backup));
}

Input name_input(std::string value, Phrases const& phrases) {
  return {.name = std::string(fields::name),
          .label = std::string(phrases.text("input.passkey_name")),
          .value = std::move(value),
          .hint = std::string(phrases.text("input.passkey_name_hint")),
          .fault_key = "passkey_name"};
}

void fill_list(Filling& filling, PasskeySection const& section, CustomerFrame const& frame) {
  std::vector<FormFault> const none;
  std::size_t number = 0;
  for (Passkey const& passkey : section.passkeys) {
    Filling shown = filling.section("PASSKEY");
    shown.set("PASSKEY_ID", passkey.id)
        .set("PASSKEY_NAME", passkey.name)
        .set("ADDED", frame.words().day(passkey.added))
        .set("BACKUP", frame.phrases().text(key_of(passkey.backup)));
    if (section.proof == PasskeySection::Proof::fresh) {
      shown.section("PROVEN");
    }
    std::string const prefix = "passkey" + std::to_string(++number);
    Form rename(shown.section("RENAME_FORM"),
                {.prefix = prefix, .faults = none, .phrases = frame.phrases()});
    rename.input(name_input(passkey.name, frame.phrases()));
  }
}

void fill_adding(Filling& page, Filling filling, PasskeySection const& section,
                 CustomerFrame const& frame) {
  Form form(fill_passkey_form(page, filling,
                              {.ceremony = PasskeyForm::Ceremony::create,
                               .action = paths::passkeys,
                               .options = paths::passkeys_options,
                               .button = "security.passkey_add"},
                              frame),
            {.prefix = "new-passkey", .faults = section.faults, .phrases = frame.phrases()});
  form.input(name_input(section.new_name, frame.phrases()));
  form.summary(page);
}

void fill_proving(Filling& page, Filling filling, PasskeySection const& section,
                  CustomerFrame const& frame) {
  Filling password = filling.section("PROOF_FORM");
  password.set("PATH", paths::security);
  Form form(password, {.prefix = "proof", .faults = section.faults, .phrases = frame.phrases()});
  form.input({.name = std::string(fields::password),
              .label = std::string(frame.phrases().text("input.password_now")),
              .type = "password",
              .autocomplete = "current-password"});
  form.summary(page);
  if (!section.passkeys.empty()) {
    fill_passkey_form(page, filling,
                      {.action = paths::passkey_proof,
                       .options = paths::passkey_proof_options,
                       .button = "passkey.prove",
                       .next = paths::security},
                      frame);
  }
}

}  // namespace

void fill_passkeys(Filling& page, PasskeySection const& section, CustomerFrame const& frame) {
  Filling filling = page.section("PASSKEYS");
  if (section.passkeys.empty()) {
    filling.section("NO_PASSKEY");
  }
  fill_list(filling, section, frame);
  bool const is_full = section.room == PasskeySection::Room::none;
  if (section.proof == PasskeySection::Proof::needed) {
    fill_proving(page, filling.section("PROVE"), section, frame);
  } else if (is_full) {
    Form const none(filling.section("FULL"),
                    {.prefix = "passkeys", .faults = section.faults, .phrases = frame.phrases()});
    none.summary(page);
  } else {
    fill_adding(page, filling.section("ADD"), section, frame);
  }
}

}  // namespace lofte::edge::pages
