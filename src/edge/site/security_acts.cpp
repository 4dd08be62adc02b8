// Where the person is signed in, their password and their e-mail address.
#include "base/failure.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/letters.hpp"
#include "edge/site/person.hpp"
#include "edge/site/shown_again.hpp"
#include "edge/site/typed.hpp"
#include "shop/customers/change_email.hpp"
#include "shop/customers/sign_in.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace paths = pages::paths;
using pages::Fault;
using pages::Flash;
using pages::NoticePage;
using pages::PressPage;

namespace {

std::vector<pages::Session> sessions_of(Visit const& visit, Ground const& ground) {
  std::vector<pages::Session> sessions;
  for (auto const& sign_in : ground.vault.sign_ins(visit.subject())) {
    bool const here = sign_in.id == visit.session->sign_in;
    sessions.push_back(
        {.id = to_string(sign_in.id),
         .begun = sign_in.begun,
         .seen = here ? visit.now : sign_in.begun,
         .where = here ? pages::Session::Where::here : pages::Session::Where::elsewhere});
  }
  return sessions;
}

http::Response change_password(Visit& visit, Ground const& ground) {
  pages::SecurityPage shown;
  std::string const& fresh = visit.form.text(fields::new_password);
  std::string const email = shop::customers::email_of(ground.customers(), visit.subject());
  check_new_password({.field = fields::new_password, .typed = fresh, .email = email},
                     shown.password_faults);
  if (shown.password_faults.empty() && has_proof(visit, ground, shown.password_faults)) {
    shop::customers::change_password(ground.customers(), visit.subject(), fresh,
                                     visit.session->sign_in);
    ground.sessions.prove(visit.session_token, *visit.session);
    return go_to(visit, std::string(paths::security), Flash::password_changed);
  }
  return show_security(visit, ground, std::move(shown));
}

custody::subjects::SignIn this_sign_in(Visit const& visit) {
  return {.id = visit.session->sign_in, .begun = visit.session->begun};
}

http::Response ask_for_address(Visit& visit, Ground const& ground) {
  expect_mail(ground);
  pages::SecurityPage shown{.new_email = visit.form.trimmed(fields::email)};
  check_email(fields::email, shown.new_email, shown.email_faults);
  auto const address = address_of(shown.new_email);
  if (shown.email_faults.empty() &&
      !(ground.limits.links.allow(to_string(visit.subject().value)) &&
        may_write(ground.limits.links, ground, shop::customers::reference_of(*address)))) {
    shown.email_faults.push_back({.field = {}, .fault = Fault::too_often});
  }
  if (!shown.email_faults.empty() || !has_proof(visit, ground, shown.email_faults)) {
    return show_security(visit, ground, std::move(shown));
  }
  std::string const token = shop::customers::begin_address_change(
      ground.customers(), this_sign_in(visit), visit.subject(), *address);
  ground.mail->post(letter_of(visit, ground,
                              {.kind = LinkLetter::Kind::new_address,
                               .to_address = *address,
                               .path = std::string(paths::email_link) + "/" + token}));
  return show_notice(visit, ground,
                     {.kind = NoticePage::Kind::confirm_new_email, .email = shown.new_email},
                     paths::security);
}

http::Response follow_address_link(Visit const& visit, Ground const& ground) {
  auto const changed =
      shop::customers::complete_address_change(ground.customers(), visit.path.at("token"));
  if (changed && !changed->before.empty() && ground.mail != nullptr) {
    ground.mail->post(letter_of(
        visit, ground,
        {.kind = LinkLetter::Kind::address_changed, .to_address = changed->before, .path = {}}));
  }
  return show_notice(
      visit, ground,
      {.kind = changed ? NoticePage::Kind::email_changed : NoticePage::Kind::link_expired},
      paths::security);
}

http::Response end_session(Visit& visit, Ground const& ground) {
  auto const id = parse_uuid(visit.form.text(fields::session));
  bool const ended = id && ground.vault.sign_out(visit.subject(), *id);
  return go_to(visit, std::string(paths::security),
               ended ? std::optional(Flash::session_ended) : std::nullopt);
}

http::Response end_all_sessions(Visit& visit, Ground const& ground) {
  ground.vault.sign_out_everywhere(visit.subject(), visit.session->sign_in);
  return go_to(visit, std::string(paths::security), Flash::sessions_ended);
}

bool asks_for_a_passkey(pages::PasskeySection const& section) {
  using Section = pages::PasskeySection;
  bool const to_make =
      section.proof == Section::Proof::fresh && section.room != Section::Room::none;
  bool const to_prove = section.proof == Section::Proof::needed && !section.passkeys.empty();
  return to_make || to_prove;
}

}  // namespace

http::Response show_security(Visit& visit, Ground const& ground, pages::SecurityPage security) {
  visit.visitor->name = name_of(ground.vault, visit.subject());
  security.email = shop::customers::email_of(ground.customers(), visit.subject());
  security.sessions = sessions_of(visit, ground);
  if (!security.passkeys) {
    security.passkeys = passkeys_shown(visit, ground, {});
  }
  bool const faulty = !security.password_faults.empty() || !security.email_faults.empty() ||
                      (security.passkeys && !security.passkeys->faults.empty());
  auto const offer = security.passkeys && asks_for_a_passkey(*security.passkeys)
                         ? pages::PasskeyOffer::offered
                         : pages::PasskeyOffer::none;
  return with_passkey_script(
      page(
          ground.pages.security(visit.policy(), visit.view(std::string(paths::security)), security),
          faulty ? 422 : 200),
      offer);
}

bool has_proof(Visit const& visit, Ground const& ground, std::vector<pages::FormFault>& faults) {
  std::string const& password = visit.form.text(fields::password);
  std::optional<Fault> fault;
  if (password.empty()) {
    fault =
        visit.session->has_fresh_proof(visit.now) ? std::nullopt : std::optional(Fault::missing);
  } else if (!ground.limits.passwords.allow(to_string(visit.subject().value))) {
    fault = Fault::too_often;
  } else if (!shop::customers::is_password_of(ground.customers(), visit.subject(), password)) {
    fault = Fault::wrong;
  }
  if (fault) {
    faults.push_back({.field = std::string(fields::password), .fault = *fault});
  }
  return !fault;
}

void add_security_acts(Pathways& pathways, Ground const& ground) {
  pathways.get(Door::signed_in, std::string(paths::security),
               [ground](Visit& visit) { return show_security(visit, ground, {}); });
  pathways.post(Door::signed_in, std::string(paths::session_end),
                [ground](Visit& visit) { return end_session(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::sessions_end),
                [ground](Visit& visit) { return end_all_sessions(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::password),
                [ground](Visit& visit) { return change_password(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::email),
                [ground](Visit& visit) { return ask_for_address(visit, ground); });
  std::string const link = std::string(paths::email_link) + "/{token}";
  pathways.get(Door::open, link, [ground](Visit& visit) {
    return page(
        ground.pages.press(visit.policy(), visit.view(),
                           {.kind = PressPage::Kind::new_address, .path = visit.request.path}));
  });
  pathways.post(Door::open, link,
                [ground](Visit& visit) { return follow_address_link(visit, ground); });
}

}  // namespace lofte::edge::site
