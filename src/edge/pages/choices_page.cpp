// CustomerPages::choices: what a person can say yes or no to.
#include <fmt/format.h>

#include <algorithm>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"

namespace lofte::edge::pages {
namespace {

using promise::policy::Purpose;

class Choices {
 public:
  Choices(CustomerFrame const& frame, ChoicesPage const& page)
      : frame_(frame), words_(frame.words()), choices_(page.choices) {}

  void fill(Filling& filling) {
    fill_stop(filling);
    for (Purpose const& purpose : words_.policy().purposes) {
      if (std::ranges::find(choices_, purpose.name, &Choice::purpose) != choices_.end()) {
        fill_purpose(filling.section("CHOSEN"), purpose);
      } else {
        fill_fixed(filling.section("FIXED"), purpose);
      }
    }
  }

 private:
  void fill_stop(Filling& filling) const {
    bool any = false;
    bool on = false;
    for (Choice const& choice : choices_) {
      auto const* purpose = words_.find_purpose(choice.purpose);
      bool const marketing = purpose != nullptr && is_marketing(*purpose);
      any = any || marketing;
      on = on || (marketing && choice.state == Choice::State::on);
    }
    if (any) {
      filling.section("STOP").section(on ? "STOP_ALL" : "STOPPED");
    }
  }

  void fill_purpose(Filling shown, Purpose const& purpose) {
    shown.set("PURPOSE_TITLE", words_.purpose(purpose.name))
        .set("HREF", frame_.to(paths::policy) + "#purpose-" + purpose.name)
        .set("BASIS", words_.basis(purpose.name));
    shown.text("DESCRIPTION",
               purpose.description.in(frame_.phrases().language(), words_.policy().language));
    if (is_marketing(purpose)) {
      shown.section("MARKETING");
    }
    for (Choice const& choice : choices_) {
      if (choice.purpose == purpose.name) {
        fill_choice(shown.section("CHOICE"), choice);
      }
    }
  }

  void fill_choice(Filling shown, Choice const& choice) {
    bool const on = choice.state == Choice::State::on;
    shown.set("CHOICE_ID", fmt::format("choice-{}", ++count_))
        .set("CHOICE_PURPOSE", choice.purpose)
        .set("CHOICE_CHANNEL", choice.channel)
        .set("CHOICE_NAME",
             capitalised(choice.channel.empty() ? std::string(words_.text("choice.all"))
                                                : words_.channel(choice.channel)));
    shown.section(on ? "IS_ON" : "IS_OFF");
    for (auto const& said : choice.said) {
      bool const yes = said.answer == Choice::Said::Answer::yes;
      shown.section("SAID").set("TEXT",
                                frame_.phrases().filled(yes ? "choice.said_yes" : "choice.said_no",
                                                        {{"date", words_.day(said.on)}}));
    }
    if (choice.said.empty()) {
      bool const consent = choice.kind == Choice::Kind::consent;
      std::string const ground =
          consent ? "" : words_.channel_ground(choice.purpose, choice.channel);
      std::string const unsaid(words_.text(consent ? "choice.unasked" : "choice.unopposed"));
      shown.section("SAID").set("TEXT", ground.empty() ? unsaid : capitalised(ground) + ".");
    }
  }

  void fill_fixed(Filling shown, Purpose const& purpose) const {
    shown.set("PURPOSE_TITLE", words_.purpose(purpose.name))
        .set("HREF", frame_.to(paths::policy) + "#purpose-" + purpose.name)
        .set("REASON", words_.text("choice.fixed." + std::string(name_of(purpose.basis))));
    shown.text("LAW", purpose.law.value_or(""));
  }

  CustomerFrame const& frame_;
  PolicyWords const& words_;
  std::vector<Choice> const& choices_;
  unsigned count_ = 0;
};

}  // namespace

std::string CustomerPages::choices(Policy const& policy, View const& view,
                                   ChoicesPage const& page) const {
  CustomerFrame frame(policy, view);
  Filling filling = frame.begin(frame.phrases().text("choices.title"), paths::choices);
  Choices(frame, page).fill(filling);
  return templates_->choices.with(frame.dictionary());
}

}  // namespace lofte::edge::pages
