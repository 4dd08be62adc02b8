// The rights of a person: the copy of everything, restriction, erasure.
#include <mutex>

#include "base/failure.hpp"
#include "custody/crypto/sha256.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/letters.hpp"
#include "edge/site/package.hpp"
#include "edge/site/person.hpp"
#include "edge/site/session_cookie.hpp"
#include "edge/site/shown_again.hpp"
#include "shop/customers/sign_in.hpp"
#include "shop/rights/request_erasure.hpp"
#include "shop/rights/restrict.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace paths = pages::paths;
namespace rights = shop::rights;
using pages::Fault;
using pages::Flash;
using pages::NoticePage;

namespace {

http::Response as_file(std::string content, std::string content_type, std::string const& name) {
  http::Response response{.status = 200,
                          .content_type = std::move(content_type),
                          .headers = {},
                          .body = std::move(content)};
  return std::move(response.with("Content-Disposition", "attachment; filename=\"" + name + "\""));
}

std::string readable_package(Visit const& visit, Ground const& ground,
                             std::vector<pages::HeldRecord> records,
                             pages::AccessPackage::Carrier carrier) {
  pages::AccessPackage const package{.name = name_among(records),
                                     .made = visit.now,
                                     .records = std::move(records),
                                     .choices = choices_of(ground.vault, visit.subject()),
                                     .given = std::nullopt,
                                     .carrier = carrier};
  return ground.pages.access_package(visit.policy(), visit.view(), package);
}

// The ledger has what was given by its digest, so that the person can show it later.
http::Response give_package(Visit& visit, Ground const& ground) {
  auto records = held_records(ground.vault, visit.subject());
  std::string const& format = visit.form.text(fields::format);
  std::string content;
  std::string type;
  if (format == "json") {
    content = package_json(records, visit.today);
    type = "application/json";
  } else if (format == "csv") {
    content = package_csv(records);
    type = "text/csv; charset=utf-8";
  } else if (format == "html") {
    content =
        readable_package(visit, ground, std::move(records), pages::AccessPackage::Carrier::file);
    type = "text/html; charset=utf-8";
  } else {
    throw Failure(FailureKind::bad_input, {.code = "package.format",
                                           .message = "there is no copy of that format",
                                           .remedy = "choose one of those that the page has"});
  }
  ground.vault.note_access(visit.subject(), custody::crypto::sha256({content}));
  return as_file(std::move(content), std::move(type),
                 "my-data-" + to_string(visit.today) + "." + format);
}

http::Response show_package(Visit& visit, Ground const& ground) {
  auto records = held_records(ground.vault, visit.subject());
  visit.visitor->name = name_among(records);
  return page(
      readable_package(visit, ground, std::move(records), pages::AccessPackage::Carrier::page));
}

// An erasure, its undoing and a pause are several steps each: of two devices one goes first.
class Turns {
 public:
  std::unique_lock<std::mutex> wait() { return std::unique_lock(mutex_); }

 private:
  std::mutex mutex_;
};

http::Response restrict(Visit& visit, Ground const& ground, Turns& turns) {
  auto const turn = turns.wait();
  if (rights::pending_erasure(ground.vault, visit.subject())) {
    return go_to(visit, std::string(paths::erase));  // it is restricted until that is settled
  }
  bool const on = answer_of(visit.form) == Answer::yes;
  if (on) {
    rights::restrict(ground.vault, visit.subject());
  } else {
    rights::lift_restriction(ground.vault, visit.subject());
  }
  return go_to(visit, std::string(paths::rights),
               on ? Flash::restricted : Flash::restriction_lifted);
}

bool has_account(Visit const& visit, Ground const& ground) {
  return shop::customers::find_account(ground.vault, visit.subject()).has_value();
}

http::Response erase(Visit& visit, Ground const& ground, Turns& turns) {
  std::vector<pages::FormFault> faults;
  if (!has_proof(visit, ground, faults)) {
    return show_erasure(visit, ground, std::move(faults));
  }
  auto const turn = turns.wait();
  auto const asked = rights::request_erasure(ground.vault, ground.agenda, visit.subject());
  if (asked.undo_until) {
    return go_to(visit, std::string(paths::erase));
  }
  auto response = show_notice(
      visit, ground,
      {.kind = NoticePage::Kind::erased, .receipt = "/receipts/" + asked.answer->receipt.token},
      paths::sign_in);
  if (!ground.vault.has_subject(visit.subject())) {
    set_session_cookie(response, ground, "");
  }
  return response;
}

// A fresh sign-in by link is proof. Without an account nobody knows where to write, so the person
// says it again.
http::Response mail_erase_link(Visit& visit, Ground const& ground) {
  expect_mail(ground);
  std::string const email = shop::customers::email_of(ground.customers(), visit.subject());
  if (email.empty()) {
    return go_to(visit, std::string(paths::sign_in) + "?next=" + std::string(paths::erase));
  }
  if (!may_write(ground.limits.links, ground, shop::customers::reference_of(email))) {
    return show_erasure(visit, ground, {{.field = {}, .fault = Fault::too_often}});
  }
  if (auto const token = shop::customers::issue_sign_in_link(ground.customers(), email)) {
    ground.mail->post(letter_of(
        visit, ground, {.to_address = email, .path = std::string(paths::sign_in) + "/" + *token}));
  }
  return show_notice(visit, ground,
                     {.kind = NoticePage::Kind::erase_link_sent,
                      .email = email,
                      .link_minutes = shop::customers::sign_in_link_minutes_max.count()},
                     paths::erase);
}

http::Response undo_erasure(Visit& visit, Ground const& ground, Turns& turns) {
  auto const turn = turns.wait();
  bool const undone = rights::undo_erasure(ground.vault, ground.agenda, visit.subject());
  return go_to(visit, std::string(paths::rights),
               undone ? std::optional(Flash::erase_undone) : std::nullopt);
}

}  // namespace

http::Response show_erasure(Visit& visit, Ground const& ground,
                            std::vector<pages::FormFault> faults) {
  auto const records = held_records(ground.vault, visit.subject());
  visit.visitor->name = name_among(records);
  Erasure erasure = erasure_of(records);
  if (auto const pending = rights::pending_erasure(ground.vault, visit.subject())) {
    return page(ground.pages.erase_pending(visit.policy(), visit.view(std::string(paths::erase)),
                                           {.asked = pending->asked,
                                            .undo_until = pending->until.value(),
                                            .stays = std::move(erasure.stays)}));
  }
  int const status = faults.empty() ? 200 : 422;
  using Proof = pages::ErasePreview::Proof;
  bool const asks = !visit.session->has_fresh_proof(visit.now) && !erasure.goes.empty();
  auto const passkeys = asks ? passkeys_shown(visit, ground, {}) : std::nullopt;
  auto const offer = passkeys && !passkeys->passkeys.empty() ? pages::PasskeyOffer::offered
                                                             : pages::PasskeyOffer::none;
  pages::ErasePreview const preview{.goes = std::move(erasure.goes),
                                    .stays = std::move(erasure.stays),
                                    .undo_days = rights::erasure_undo_days(ground.vault),
                                    .proof = visit.session->has_fresh_proof(visit.now)
                                                 ? Proof::fresh
                                             : has_account(visit, ground) ? Proof::either
                                                                          : Proof::mailed_link,
                                    .passkey = offer,
                                    .faults = std::move(faults)};
  return with_passkey_script(
      page(ground.pages.erase_preview(visit.policy(), visit.view(std::string(paths::erase)),
                                      preview),
           status),
      offer);
}

void add_right_acts(Pathways& pathways, Ground const& ground) {
  auto const turns = std::make_shared<Turns>();
  pathways.get(Door::signed_in, std::string(paths::package),
               [ground](Visit& visit) { return show_package(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::package),
                [ground](Visit& visit) { return give_package(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::restriction),
                [ground, turns](Visit& visit) { return restrict(visit, ground, *turns); });
  pathways.get(Door::signed_in, std::string(paths::erase),
               [ground](Visit& visit) { return show_erasure(visit, ground, {}); });
  pathways.post(Door::signed_in, std::string(paths::erase),
                [ground, turns](Visit& visit) { return erase(visit, ground, *turns); });
  pathways.post(Door::signed_in, std::string(paths::erase_link),
                [ground](Visit& visit) { return mail_erase_link(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::erase_undo),
                [ground, turns](Visit& visit) { return undo_erasure(visit, ground, *turns); });
}

}  // namespace lofte::edge::site
