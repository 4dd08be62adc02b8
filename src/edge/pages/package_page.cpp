// CustomerPages::access_package: everything of article 15, to be read, saved or printed.
#include <algorithm>
#include <array>

#include "edge/pages/clock_time.hpp"
#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/describe.hpp"
#include "edge/pages/embedded.hpp"
#include "edge/pages/held_record.hpp"
#include "edge/pages/rights_in_words.hpp"
#include "edge/pages/words.hpp"

namespace lofte::edge::pages {
namespace {

using promise::policy::Purpose;

std::string_view key_of(Source source) {
  constexpr std::array<std::string_view, 5> keys{"source.not_noted", "source.you",
                                                 "source.your_use", "source.shop", "source.import"};
  return keys.at(static_cast<std::size_t>(source));
}

class Package {
 public:
  Package(CustomerFrame const& frame, AccessPackage const& page)
      : frame_(frame), words_(frame.words()), page_(page) {}

  void fill(Filling& filling) {
    fill_head(filling);
    fill_records(filling);
    fill_purposes(filling);
    fill_given(filling);
    fill_recipients(filling);
    fill_rest(filling);
  }

 private:
  void fill_head(Filling& filling) {
    filling.set("MADE", day_and_time(page_.made, words_))
        .set("VERSION", words_.policy().version.empty() ? "–" : words_.policy().version)
        .set("COUNT", words_.counted("overview.count", page_.records.size()));
    filling.text("WHOSE", page_.name);
    for (std::string_view const key : controller_keys) {
      std::string const value = controller_detail(words_.policy(), key);
      if (!value.empty()) {
        filling.section("DETAIL")
            .set("LABEL", words_.text("controller." + std::string(key)))
            .set("VALUE", value);
      }
    }
  }

  void fill_records(Filling& filling) {
    if (page_.records.empty()) {
      filling.section("NOTHING_HELD");
    }
    for (HeldRecord const& record : page_.records) {
      Filling shown = filling.section("RECORD");
      fill_held(shown, record, frame_);
      if (record.source != Source::not_noted) {
        shown.text("SOURCE", words_.text(key_of(record.source)));
      }
    }
  }

  bool holds_for(Purpose const& purpose) const {
    return std::ranges::any_of(page_.records, [&](HeldRecord const& record) {
      return std::ranges::find(record.held_for, purpose.name, &HeldFor::purpose) !=
             record.held_for.end();
    });
  }

  // Those that hold something of the person, and what was said to them.
  void fill_purposes(Filling& filling) {
    for (Purpose const& purpose : words_.policy().purposes) {
      bool const chosen =
          std::ranges::find(page_.choices, purpose.name, &Choice::purpose) != page_.choices.end();
      if (!holds_for(purpose) && !chosen) {
        continue;
      }
      Filling shown = filling.section("FOR");
      shown.set("PURPOSE_TITLE", words_.purpose(purpose.name))
          .set("BASIS", words_.basis(purpose.name));
      shown.text("LAW", purpose.law.value_or(""));
      shown.text("DESCRIPTION",
                 purpose.description.in(frame_.phrases().language(), words_.policy().language));
      for (Choice const& choice : page_.choices) {
        if (choice.purpose == purpose.name) {
          fill_choice(shown, choice);
        }
      }
    }
  }

  void fill_choice(Filling& shown, Choice const& choice) {
    bool const on = choice.state == Choice::State::on;
    std::string const name = choice.channel.empty() ? std::string(words_.text("choice.all"))
                                                    : words_.channel(choice.channel);
    std::string text =
        capitalised(name) + ": " + std::string(words_.text(on ? "choice.on" : "choice.off"));
    for (auto const& said : choice.said) {
      bool const yes = said.answer == Choice::Said::Answer::yes;
      text += ". " + frame_.phrases().filled(yes ? "choice.said_yes" : "choice.said_no",
                                             {{"date", words_.day(said.on)}});
    }
    shown.section("ANSWERED").set("TEXT", text);
  }

  void fill_given(Filling& filling) {
    if (!page_.given) {
      filling.section("GIVEN_NOT_NOTED");
      return;
    }
    if (page_.given->empty()) {
      filling.section("NOTHING_GIVEN");
      return;
    }
    Filling list = filling.section("GIVEN");
    for (Given const& given : *page_.given) {
      std::vector<std::string> data;
      for (std::string const& category : given.data) {
        data.push_back(words_.category(category));
      }
      list.section("GIVEN_TO")
          .set("NAME", words_.recipient(given.recipient))
          .set("PURPOSE", given.purpose.empty() ? "–" : words_.purpose(given.purpose))
          .set("DATA", data.empty() ? "–" : joined(data))
          .set("WHEN", given.on ? words_.day(*given.on) : "–");
    }
  }

  // Who may get something, and in which country: the policy's list.
  void fill_recipients(Filling& filling) {
    for (auto const& recipient : words_.policy().recipients) {
      filling.section("RECIPIENT")
          .set("NAME", recipient_label(words_.policy(), recipient, frame_.phrases()))
          .set("COUNTRY", country_in_words(recipient, frame_.phrases()));
    }
  }

  void fill_rest(Filling& filling) {
    for (auto const kind : rights_of_the_law) {
      filling.section("RIGHT").set("TEXT", right_in_words(words_.policy(), kind, frame_.phrases()));
    }
    filling.set("COMPLAINT", right_in_words(words_.policy(), promise::policy::RightKind::complaint,
                                            frame_.phrases()));
    fill_authority(filling, words_.policy(), frame_.phrases());
  }

  CustomerFrame const& frame_;
  PolicyWords const& words_;
  AccessPackage const& page_;
};

}  // namespace

std::string CustomerPages::access_package(Policy const& policy, View const& view,
                                          AccessPackage const& page) const {
  CustomerFrame frame(policy, view);
  Filling filling = frame.begin(frame.phrases().text("package.title"), paths::package);
  Package(frame, page).fill(filling);
  if (page.carrier == AccessPackage::Carrier::page) {
    return templates_->package.with(frame.dictionary(), frame.phrases());
  }
  filling.set("STYLE", embedded_file("styles/lofte.css").content)
      .set("STYLE_OF_CUSTOMERS", embedded_file("styles/customer.css").content);
  return templates_->package_file.with(frame.dictionary(), frame.phrases());
}

CustomerPages::CustomerPages() : templates_(std::make_unique<Templates>()) {}

CustomerPages::~CustomerPages() = default;

}  // namespace lofte::edge::pages
