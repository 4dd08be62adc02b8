// What people send in for publication: the page of what is published, the form, and the link that
// confirms what was sent without an account.
#include "base/base64.hpp"
#include "base/failure.hpp"
#include "custody/crypto/sha256.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/letters.hpp"
#include "edge/site/publication_letters.hpp"
#include "edge/site/typed.hpp"
#include "shop/customers/sign_in.hpp"
#include "shop/publications/submit.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace paths = pages::paths;
namespace publications = shop::publications;
using pages::Fault;
using pages::NoticePage;
using pages::WriteReviewPage;

namespace {

constexpr std::size_t text_characters_max = 2'000;

publications::Ground shop_of(Ground const& ground) {
  return {.vault = ground.vault, .tickets = ground.tickets};
}

publications::Kept expect_kept(Visit const& visit) {
  auto kept = publications::what_is_kept(visit.policy(), visit.language);
  if (!kept) {
    throw publications::keeps_none();
  }
  return *std::move(kept);
}

http::Response show_reviews(Visit const& visit, Ground const& ground) {
  expect_kept(visit);
  auto const listed = ground.shelf.published(visit.page_number());
  pages::ReviewsPage shown{.reviews = {}, .pager = {.page = listed.page, .pages = listed.pages}};
  for (publications::Shown const& one : listed.items) {
    shown.reviews.push_back(
        {.published = one.published, .name = one.name, .about = one.about, .text = one.text});
  }
  return page(ground.pages.reviews(visit.policy(), visit.view(), shown));
}

// --- The form

// Which words were shown: so that nobody agrees to others.
std::string mark_of(std::string_view licence) {
  return to_base64url(custody::crypto::view(custody::crypto::sha256({"licence", licence})));
}

WriteReviewPage empty_page(Visit const& visit, Ground const& ground) {
  auto const kept = expect_kept(visit);
  WriteReviewPage shown;
  shown.takes = {.name = kept.name, .about = kept.about, .email = !visit.session};
  shown.licence = kept.licence;
  shown.licence_mark = mark_of(kept.licence);
  shown.submission = to_string(random_uuid(ground.vault.ground().ring.random()));
  return shown;
}

void check(WriteReviewPage& shown, Form const& form) {
  auto const wrong = [&](std::string_view field, Fault fault) {
    shown.faults.push_back({.field = std::string(field), .fault = fault});
  };
  check_length(fields::about, shown.typed.about, shown.faults);
  if (shown.typed.text.empty()) {
    wrong(fields::message, Fault::missing);
  } else if (characters_in(shown.typed.text) > text_characters_max) {
    wrong(fields::message, Fault::too_long);
  }
  check_length(fields::name, shown.typed.name, shown.faults);
  if (shown.takes.email) {
    check_email(fields::email, shown.typed.email, shown.faults);
  }
  if (form.text(fields::licence) != fields::on) {
    wrong(fields::licence, Fault::missing);
  } else if (form.text(fields::licence_mark) != shown.licence_mark) {
    wrong(fields::licence, Fault::form_too_old);
  }
}

http::Response answer_sent(Visit const& visit, Ground const& ground,
                           publications::Submitted const& submitted, std::string const& email) {
  publications::Place const place{.subject = submitted.subject, .record = submitted.record};
  ground.shelf.add(place);
  bool const is_new = submitted.outcome == publications::Submitted::Outcome::added;
  bool const by_letter = is_new && ground.mail != nullptr && !email.empty();
  std::string own(paths::publications);
  if (by_letter || !visit.session) {
    auto const sent = publications::find_publication(ground.vault, place.subject, place.record);
    own = own_path_of(ground, place, sent ? sent->until : promise::retention::Until{});
  }
  if (by_letter) {
    ground.mail->post(
        letter_of(visit, ground,
                  {.kind = LinkLetter::Kind::publication_sent, .to_address = email, .path = own}));
  }
  if (is_new) {
    tell_shop(
        visit.policy(), ground,
        {.key = "letter.publication_to_shop", .path = record_path(place.subject, place.record)});
  }
  return show_notice(visit, ground,
                     {.kind = NoticePage::Kind::publication_sent,
                      .receipt = submitted.receipt ? "/receipts/" + submitted.receipt->token : "",
                      .own = visit.session ? std::string(paths::publications) : own},
                     paths::reviews_write);
}

http::Response ask_to_confirm(Visit const& visit, Ground const& ground,
                              publications::NewPublication const& publication) {
  expect_mail(ground);
  std::string const token = publications::begin_submission(shop_of(ground), publication);
  ground.mail->post(letter_of(visit, ground,
                              {.kind = LinkLetter::Kind::publication,
                               .to_address = publication.email,
                               .path = std::string(paths::reviews_confirm) + "/" + token}));
  return show_notice(visit, ground,
                     {.kind = NoticePage::Kind::confirm_publication, .email = publication.email},
                     paths::reviews_write);
}

http::Response send_in(Visit const& visit, Ground const& ground) {
  WriteReviewPage shown = empty_page(visit, ground);
  shown.typed = {.name = visit.form.trimmed(fields::name),
                 .email = visit.form.trimmed(fields::email),
                 .about = visit.form.trimmed(fields::about),
                 .text = visit.form.trimmed(fields::message)};
  check(shown, visit.form);
  auto const submission = parse_uuid(visit.form.text(fields::submission));
  if (submission) {
    shown.submission = to_string(*submission);
  } else {
    shown.faults.push_back({.field = {}, .fault = Fault::form_too_old});
  }
  std::string const email =
      visit.session ? shop::customers::address_for_letters(ground.customers(), visit.subject())
                    : address_of(shown.typed.email).value_or("");
  std::string const whom =
      visit.session ? to_string(visit.subject().value) : shop::customers::reference_of(email);
  if (shown.faults.empty() && !may_write(ground.limits.links, ground, whom)) {
    shown.faults.push_back({.field = {}, .fault = Fault::too_often});
  }
  if (!shown.faults.empty()) {
    return page(ground.pages.write_review(visit.policy(), visit.view(), shown), 422);
  }
  publications::NewPublication const publication{.submission = *submission,
                                                 .name = shown.typed.name,
                                                 .email = email,
                                                 .about = shown.typed.about,
                                                 .text = shown.typed.text,
                                                 .licence = shown.licence};
  return visit.session
             ? answer_sent(visit, ground,
                           publications::submit(ground.vault, visit.subject(), publication), email)
             : ask_to_confirm(visit, ground, publication);
}

// --- Confirming

http::Response show_confirmation(Visit const& visit, Ground const& ground) {
  if (!publications::is_confirmation_link(shop_of(ground), visit.path.at("token"))) {
    return show_notice(visit, ground, {.kind = NoticePage::Kind::link_expired});
  }
  return page(ground.pages.press(
      visit.policy(), visit.view(),
      {.kind = pages::PressPage::Kind::publication, .path = visit.request.path}));
}

http::Response confirm(Visit const& visit, Ground const& ground) {
  auto const confirmed = publications::confirm_submission(shop_of(ground), visit.path.at("token"));
  return confirmed ? answer_sent(visit, ground, confirmed->submitted, confirmed->email)
                   : show_notice(visit, ground, {.kind = NoticePage::Kind::link_expired});
}

}  // namespace

void add_publication_acts(Pathways& pathways, Ground const& ground) {
  pathways.get(Door::open, std::string(paths::reviews),
               [ground](Visit& visit) { return show_reviews(visit, ground); });
  std::string const write(paths::reviews_write);
  pathways.get(Door::open, write, [ground](Visit& visit) {
    return page(ground.pages.write_review(visit.policy(), visit.view(), empty_page(visit, ground)));
  });
  pathways.post(Door::open, write, [ground](Visit& visit) { return send_in(visit, ground); });
  std::string const confirm_path = std::string(paths::reviews_confirm) + "/{token}";
  pathways.get(Door::open, confirm_path,
               [ground](Visit& visit) { return show_confirmation(visit, ground); });
  pathways.post(Door::open, confirm_path,
                [ground](Visit& visit) { return confirm(visit, ground); });
}

}  // namespace lofte::edge::site
