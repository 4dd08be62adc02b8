// Pages::policy_page: the policy, its live figures, and the list of its editions.
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "edge/pages/describe.hpp"
#include "edge/pages/detail.hpp"
#include "edge/pages/page_frame.hpp"
#include "edge/pages/pages.hpp"
#include "edge/pages/paths.hpp"
#include "edge/pages/policy_words.hpp"
#include "edge/pages/rights_in_words.hpp"
#include "edge/pages/templates.hpp"
#include "edge/pages/words.hpp"
#include "promise/policy/publication.hpp"

namespace lofte::edge::pages {

using promise::policy::Cookie;
using promise::policy::Holding;
using promise::policy::Policy;
using promise::policy::Purpose;
using promise::policy::PurposeIndex;
using promise::policy::Recipient;
using promise::policy::RightKind;

namespace {

bool can_be_subscribed_to(Purpose const& purpose) {
  using promise::policy::Use;
  return purpose.basis == promise::policy::Basis::consent &&
         std::ranges::find(purpose.serves, Use::newsletter) != purpose.serves.end();
}

class PolicyPage {
 public:
  PolicyPage(Policy const& policy, PageContext const& context, Phrases const& phrases)
      : policy_(policy), context_(context), phrases_(phrases) {}

  void fill(Filling page) {
    fill_frame(
        page, policy_, phrases_,
        {.title = std::string(phrases_.text("page.title")),
         .style_url = context_.style_url,
         .in_language =
             [this](std::string_view language) { return edition_url(shown_edition(), language); },
         .navigation = context_.navigation,
         .here = paths::policy});
    fill_version(page);
    fill_controller(page);
    fill_purposes(page);
    fill_recipients(page);
    fill_disclosures(page);
    fill_meanings(page);
    fill_cookies(page);
    fill_rights(page);
    fill_editions(page);
  }

 private:
  std::uint16_t last_edition() const {
    return context_.editions.empty() ? 0 : context_.editions.back().number;
  }
  std::uint16_t shown_edition() const {
    return context_.edition == 0 ? last_edition() : context_.edition;
  }
  // The edition in force has no number in its address, so that the address lasts.
  std::string edition_url(std::uint16_t edition, std::string_view language) const {
    return edition == last_edition()
               ? fmt::format("{}?language={}", context_.path, language)
               : fmt::format("{}?edition={}&language={}", context_.path, edition, language);
  }

  void fill_version(Filling& page) {
    page.set("VERSION", policy_.version.empty() ? "–" : policy_.version);
    if (policy_.dated) {
      page.section("DATED")
          .set("DATE", date_in_words(*policy_.dated, phrases_))
          .set("DATE_ISO", to_string(*policy_.dated));
    }
    if (shown_edition() != last_edition()) {
      page.section("OLD").set("CURRENT_HREF", edition_url(last_edition(), phrases_.language()));
    }
  }

  void fill_controller(Filling& page) {
    for (std::string_view const key : controller_keys) {
      fill_detail(page, policy_, key, phrases_);
    }
  }

  void fill_purposes(Filling& page) {
    if (context_.figures_as_of && !context_.figures.empty()) {
      std::string const date = date_in_words(*context_.figures_as_of, phrases_);
      page.section("FIGURES_AS_OF")
          .set("AS_OF", phrases_.filled("figures.as_of", {{"date", date}}));
    }
    for (std::size_t index = 0; index < policy_.purposes.size(); ++index) {
      fill_purpose(page.section("PURPOSE"), static_cast<PurposeIndex>(index));
    }
    for (auto const* key : {"counting.day", "counting.calendar_years", "counting.fiscal_years",
                            "counting.several", "counting.versions"}) {
      page.section("COUNTING").set("TEXT", phrases_.text(key));
    }
    if (context_.erasure_bound) {
      page.section("COUNTING").set("TEXT", bound_in_words(*context_.erasure_bound));
    }
  }

  std::string bound_in_words(ErasureBound const& bound) const {
    auto const amount = [&](std::string const& unit, unsigned count) {
      return count == 1
                 ? std::string(phrases_.text(unit + ".one"))
                 : phrases_.filled(unit + ".many", {{"count", number_in_words(count, phrases_)}});
    };
    std::string const tick = amount("unit.minutes", bound.tick_minutes);
    std::string const copies = amount("unit.days", bound.copy_days);
    return phrases_.filled("counting.erasure", {{"tick", tick}, {"copies", copies}});
  }

  void fill_purpose(Filling section, PurposeIndex index) {
    Purpose const& purpose = policy_.purposes[index];
    section.set("ANCHOR", "purpose-" + purpose.name)
        .set("PURPOSE_TITLE", purpose_title(policy_, purpose, phrases_))
        .set("BASIS", basis_in_words(purpose.basis, phrases_));
    section.text("DESCRIPTION", purpose.description.in(phrases_.language(), policy_.language));
    if (auto const terms = promise::policy::publication_terms(policy_);
        terms && terms->purpose == index) {
      section.text("TERMS", terms->act->text.in(phrases_.language(), policy_.language));
    }
    section.text("LAW", purpose.law.value_or(""));
    section.text("CHANNELS", joined(channel_labels(purpose, phrases_)));
    section.text("SHARED", joined(recipients_of(index)));
    if (!purpose.clauses.empty()) {
      section.section("CLAUSES").set("NUMBERS", joined(purpose.clauses));
    }
    if (context_.navigation && can_be_subscribed_to(purpose)) {
      section.section("SUBSCRIBE");
    }
    fill_data(section, purpose);
    Filling kept = section.section(purpose.holdings.empty() ? "UNKEPT" : "KEPT");
    for (auto const holding : purpose.holdings) {
      fill_holding(kept.section("HOLDING"), purpose, policy_.holdings.at(holding));
    }
  }

  void fill_data(Filling& section, Purpose const& purpose) {
    if (purpose.data.empty()) {
      return;
    }
    Filling data = section.section("DATA");
    for (std::string const& label : data_labels(policy_, purpose.data, phrases_)) {
      data.section("DATUM").set("LABEL", label);
    }
  }

  void fill_holding(Filling section, Purpose const& purpose, Holding const& holding) {
    section.set("SHAPE", shape_label(policy_, holding.shape, phrases_))
        .set("TERM", term_in_words(policy_, holding, phrases_));
    for (LiveFigure const& figure : context_.figures) {
      if (figure.purpose != purpose.name || figure.shape != policy_.shapes.at(holding.shape).name ||
          figure.records == 0) {
        continue;
      }
      Filling shown = section.section("FIGURE");
      shown.set("COUNT", count_in_words(figure));
      if (figure.next_deletion) {
        shown.section("NEXT")
            .set("DATE", date_in_words(*figure.next_deletion, phrases_))
            .set("DATE_ISO", to_string(*figure.next_deletion));
      } else {
        shown.section("OPEN");
      }
    }
    fill_yours(section, purpose, holding);
  }

  // "Dina 3 poster: namn, adress till och med 31 december 2027"
  void fill_yours(Filling& section, Purpose const& purpose, Holding const& holding) const {
    PolicyWords const words(policy_, phrases_);
    std::string const& shape = policy_.shapes.at(holding.shape).name;
    for (YourHolding const& yours : context_.yours) {
      if (yours.purpose == purpose.name && yours.shape == shape && yours.records > 0) {
        Filling shown = section.section("YOURS");
        shown.set("COUNT", words.counted("yours.records", yours.records))
            .set("UNTIL", words.ending(yours.ends));
        shown.text("ONLY", words.fields(shape, yours.fields));
      }
    }
  }

  std::string count_in_words(LiveFigure const& figure) const {
    auto const counted = [&](std::string_view one, std::string_view many, std::uint64_t count) {
      return count == 1 ? std::string(phrases_.text(one))
                        : phrases_.filled(many, {{"count", number_in_words(count, phrases_)}});
    };
    if (figure.people < people_shown_min) {
      return phrases_.filled("figure.few",
                             {{"count", number_in_words(people_shown_min, phrases_)}});
    }
    return counted("figure.person", "figure.people", figure.people) + ", " +
           counted("figure.record", "figure.records", figure.records);
  }

  std::vector<std::string> recipients_of(PurposeIndex purpose) const {
    std::vector<std::string> labels;
    for (Recipient const& recipient : policy_.recipients) {
      if (std::ranges::find(recipient.purposes, purpose) != recipient.purposes.end()) {
        labels.push_back(recipient_label(policy_, recipient, phrases_));
      }
    }
    return labels;
  }

  void fill_recipients(Filling& page) {
    Filling table = page.section(policy_.recipients.empty() ? "NO_RECIPIENTS" : "RECIPIENTS");
    for (Recipient const& recipient : policy_.recipients) {
      std::string const data = joined(data_labels(policy_, recipient.data, phrases_));
      table.section("RECIPIENT")
          .set("NAME", recipient_label(policy_, recipient, phrases_))
          .set("PURPOSES", joined(purpose_titles(policy_, recipient.purposes, phrases_)))
          .set("DATA", data.empty() ? phrases_.text("recipient.no_data") : data)
          .set("COUNTRY", country_in_words(recipient, phrases_));
    }
  }

  void fill_disclosures(Filling& page) {
    std::optional<Filling> list;
    for (auto const& disclosure : policy_.stated.disclosures) {
      // Never executed, so never promised: a court's order is what counts, not the guess at one.
      if (disclosure.ground == promise::policy::DisclosureGround::speculative) {
        continue;
      }
      list = list ? list : page.section("DISCLOSURES");
      list->section("DISCLOSURE")
          .set("TEXT", disclosure.label.in(phrases_.language(), policy_.language));
    }
  }

  void fill_meanings(Filling& page) {
    std::optional<Filling> list;
    for (auto const& category : policy_.categories) {
      std::string const& meaning = category.meaning.in(phrases_.language(), policy_.language);
      if (!meaning.empty()) {
        list = list ? list : page.section("MEANINGS");
        list->section("MEANING")
            .set("LABEL", category.label.in(phrases_.language(), policy_.language))
            .set("TEXT", meaning);
      }
    }
  }

  void fill_cookies(Filling& page) {
    Filling table = page.section(policy_.cookies.empty() ? "NO_COOKIES" : "COOKIES");
    for (Cookie const& cookie : policy_.cookies) {
      table.section("COOKIE")
          .set("NAME", cookie.name)
          .set("PARTY", party_in_words(policy_, cookie, phrases_))
          .set("FOR", purpose_title(policy_, policy_.purposes.at(cookie.purpose), phrases_))
          .set("WHY", cookie.description.in(phrases_.language(), policy_.language))
          .set("LIFETIME", lifetime_in_words(cookie, phrases_));
    }
  }

  void fill_rights(Filling& page) {
    for (RightKind const kind : rights_of_the_law) {
      page.section("RIGHT").set("TEXT", right_in_words(policy_, kind, phrases_));
    }
    page.set("COMPLAINT", right_in_words(policy_, RightKind::complaint, phrases_));
    fill_authority(page, policy_, phrases_);
  }

  void fill_editions(Filling& page) {
    if (context_.editions.size() < 2) {
      page.section("FIRST_EDITION");
      return;
    }
    Filling list = page.section("EDITIONS");
    for (auto edition = context_.editions.rbegin(); edition != context_.editions.rend();
         ++edition) {
      std::string const published =
          edition->published ? date_in_words(*edition->published, phrases_) : "";
      Filling item = list.section("EDITION");
      item.set("NAME", edition->version)
          .set("HREF", edition_url(edition->number, phrases_.language()))
          .set("PUBLISHED", published.empty()
                                ? ""
                                : phrases_.filled("edition.published", {{"date", published}}));
      if (edition->number == shown_edition()) {
        item.section("SHOWN");
      }
      if (edition->number > 1) {
        item.section("DIFFERENCE")
            .set("HREF", paths::difference(context_.path, {.from = edition->number - 1U,
                                                           .to = edition->number,
                                                           .language = phrases_.language()}));
      }
    }
  }

  Policy const& policy_;
  PageContext const& context_;
  Phrases const& phrases_;
};

}  // namespace

std::string Pages::policy_page(Policy const& policy, PageContext const& context) const {
  Phrases const phrases = Phrases::of(shown_language(policy, context.language));
  ctemplate::TemplateDictionary dictionary("policy");
  PolicyPage(policy, context, phrases).fill(Filling(dictionary));
  return templates_->policy.with(dictionary, phrases);
}

}  // namespace lofte::edge::pages
