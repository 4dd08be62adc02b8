// Passkeys: signing in with one, showing once more who it is, adding, naming and removing.
#include "base/base64.hpp"
#include "base/failure.hpp"
#include "edge/site/let_in.hpp"
#include "edge/site/letters.hpp"
#include "edge/site/session_cookie.hpp"
#include "edge/site/shown_again.hpp"
#include "edge/site/typed.hpp"
#include "shop/customers/passkeys.hpp"
#include "shop/customers/sign_in.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace paths = pages::paths;
using pages::Fault;
using pages::Flash;
using pages::FormFault;
using pages::PasskeyOffer;
using pages::PasskeySection;
using shop::customers::Passkeys;

namespace {

Failure none_here() {
  return {FailureKind::refused,
          {.code = "passkeys.none",
           .message = "passkeys are not kept here, or not for this account",
           .remedy = "give record.account a field passkeys, held with the password, and serve over "
                     "https under a name (--public-url); accounts of an earlier policy have none"}};
}

void expect_passkeys_of(Visit const& visit, Ground const& ground) {
  if (!ground.passkeys.are_offered_to(visit.subject())) {
    throw none_here();
  }
}

void expect_fresh_proof(Visit const& visit) {
  if (!visit.session->has_fresh_proof(visit.now)) {
    throw Failure(FailureKind::refused, {.code = "passkeys.proof_needed",
                                         .message = "who it is was shown too long ago",
                                         .remedy = "show it again, on the page about security"});
  }
}

// A challenge is a row of the store: so many at a time, of one person and of all strangers.
void expect_room(Ground const& ground, std::string_view whom) {
  if (!ground.limits.challenges.allow(whom)) {
    throw Failure(FailureKind::unavailable, {.code = "passkeys.busy",
                                             .message = "too many passkeys are being asked for",
                                             .remedy = "try again in a while"});
  }
}

std::vector<FormFault> whole_form(Fault fault) {
  return {{.field = {}, .fault = fault}};
}

http::Response ask_who_it_is(Ground const& ground) {
  if (!ground.passkeys.are_offered()) {
    throw none_here();
  }
  expect_room(ground, "");
  return http::json_response(200, ground.passkeys.ask_who_it_is());
}

http::Response sign_in(Visit const& visit, Ground const& ground) {
  expect_session_cookie(ground);
  std::string const& next = visit.form.text(fields::next);
  auto const subject = ground.passkeys.sign_in(visit.form.text(fields::credential));
  if (!subject) {
    return show_sign_in(visit, ground,
                        {.next = next, .faults = whole_form(Fault::passkey_refused)});
  }
  return let_in(visit, ground,
                {.subject = *subject,
                 .proof = custody::vault::Vault::Proof::passkey,
                 .next = next_of(next),
                 .flash = Flash::signed_in});
}

http::Response ask_for_proof(Visit const& visit, Ground const& ground) {
  expect_passkeys_of(visit, ground);
  expect_room(ground, to_string(visit.subject().value));
  return http::json_response(200, ground.passkeys.ask_for_proof(*visit.session));
}

// The page that asked for the proof, with what was wrong.
http::Response show_asking_page(Visit& visit, Ground const& ground,
                                std::vector<FormFault> const& faults) {
  if (visit.form.text(fields::next) == paths::erase) {
    return show_erasure(visit, ground, faults);
  }
  return show_security(visit, ground, {.passkeys = passkeys_shown(visit, ground, faults)});
}

http::Response go_on(Visit const& visit, Ground const& ground) {
  ground.sessions.prove(visit.session_token, *visit.session);
  return go_to(visit, next_of(visit.form.text(fields::next)), Flash::proven);
}

http::Response prove_by_passkey(Visit& visit, Ground const& ground) {
  if (!ground.passkeys.is_proof(*visit.session, visit.form.text(fields::credential))) {
    return show_asking_page(visit, ground, whole_form(Fault::passkey_refused));
  }
  return go_on(visit, ground);
}

http::Response prove_by_password(Visit& visit, Ground const& ground) {
  std::vector<FormFault> faults;
  if (!has_proof(visit, ground, faults)) {
    return show_asking_page(visit, ground, faults);
  }
  return go_on(visit, ground);
}

http::Response ask_for_new(Visit const& visit, Ground const& ground) {
  expect_passkeys_of(visit, ground);
  expect_fresh_proof(visit);
  expect_room(ground, to_string(visit.subject().value));
  return http::json_response(200, ground.passkeys.ask_for_new(*visit.session));
}

void tell(Visit const& visit, Ground const& ground, LinkLetter::Kind kind) {
  std::string const email = shop::customers::email_of(ground.customers(), visit.subject());
  if (ground.mail != nullptr && !email.empty()) {
    ground.mail->post(letter_of(visit, ground, {.kind = kind, .to_address = email, .path = {}}));
  }
}

std::string checked_name(Visit const& visit, std::vector<FormFault>& faults) {
  std::string name = shop::customers::clean_passkey_name(visit.form.text(fields::name));
  if (name.empty()) {
    faults.push_back({.field = std::string(fields::name), .fault = Fault::missing});
  }
  check_length(fields::name, name, faults);
  return name;
}

http::Response show_section(Visit& visit, Ground const& ground, std::vector<FormFault> faults) {
  auto section = passkeys_shown(visit, ground, std::move(faults));
  if (section) {
    section->new_name = visit.form.text(fields::name);
  }
  return show_security(visit, ground, {.passkeys = std::move(section)});
}

http::Response add(Visit& visit, Ground const& ground) {
  expect_passkeys_of(visit, ground);
  std::vector<FormFault> faults;
  std::string const name = checked_name(visit, faults);
  if (!faults.empty()) {
    return show_section(visit, ground, std::move(faults));
  }
  switch (ground.passkeys.add(*visit.session, visit.form.text(fields::credential), name)) {
    case Passkeys::Added::done:
      tell(visit, ground, LinkLetter::Kind::passkey_added);
      return go_to(visit, std::string(paths::security), Flash::passkey_added);
    case Passkeys::Added::refused:
      return show_section(visit, ground, whole_form(Fault::passkey_refused));
    case Passkeys::Added::known:
      return show_section(visit, ground, whole_form(Fault::passkey_known));
    case Passkeys::Added::too_many:
      return show_section(visit, ground, whole_form(Fault::passkeys_too_many));
  }
  std::unreachable();
}

// The passkey that a form is about; one that is nobody's for what is no id.
Bytes id_in(Visit const& visit) {
  return from_base64url(visit.form.text(fields::passkey)).value_or(Bytes());
}

http::Response rename(Visit& visit, Ground const& ground) {
  std::vector<FormFault> faults;
  std::string const name = checked_name(visit, faults);
  if (!faults.empty()) {
    faults.front().field = "passkey_name";  // of a form that is not shown again as it was sent
    return show_security(visit, ground, {.passkeys = passkeys_shown(visit, ground, faults)});
  }
  bool const renamed = ground.passkeys.rename(visit.subject(), id_in(visit), name);
  return go_to(visit, std::string(paths::security),
               renamed ? std::optional(Flash::passkey_renamed) : std::nullopt);
}

http::Response remove(Visit const& visit, Ground const& ground) {
  expect_fresh_proof(visit);
  bool const removed = ground.passkeys.remove(visit.subject(), id_in(visit));
  if (removed) {
    tell(visit, ground, LinkLetter::Kind::passkey_removed);
  }
  return go_to(visit, std::string(paths::security),
               removed ? std::optional(Flash::passkey_removed) : std::nullopt);
}

pages::Passkey shown(shop::customers::Passkey const& passkey) {
  using Kept = custody::webauthn::Credential::Backup;
  using Backup = pages::Passkey::Backup;
  Kept const kept = passkey.credential.backup;
  return {.id = to_base64url(passkey.credential.id),
          .name = passkey.name,
          .added = passkey.added,
          .backup = kept == Kept::done       ? Backup::done
                    : kept == Kept::eligible ? Backup::eligible
                                             : Backup::none};
}

}  // namespace

std::optional<PasskeySection> passkeys_shown(Visit const& visit, Ground const& ground,
                                             std::vector<FormFault> faults) {
  if (!ground.passkeys.are_offered_to(visit.subject())) {
    return std::nullopt;
  }
  PasskeySection section{.proof = visit.session->has_fresh_proof(visit.now)
                                      ? PasskeySection::Proof::fresh
                                      : PasskeySection::Proof::needed,
                         .faults = std::move(faults)};
  for (auto const& passkey : shop::customers::passkeys_of(ground.vault, visit.subject())) {
    section.passkeys.push_back(shown(passkey));
  }
  if (section.passkeys.size() >= shop::customers::passkeys_max) {
    section.room = PasskeySection::Room::none;
  }
  return section;
}

http::Response with_passkey_script(http::Response response, PasskeyOffer offer) {
  if (offer == PasskeyOffer::offered) {
    response.scripts = http::Scripts::own;
  }
  return response;
}

void add_passkey_acts(Pathways& pathways, Ground const& ground) {
  pathways.post(Door::open, std::string(paths::passkey_sign_in_options),
                [ground](Visit&) { return ask_who_it_is(ground); });
  pathways.post(Door::open, std::string(paths::passkey_sign_in),
                [ground](Visit& visit) { return sign_in(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::passkey_proof_options),
                [ground](Visit& visit) { return ask_for_proof(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::passkey_proof),
                [ground](Visit& visit) { return prove_by_passkey(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::proof),
                [ground](Visit& visit) { return prove_by_password(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::passkeys_options),
                [ground](Visit& visit) { return ask_for_new(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::passkeys),
                [ground](Visit& visit) { return add(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::passkey_rename),
                [ground](Visit& visit) { return rename(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::passkey_remove),
                [ground](Visit& visit) { return remove(visit, ground); });
}

}  // namespace lofte::edge::site
