// Registering, signing in and out.
#include "base/failure.hpp"
#include "edge/site/let_in.hpp"
#include "edge/site/letters.hpp"
#include "edge/site/session_cookie.hpp"
#include "edge/site/shown_again.hpp"
#include "edge/site/typed.hpp"
#include "shop/customers/registration.hpp"
#include "shop/customers/sign_in.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace paths = pages::paths;
using custody::vault::Vault;
using pages::Fault;
using pages::Flash;
using pages::FormFault;
using pages::NoticePage;
using pages::PressPage;

namespace {

constexpr std::string_view token_place = "{token}";  // in a letter whose link is not made yet

http::Response sign_in(Visit const& visit, Ground const& ground) {
  expect_session_cookie(ground);
  std::string const email = visit.form.trimmed(fields::email);
  std::string const& password = visit.form.text(fields::password);
  pages::SignInPage shown{.email = email, .next = visit.form.text(fields::next)};
  auto const refuse = [&](Fault fault) {
    shown.faults.push_back({.field = {}, .fault = fault});
    return show_sign_in(visit, ground, shown);
  };
  auto const address = address_of(email);
  if (!address || password.size() > custody::crypto::password_bytes_max) {
    return refuse(Fault::not_known);
  }
  if (!ground.limits.passwords.allow(shop::customers::reference_of(*address))) {
    return refuse(Fault::too_often);
  }
  auto const subject = shop::customers::check_password(ground.customers(), *address, password);
  if (!subject) {
    return refuse(Fault::not_known);
  }
  return let_in(visit, ground,
                {.subject = *subject,
                 .proof = Vault::Proof::password,
                 .next = next_of(shown.next),
                 .flash = Flash::signed_in});
}

// The same answer at the same pace, whether or not anything is held under the address.
http::Response mail_link(Visit const& visit, Ground const& ground) {
  expect_mail(ground);
  std::string const email = visit.form.trimmed(fields::email);
  std::vector<FormFault> faults;
  check_email(fields::email, email, faults);
  auto const address = address_of(email);
  if (faults.empty() &&
      !may_write(ground.limits.links, ground, shop::customers::reference_of(*address))) {
    faults.push_back({.field = {}, .fault = Fault::too_often});
  }
  if (!faults.empty()) {
    return show_sign_in(visit, ground, {.email = email, .faults = std::move(faults)});
  }
  // The letter but for its link: the visit is over when it is written.
  mail::Letter const letter =
      letter_of(visit, ground,
                {.to_address = *address,
                 .path = std::string(paths::sign_in) + "/" + std::string(token_place)});
  bool const taken = ground.errands.run([ground, letter] {
    if (auto const token =
            shop::customers::issue_sign_in_link(ground.customers(), letter.to_address)) {
      mail::Letter linked = letter;
      linked.text.replace(linked.text.rfind(token_place), token_place.size(), *token);
      ground.mail->post(std::move(linked));
    }
  });
  if (!taken) {
    throw Failure(FailureKind::unavailable, {.code = "site.busy",
                                             .message = "too many letters wait to be written",
                                             .remedy = "try again in a while"});
  }
  return show_notice(visit, ground,
                     {.kind = NoticePage::Kind::look_in_your_mail,
                      .email = email,
                      .link_minutes = shop::customers::sign_in_link_minutes_max.count()});
}

http::Response follow_sign_in_link(Visit const& visit, Ground const& ground) {
  expect_session_cookie(ground);
  auto const subject =
      shop::customers::redeem_sign_in_link(ground.customers(), visit.path.at("token"));
  if (!subject) {
    return show_notice(visit, ground, {.kind = NoticePage::Kind::link_expired});
  }
  return let_in(visit, ground,
                {.subject = *subject,
                 .proof = Vault::Proof::link,
                 .next = std::string(paths::me),
                 .flash = Flash::signed_in});
}

pages::RegisterPage typed_registration(Form const& form) {
  pages::RegisterPage shown;
  shown.typed = {.name = form.trimmed(fields::name),
                 .email = form.trimmed(fields::email),
                 .phone = form.trimmed(fields::phone),
                 .address = form.trimmed(fields::address),
                 .postal_code = form.trimmed(fields::postal_code),
                 .city = form.trimmed(fields::city),
                 .birth_date = form.trimmed(fields::birth_date)};
  return shown;
}

void check(pages::RegisterPage& shown, Day today) {
  auto const& typed = shown.typed;
  if (typed.name.empty()) {
    shown.faults.push_back({.field = std::string(fields::name), .fault = Fault::missing});
  }
  check_length(fields::name, typed.name, shown.faults);
  check_email(fields::email, typed.email, shown.faults);
  check_length(fields::phone, typed.phone, shown.faults);
  check_length(fields::address, typed.address, shown.faults);
  check_length(fields::postal_code, typed.postal_code, shown.faults);
  check_length(fields::city, typed.city, shown.faults);
  check_past_day(fields::birth_date, typed.birth_date, today, shown.faults);
}

// "Storgatan 1, 123 45 Exempelstad", as far as it was typed.
std::string whole_address(pages::RegisterPage::Typed const& typed) {
  std::string town = typed.postal_code;
  town += town.empty() || typed.city.empty() ? "" : " ";
  town += typed.city;
  return typed.address + (typed.address.empty() || town.empty() ? "" : ", ") + town;
}

http::Response begin_registration(Visit const& visit, Ground const& ground) {
  expect_mail(ground);
  pages::RegisterPage shown = typed_registration(visit.form);
  check(shown, visit.today);
  auto const address = address_of(shown.typed.email);
  if (shown.faults.empty() &&
      !may_write(ground.limits.registrations, ground, shop::customers::reference_of(*address))) {
    shown.faults.push_back({.field = {}, .fault = Fault::too_often});
  }
  if (!shown.faults.empty()) {
    return page(ground.pages.registering(visit.policy(), visit.view(), shown), 422);
  }
  std::string const token = shop::customers::begin_registration(
      ground.customers(), {.email = *address,
                           .fields = {{"name", shown.typed.name},
                                      {"phone", shown.typed.phone},
                                      {"address", whole_address(shown.typed)},
                                      {"birth_date", shown.typed.birth_date}}});
  ground.mail->post(letter_of(visit, ground,
                              {.kind = LinkLetter::Kind::registration,
                               .to_address = *address,
                               .path = std::string(paths::registering) + "/" + token}));
  return show_notice(visit, ground,
                     {.kind = NoticePage::Kind::confirm_your_email, .email = shown.typed.email});
}

http::Response show_registration_link(Visit const& visit, Ground const& ground,
                                      std::vector<FormFault> faults) {
  using shop::customers::RegistrationLink;
  auto const link =
      shop::customers::look_at_registration(ground.customers(), visit.path.at("token"));
  if (link == RegistrationLink::none) {
    return show_notice(visit, ground, {.kind = NoticePage::Kind::link_expired});
  }
  int const status = faults.empty() ? 200 : 422;
  PressPage const press{.kind = link == RegistrationLink::fresh
                                    ? PressPage::Kind::registration
                                    : PressPage::Kind::registered_before,
                        .path = visit.request.path,
                        .faults = std::move(faults)};
  return page(ground.pages.press(visit.policy(), visit.view(), press), status);
}

http::Response complete_registration(Visit const& visit, Ground const& ground) {
  using shop::customers::RegistrationLink;
  expect_session_cookie(ground);
  std::string const& token = visit.path.at("token");
  std::string const& password = visit.form.text(fields::new_password);
  auto const link = shop::customers::look_at_registration(ground.customers(), token);
  std::vector<FormFault> faults;
  if (link == RegistrationLink::fresh) {
    check_new_password({.field = fields::new_password, .typed = password, .email = {}}, faults);
  }
  if (!faults.empty()) {
    return show_registration_link(visit, ground, std::move(faults));
  }
  auto const subject = link == RegistrationLink::none ? std::nullopt
                                                      : shop::customers::complete_registration(
                                                            ground.customers(), token, password);
  if (!subject) {
    return show_notice(visit, ground, {.kind = NoticePage::Kind::link_expired});
  }
  bool const is_new = link == RegistrationLink::fresh;
  return let_in(visit, ground,
                {.subject = *subject,
                 .proof = Vault::Proof::link,
                 .next = std::string(paths::me),
                 .flash = is_new ? Flash::registered : Flash::signed_in});
}

// A link in a letter leads to a page with a button: programs that look through mail follow links,
// and press none.
http::Response show_sign_in_link(Visit const& visit, Ground const& ground) {
  if (!shop::customers::is_sign_in_link(ground.customers(), visit.path.at("token"))) {
    return show_notice(visit, ground, {.kind = NoticePage::Kind::link_expired});
  }
  return page(ground.pages.press(visit.policy(), visit.view(),
                                 {.kind = PressPage::Kind::sign_in, .path = visit.request.path}));
}

http::Response sign_out(Visit const& visit, Ground const& ground) {
  if (visit.session) {
    ground.sessions.end(visit.session_token);
  }
  auto response = go_to(visit, std::string(paths::sign_in), Flash::signed_out);
  set_session_cookie(response, ground, "");
  return response;
}

}  // namespace

http::Response show_sign_in(Visit const& visit, Ground const& ground, pages::SignInPage sign_in) {
  int const status = sign_in.faults.empty() ? 200 : 422;
  auto const offer =
      ground.passkeys.are_offered() ? pages::PasskeyOffer::offered : pages::PasskeyOffer::none;
  sign_in.passkey = offer;
  return with_passkey_script(
      page(ground.pages.sign_in(visit.policy(), visit.view(std::string(paths::sign_in)),
                                std::move(sign_in)),
           status),
      offer);
}

void add_sign_in_acts(Pathways& pathways, Ground const& ground) {
  std::string const sign_in_path(paths::sign_in);
  std::string const register_path(paths::registering);
  pathways.get(Door::open, sign_in_path, [ground](Visit& visit) {
    return show_sign_in(visit, ground,
                        {.next = std::string(visit.request.parameter(fields::next).value_or(""))});
  });
  pathways.post(Door::open, sign_in_path,
                [ground](Visit& visit) { return sign_in(visit, ground); });
  pathways.post(Door::open, std::string(paths::sign_in_link),
                [ground](Visit& visit) { return mail_link(visit, ground); });
  pathways.get(Door::open, sign_in_path + "/{token}",
               [ground](Visit& visit) { return show_sign_in_link(visit, ground); });
  pathways.post(Door::open, sign_in_path + "/{token}",
                [ground](Visit& visit) { return follow_sign_in_link(visit, ground); });
  pathways.get(Door::open, register_path, [ground](Visit& visit) {
    return page(ground.pages.registering(visit.policy(), visit.view(), {}));
  });
  pathways.post(Door::open, register_path,
                [ground](Visit& visit) { return begin_registration(visit, ground); });
  pathways.get(Door::open, register_path + "/{token}",
               [ground](Visit& visit) { return show_registration_link(visit, ground, {}); });
  pathways.post(Door::open, register_path + "/{token}",
                [ground](Visit& visit) { return complete_registration(visit, ground); });
  pathways.post(Door::open, std::string(paths::sign_out),
                [ground](Visit& visit) { return sign_out(visit, ground); });
}

}  // namespace lofte::edge::site
