// CustomerPages: subscribing to the newsletter, and ending what comes by mail.
#include "edge/pages/mailing_pages.hpp"

#include <algorithm>

#include "edge/pages/choice_switch.hpp"
#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/forms.hpp"
#include "edge/pages/words.hpp"

namespace lofte::edge::pages {

namespace {

void fill_form(Form& form, NewsletterPage const& page, Phrases const& phrases) {
  form.input({.name = std::string(fields::email),
              .label = std::string(phrases.text("input.email")),
              .value = page.typed.email,
              .type = "email",
              .autocomplete = "email",
              .hint = std::string(phrases.text("newsletter.email_hint"))});
  form.input({.name = std::string(fields::name),
              .label = std::string(phrases.text("input.name")),
              .value = page.typed.name,
              .autocomplete = "name",
              .need = Input::Need::optional});
  form.input({.name = std::string(fields::interests),
              .label = std::string(phrases.text("newsletter.interests")),
              .value = page.typed.interests,
              .hint = std::string(phrases.text("newsletter.interests_hint")),
              .need = Input::Need::optional});
}

// What the newsletter holds of the new record, and for how long.
void fill_kept(Filling& filling, NewsletterPage const& page, CustomerFrame const& frame) {
  PolicyWords const& words = frame.words();
  auto const* holding = words.find_holding(page.purpose, page.shape);
  if (holding == nullptr) {
    return;
  }
  auto const& record = words.policy().shapes.at(holding->shape);
  filling.section("KEPT")
      .set("PURPOSE", words.purpose(page.purpose))
      .set("HREF", frame.to(paths::policy) + "#purpose-" + page.purpose)
      .set("DATA", words.fields(page.shape, record.names_of(holding->fields)))
      .set("TERM", term_in_words(words.policy(), *holding, frame.phrases()));
}

}  // namespace

std::string CustomerPages::newsletter(Policy const& policy, View const& view,
                                      NewsletterPage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  Filling filling = frame.begin(
      faulty_title(phrases.text("newsletter.title"), page.faults, phrases), paths::newsletter);
  filling.set("HEADING", phrases.text("newsletter.title"));
  Form form(filling.section("FORM"), {.prefix = "new", .faults = page.faults, .phrases = phrases});
  fill_form(form, page, phrases);
  form.summary(filling);
  fill_kept(filling, page, frame);
  return templates_->newsletter.with(frame.dictionary(), frame.phrases());
}

std::string CustomerPages::unsubscribe(Policy const& policy, View const& view,
                                       UnsubscribePage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  PolicyWords const& words = frame.words();
  auto const its = std::ranges::find(page.choices, page.channel, &Choice::channel);
  bool const on = its != page.choices.end() && its->state == Choice::State::on;
  Filling filling =
      frame.begin(phrases.text(on ? "unsubscribe.title" : "unsubscribe.ended_title"), "");
  std::string const purpose = words.purpose(page.purpose);
  std::string const channel = words.channel(page.channel);
  filling.set("WHAT", phrases.filled(on ? "unsubscribe.what" : "unsubscribe.ended",
                                     {{"purpose", purpose}, {"channel", channel}}));
  if (on) {
    filling.section("PRESS").set("PATH", frame.to(page.path));
    auto const* stated = words.find_purpose(page.purpose);
    filling.text("DESCRIPTION",
                 stated->description.in(phrases.language(), words.policy().language));
  }
  for (Choice const& choice : page.choices) {
    fill_switch(filling.section("CHOICE"), frame, {.choice = choice, .path = page.choices_path});
  }
  filling.set("PURPOSE_TITLE", purpose);
  return templates_->unsubscribe.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages
