#include "edge/site/site.hpp"

#include <algorithm>
#include <mutex>
#include <stop_token>

#include "base/failure.hpp"
#include "edge/api/problems.hpp"
#include "edge/http/language.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/letters.hpp"
#include "edge/site/mail_answer.hpp"
#include "edge/site/mail_reply.hpp"
#include "edge/site/notices.hpp"
#include "edge/site/person.hpp"
#include "edge/site/publication_letters.hpp"
#include "edge/site/send_mailings.hpp"
#include "edge/site/session_cookie.hpp"
#include "shop/customers/sign_in.hpp"
#include "shop/enquiries/enquiries.hpp"
#include "shop/rights/request_erasure.hpp"

namespace lofte::edge::site {

namespace paths = pages::paths;
using http::Method;

namespace {

// The origin of a URL: "https://shop.example".
std::string origin_of(std::string_view url) {
  std::size_t const host = url.find("://");
  return std::string(url.substr(0, host == url.npos ? host : url.find('/', host + 3)));
}

bool is_from_own_page(http::Request const& request, std::string_view public_url) {
  return request.sec_fetch_site == "same-origin" ||
         (request.sec_fetch_site.empty() && request.origin == origin_of(public_url));
}

Failure from_elsewhere() {
  return {FailureKind::refused,
          {.code = "form.from_elsewhere",
           .message = "the form was not sent from a page of this shop's",
           .remedy = "open the page here, and send its form"}};
}

Failure form_too_old() {
  return {FailureKind::conflict,
          {.code = "form.too_old",
           .message = "the page that the form is on is of an earlier visit",
           .remedy = "open the page anew, and send its form"}};
}

}  // namespace

struct Site::Parts final : Pathways {
  custody::vault::Vault& vault;
  SystemClock machine_clock;
  SystemRandom random;
  custody::tickets::Tickets tickets;
  custody::crypto::Passwords passwords;
  custody::agenda::Agenda agenda;
  shop::customers::Sessions sessions;
  shop::customers::Passkeys passkeys;
  pages::CustomerPages pages;
  Limits limits;
  http::Router router;
  std::mutex due;  // one does what is due
  std::function<void(std::exception const&)> letter_failed;
  std::shared_ptr<shop::publications::Shelf> shelf;
  Errands errands;      // what it does uses what stands above
  Ground const ground;  // as the acts have it
  std::stop_source ending;
  Errands mailings;  // apart, as it may take hours

  Parts(custody::folder::DataFolder& folder, SiteSettings const& settings)
      : vault(folder.vault()),
        tickets(folder.store(), folder.clock(), random),
        passwords(settings.password_cost),
        agenda(folder.store()),
        sessions(vault, tickets),
        passkeys({.vault = vault, .tickets = tickets, .passwords = passwords},
                 custody::webauthn::relying_party_of(settings.public_url)),
        limits{
            .passwords = {{.times = 10, .period = std::chrono::minutes{15}}, machine_clock, random},
            .links = {{.times = 5, .period = std::chrono::hours{1}}, machine_clock, random},
            .registrations = {{.times = 5, .period = std::chrono::hours{1}}, machine_clock, random},
            .letters = {{.times = 1000, .period = std::chrono::hours{1}}, machine_clock, random},
            .challenges = {{.times = 3000, .period = std::chrono::minutes{10}},
                           machine_clock,
                           random}},
        letter_failed(settings.errand_failed),
        shelf(settings.shelf ? settings.shelf : std::make_shared<shop::publications::Shelf>(vault)),
        errands(settings.errand_failed),
        ground{.vault = vault,
               .tickets = tickets,
               .passwords = passwords,
               .agenda = agenda,
               .sessions = sessions,
               .passkeys = passkeys,
               .pages = pages,
               .limits = limits,
               .errands = errands,
               .shelf = *shelf,
               .mail = settings.mail,
               .name_of_actor = settings.name_of_actor,
               .public_url = settings.public_url},
        mailings(settings.errand_failed) {}
  ~Parts() override { ending.request_stop(); }

  Due erase_those_due();

  void get(Door door, std::string pattern, Act act) override {
    add(door, Method::get, std::move(pattern), std::move(act));
  }
  void post(Door door, std::string pattern, Act act) override {
    add(door, Method::post, std::move(pattern), std::move(act));
  }
  void add(Door door, Method method, std::string pattern, Act act);

  // A visit of whoever it is, in the language that they read.
  Visit stranger(http::Request const& request, http::PathParameters const& path) const;
  // Finds out who it is, by the cookie.
  void recognise(Visit& visit);
  // What to answer instead of the act; nullopt when the visit may go on.
  std::optional<http::Response> stop_at(Door door, Visit& visit);
  http::Response answer(Door door, Act const& act, Visit& visit);
  http::Response problem(Visit const& visit, pages::ProblemPage const& told) const;
};

Site::Due Site::Parts::erase_those_due() {
  std::string email;
  auto const done = shop::rights::erase_those_due(
      vault, agenda,
      {.before =
           [&](SubjectId const& subject) {
             email = shop::customers::address_for_letters(ground.customers(), subject);
           },
       .after =
           [&](SubjectId const&, custody::ledger::ReceiptLink const& receipt) {
             if (ground.mail != nullptr && !email.empty()) {
               ground.mail->post(letter_of_erasure(ground, email, receipt));
             }
           }});
  return {.erased = done.done, .failed = done.failed};
}

void Site::Parts::add(Door door, Method method, std::string pattern, Act act) {
  router.add(method, std::move(pattern),
             [this, door, act = std::move(act)](http::Request const& request,
                                                http::PathParameters const& path) {
               Visit visit = stranger(request, path);
               return answer(door, act, visit);
             });
}

Visit Site::Parts::stranger(http::Request const& request, http::PathParameters const& path) const {
  auto const in_force = vault.in_force();
  auto const& policy = *in_force.shown->history().current().policy;
  Visit visit{.request = request,
              .path = path,
              .rules = in_force.shown,
              .language = std::string(request.parameter("language").value_or("")),
              .today = vault.today(),
              .now = vault.ground().clock.now()};
  if (std::ranges::find(policy.languages, visit.language) == policy.languages.end()) {
    visit.language = http::preferred_language(request.accept_language, policy.languages);
  }
  return visit;
}

void Site::Parts::recognise(Visit& visit) {
  std::string_view const name = session_cookie_name(visit.policy(), ground.public_url);
  std::string_view const token =
      name.empty() ? std::string_view() : cookie_value(visit.request.cookie, name);
  visit.session = token.empty() ? std::nullopt : sessions.find(token);
  if (!visit.session) {
    return;
  }
  visit.session_token = token;
  auto const standing = vault.standing(visit.session->subject);
  // Whose erasure waits has their data restricted: of others, no record is looked at for it.
  auto const pending = standing.restricted
                           ? shop::rights::pending_erasure(vault, visit.session->subject)
                           : std::nullopt;
  visit.visitor = pages::Visitor{
      .name = {},
      .restricted_since =
          standing.restricted_since
              ? std::optional(visit.policy().timezone->day_of(*standing.restricted_since))
              : std::nullopt,
      .erasure_undo_until = pending ? pending->until : std::nullopt};
}

std::optional<http::Response> Site::Parts::stop_at(Door door, Visit& visit) {
  bool const is_post = visit.request.method == Method::post;
  if (door == Door::letter) {
    return std::nullopt;
  }
  if (is_post && !is_from_own_page(visit.request, ground.public_url)) {
    throw from_elsewhere();
  }
  if (door == Door::signed_in && !visit.session) {
    std::string const next = is_post ? std::string(paths::me) : visit.view().path;
    return go_to(visit, std::string(paths::sign_in) + "?next=" + next);
  }
  if (is_post) {
    visit.form = Form::read(visit.request);
    if (visit.session &&
        visit.form.text(pages::fields::form_token) != form_token_of(visit.session_token)) {
      throw form_too_old();
    }
  }
  return std::nullopt;
}

http::Response Site::Parts::answer(Door door, Act const& act, Visit& visit) {
  try {
    recognise(visit);
    auto stopped = stop_at(door, visit);
    return stopped ? *std::move(stopped) : act(visit);
  } catch (Failure const& failure) {
    return problem(visit, {.status = api::problem_of(failure).status, .code = failure.code()});
  } catch (std::exception const&) {
    return problem(visit, {.status = 500, .code = "site.unforeseen"});
  }
}

http::Response Site::Parts::problem(Visit const& visit, pages::ProblemPage const& told) const {
  return page(pages.problem(visit.policy(), visit.view(), told), told.status);
}

bool may_write(RateLimit& limit, Ground const& ground, std::string_view whom) {
  return limit.allow(whom) && ground.limits.letters.allow("");
}

http::Response show_notice(Visit const& visit, Ground const& ground,
                           pages::NoticePage const& notice) {
  return page(ground.pages.notice(visit.policy(), visit.view(), notice));
}

http::Response show_notice(Visit const& visit, Ground const& ground,
                           pages::NoticePage const& notice, std::string_view path) {
  return page(ground.pages.notice(visit.policy(), visit.view(std::string(path)), notice));
}

void add_acts(Pathways& pathways, Ground const& ground) {
  add_sign_in_acts(pathways, ground);
  add_me_acts(pathways, ground);
  add_choice_acts(pathways, ground);
  add_mailing_acts(pathways, ground);
  add_request_acts(pathways, ground);
  add_right_acts(pathways, ground);
  add_security_acts(pathways, ground);
  add_passkey_acts(pathways, ground);
  add_contact_acts(pathways, ground);
  add_case_acts(pathways, ground);
  add_publication_acts(pathways, ground);
  add_own_publication_acts(pathways, ground);
}

Site::Site(custody::folder::DataFolder& folder, SiteSettings const& settings)
    : parts_(std::make_unique<Parts>(folder, settings)) {
  add_acts(*parts_, parts_->ground);
}

Site::~Site() = default;

bool Site::knows(http::Request const& request) const {
  return parts_->router.knows(request);
}

http::Response Site::respond(http::Request const& request) const {
  return parts_->router.respond(request);
}

http::Response Site::refuse(http::Request const& request, http::Problem const& problem) const {
  http::PathParameters const none;
  Visit const visit = parts_->stranger(request, none);
  return page(parts_->pages.problem(visit.policy(), visit.view(),
                                    {.status = problem.status, .code = problem.code}),
              problem.status);
}

void Site::tell_of(SubjectId const& subject, RecordId const& record, std::string_view event) {
  parts_->shelf->look_at({.subject = subject, .record = record});
  if (event == shop::enquiries::answered_event && parts_->ground.mail != nullptr) {
    parts_->errands.run([ground = parts_->ground, subject, record] {
      mail_answer(ground, {.subject = subject, .record = record});
    });
  }
  if (event == shop::publications::published_event && parts_->ground.mail != nullptr) {
    parts_->errands.run([ground = parts_->ground, subject, record] {
      mail_published(ground, {.subject = subject, .record = record});
    });
  }
}

bool Site::tell_reply(SubjectId const& subject, RecordId const& record) {
  auto const address = shop::customers::address_for_letters(parts_->ground.customers(), subject);
  if (parts_->ground.mail == nullptr || address.empty()) {
    return false;
  }
  return parts_->errands.run([ground = parts_->ground, address, subject, record] {
    mail_reply(ground, address, shop::rights::find_request(ground.vault, subject, record));
  });
}

void Site::send_mailings() {
  parts_->mailings.run([ground = parts_->ground, stop = parts_->ending.get_token()] {
    site::send_mailings(ground, stop);
  });
}

Site::Reader Site::reader_of(http::Request const& request) const {
  http::PathParameters const none;
  Visit visit = parts_->stranger(request, none);
  parts_->recognise(visit);
  Reader reader{.navigation = pages::Navigation{.visitor = visit.visitor}, .yours = {}};
  if (visit.session) {
    reader.navigation->form_token = form_token_of(visit.session_token);
    reader.yours = holdings_among(held_outlines(parts_->vault, visit.subject()));
  }
  return reader;
}

Site::Due Site::do_what_is_due() {
  std::lock_guard const lock(parts_->due);
  Due done = parts_->erase_those_due();
  done.requests = shop::rights::tally_of(shop::rights::open_requests(parts_->vault, parts_->agenda),
                                         parts_->vault.today());
  parts_->shelf->tidy();
  send_mailings();
  try {
    done.told_of_version = tell_of_new_version(parts_->ground);
  } catch (Failure const& failure) {
    if (parts_->letter_failed) {
      parts_->letter_failed(failure);
    }
  }
  return done;
}

void Site::finish_errands() {
  parts_->errands.wait();
  parts_->mailings.wait();
}

}  // namespace lofte::edge::site
