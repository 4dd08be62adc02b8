// CustomerPages::choices: what a person can say yes or no to.
#include <algorithm>

#include "edge/pages/choice_switch.hpp"
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
    bool const is_off = std::ranges::any_of(choices_, [&](Choice const& choice) {
      return choice.purpose == purpose.name && choice.channel.empty() &&
             choice.state == Choice::State::off;
    });
    for (Choice const& choice : choices_) {
      if (choice.purpose == purpose.name) {
        bool const shut = is_off && !choice.channel.empty();
        fill_switch(shown.section("CHOICE"), frame_,
                    {.choice = choice,
                     .path = paths::choices,
                     .reach = shut ? ChoiceSwitch::Reach::shut : ChoiceSwitch::Reach::open});
      }
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
};

}  // namespace

std::string CustomerPages::choices(Policy const& policy, View const& view,
                                   ChoicesPage const& page) const {
  CustomerFrame frame(policy, view);
  Filling filling = frame.begin(frame.phrases().text("choices.title"), paths::choices);
  Choices(frame, page).fill(filling);
  return templates_->choices.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages
