// CustomerPages: what is published, sending something in, and one's own.
#include <array>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/forms.hpp"
#include "edge/pages/held_record.hpp"
#include "edge/pages/kept.hpp"

namespace lofte::edge::pages {
namespace {

using Need = Input::Need;
using Control = Input::Control;

// Of a review or of one's own.
template <typename Said>
void fill_said(Filling& filling, Said const& said) {
  filling.text("ABOUT", said.about);
  filling.text("BY", said.name);
  Filling written = filling.section("WRITTEN");
  fill_lines(written, said.text);
}

void fill_inputs(Form& form, WriteReviewPage const& page, Phrases const& phrases) {
  auto const words = [&](std::string_view key) { return std::string(phrases.text(key)); };
  if (page.takes.about) {
    form.input({.name = std::string(fields::about),
                .label = words("reviews.about"),
                .value = page.typed.about,
                .hint = words("reviews.about_hint"),
                .need = Need::optional});
  }
  form.input({.name = std::string(fields::message),
              .label = words("reviews.text"),
              .value = page.typed.text,
              .control = Control::lines,
              .fault_key = "review"});
  if (page.takes.name) {
    form.input({.name = std::string(fields::name),
                .label = words("reviews.name"),
                .value = page.typed.name,
                .hint = words("reviews.name_hint"),
                .need = Need::optional});
  }
  if (page.takes.email) {
    form.input({.name = std::string(fields::email),
                .label = words("input.email"),
                .value = page.typed.email,
                .type = "email",
                .autocomplete = "email",
                .hint = words("reviews.email_hint")});
  }
  form.input({.name = std::string(fields::licence),
              .label = words("reviews.agree"),
              .value = std::string(fields::on),
              .hint = page.licence,
              .control = Control::box});
}

std::string_view key_of(OwnPublication::State state) {
  constexpr std::array<std::string_view, 3> keys{"publication.waiting", "publication.published",
                                                 "publication.withdrawn"};
  return keys.at(static_cast<std::size_t>(state));
}

void fill_own(Filling shown, OwnPublication const& own, CustomerFrame const& frame) {
  PolicyWords const& words = frame.words();
  shown.set("STATE", frame.phrases().text(key_of(own.state)))
      .set("SUBMITTED", words.day(own.submitted));
  shown.section(own.state == OwnPublication::State::published ? "IS_SHOWN" : "IS_NOT_SHOWN");
  shown.text("PUBLISHED", own.published ? words.day(*own.published) : "");
  if (own.state == OwnPublication::State::withdrawn) {
    shown.section("GONE");
    return;
  }
  shown.section("HELD").set("UNTIL", words.ending(own.ends));
  fill_said(shown, own);
  if (!own.licence.empty()) {
    Filling licence = shown.section("LICENCE");
    fill_lines(licence, own.licence);
  }
  Filling form = shown.section("WITHDRAW");
  form.set("PATH", frame.to(own.path));
  if (!own.record.empty()) {
    form.section("RECORD").set("VALUE", own.record);
  }
}

}  // namespace

std::string CustomerPages::reviews(Policy const& policy, View const& view,
                                   ReviewsPage const& page) const {
  CustomerFrame frame(policy, view);
  Filling filling = frame.begin(frame.phrases().text("reviews.title"), paths::reviews);
  if (page.reviews.empty()) {
    filling.section("NO_REVIEWS");
  }
  for (ReviewsPage::Review const& review : page.reviews) {
    Filling shown = filling.section("REVIEW");
    shown.set("ON", frame.words().day(review.published));
    fill_said(shown, review);
    if (review.name.empty()) {
      shown.section("UNNAMED");
    }
  }
  frame.pager(filling, paths::reviews, page.pager);
  return templates_->reviews.with(frame.dictionary(), frame.phrases());
}

std::string CustomerPages::write_review(Policy const& policy, View const& view,
                                        WriteReviewPage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  Filling filling =
      frame.begin(faulty_title(phrases.text("reviews.write_title"), page.faults, phrases),
                  paths::reviews_write);
  filling.set("HEADING", phrases.text("reviews.write_title"))
      .set("LEAD",
           phrases.text(page.takes.email ? "reviews.write_lead" : "reviews.write_lead_known"));
  Filling section = filling.section("FORM");
  section.set("SUBMISSION", page.submission).set("LICENCE_MARK", page.licence_mark);
  Form form(section, {.prefix = "write", .faults = page.faults, .phrases = phrases});
  fill_inputs(form, page, phrases);
  form.summary(filling);
  fill_kept(filling, page.shape, frame);
  return templates_->write_review.with(frame.dictionary(), frame.phrases());
}

std::string CustomerPages::own_publication(Policy const& policy, View const& view,
                                           OwnPublication const& page) const {
  CustomerFrame frame(policy, view);
  Filling filling = frame.begin(frame.phrases().text("publication.title"), "");
  fill_own(filling.section("OWN"), page, frame);
  return templates_->own_publication.with(frame.dictionary(), frame.phrases());
}

std::string CustomerPages::own_publications(Policy const& policy, View const& view,
                                            OwnPublicationsPage const& page) const {
  CustomerFrame frame(policy, view);
  Filling filling = frame.begin(frame.phrases().text("publications.title"), paths::publications);
  if (page.publications.empty()) {
    filling.section("NONE");
  }
  for (OwnPublication const& own : page.publications) {
    fill_own(filling.section("OWN"), own, frame);
  }
  return templates_->own_publications.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages
