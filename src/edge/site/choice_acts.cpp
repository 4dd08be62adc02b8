// What a person says yes or no to, at once.
#include <algorithm>

#include "base/failure.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/person.hpp"
#include "promise/policy/marketing.hpp"
#include "shop/mailings/suppress.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace paths = pages::paths;
using custody::vault::Vault;
using pages::Choice;
using pages::Flash;
using promise::retention::ChannelAnswer;

namespace {

http::Response show_choices(Visit& visit, Ground const& ground) {
  visit.visitor->name = name_of(ground.vault, visit.subject());
  return page(ground.pages.choices(visit.policy(), visit.view(),
                                   {.choices = choices_of(ground.vault, visit.subject())}));
}

// Nobody can be asked for what is no choice of theirs.
Choice choice_named(Visit const& visit, Ground const& ground) {
  auto const choices = choices_of(ground.vault, visit.subject());
  auto const found = std::ranges::find_if(choices, [&](Choice const& choice) {
    return choice.purpose == visit.form.text(fields::purpose) &&
           choice.channel == visit.form.text(fields::channel);
  });
  if (found == choices.end()) {
    throw choice_unknown();
  }
  return *found;
}

void stop(Vault& vault, SubjectId const& subject, Choice const& whole) {
  shop::mailings::suppress(vault, subject, {.purpose = whole.purpose});
  if (whole.kind == Choice::Kind::consent) {
    vault.withdraw_consent(subject, whole.purpose);
  } else {
    vault.object(subject, whole.purpose);
  }
}

void start(Vault& vault, SubjectId const& subject, Choice const& whole) {
  if (whole.kind == Choice::Kind::consent) {
    vault.give_consent(subject, whole.purpose);
  } else {
    vault.withdraw_objection(subject, whole.purpose);
  }
  shop::mailings::take_back(vault, subject, {.purpose = whole.purpose});
}

void choose_channel(Vault& vault, SubjectId const& subject, Choice const& choice,
                    ChannelAnswer::Answer answer) {
  shop::mailings::About const about{.purpose = choice.purpose, .channel = choice.channel};
  bool const agreed = answer == ChannelAnswer::Answer::agreed;
  if (!agreed) {
    shop::mailings::suppress(vault, subject, about);
  }
  vault.answer_channel(subject, {.purpose = choice.purpose, .name = choice.channel}, answer);
  if (agreed) {
    shop::mailings::take_back(vault, subject, about);
  }
}

http::Response choose(Visit& visit, Ground const& ground) {
  Choice const choice = choice_named(visit, ground);
  bool const says_yes = answer_of(visit.form) == Answer::yes;
  if (!choice.channel.empty()) {
    choose_channel(ground.vault, visit.subject(), choice,
                   says_yes ? ChannelAnswer::Answer::agreed : ChannelAnswer::Answer::refused);
  } else if (says_yes) {
    start(ground.vault, visit.subject(), choice);
  } else if (choice.state == Choice::State::on) {
    stop(ground.vault, visit.subject(), choice);
  }
  return go_to(visit,
               std::string(paths::choices) + "#" +
                   paths::choice_anchor({.purpose = choice.purpose, .channel = choice.channel}),
               Flash::choice_saved);
}

http::Response stop_marketing(Visit& visit, Ground const& ground) {
  shop::mailings::suppress_all(ground.vault, visit.subject());
  for (Choice const& choice : choices_of(ground.vault, visit.subject())) {
    auto const purpose = visit.policy().find_purpose(choice.purpose);
    if (choice.channel.empty() && choice.state == Choice::State::on && purpose &&
        is_marketing(visit.policy().purposes[*purpose])) {
      stop(ground.vault, visit.subject(), choice);
    }
  }
  return go_to(visit, std::string(paths::choices), Flash::marketing_stopped);
}

}  // namespace

void add_choice_acts(Pathways& pathways, Ground const& ground) {
  pathways.get(Door::signed_in, std::string(paths::choices),
               [ground](Visit& visit) { return show_choices(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::choices),
                [ground](Visit& visit) { return choose(visit, ground); });
  pathways.post(Door::signed_in, std::string(paths::stop_marketing),
                [ground](Visit& visit) { return stop_marketing(visit, ground); });
}

}  // namespace lofte::edge::site
