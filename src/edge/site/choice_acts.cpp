// What a person says yes or no to, at once.
#include <algorithm>

#include "base/failure.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/person.hpp"

namespace lofte::edge::site {

namespace fields = pages::fields;
namespace paths = pages::paths;
using custody::vault::Vault;
using pages::Choice;
using pages::Flash;
using promise::policy::Use;
using promise::retention::ChannelAnswer;

namespace {

constexpr std::string_view yes = "on";
constexpr std::string_view no = "off";

http::Response show_choices(Visit& visit, Ground const& ground) {
  visit.visitor->name = name_among(held_records(ground.vault, visit.subject()));
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
  std::string const& answer = visit.form.text(fields::answer);
  if (found == choices.end() || (answer != yes && answer != no)) {
    throw Failure(FailureKind::bad_input, {.code = "choice.unknown",
                                           .message = "there is no such choice",
                                           .remedy = "open the page anew, and choose there"});
  }
  return *found;
}

void stop(Vault& vault, SubjectId const& subject, Choice const& whole) {
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
}

http::Response choose(Visit& visit, Ground const& ground) {
  Choice const choice = choice_named(visit, ground);
  bool const says_yes = visit.form.text(fields::answer) == yes;
  if (!choice.channel.empty()) {
    ground.vault.answer_channel(
        visit.subject(), {.purpose = choice.purpose, .name = choice.channel},
        says_yes ? ChannelAnswer::Answer::agreed : ChannelAnswer::Answer::refused);
  } else if (says_yes) {
    start(ground.vault, visit.subject(), choice);
  } else if (choice.state == Choice::State::on) {
    stop(ground.vault, visit.subject(), choice);
  }
  return go_to(visit, std::string(paths::choices), Flash::choice_saved);
}

bool is_marketing(promise::policy::Purpose const& purpose) {
  return std::ranges::any_of(purpose.serves, [](Use use) {
    return use == Use::direct_marketing || use == Use::partner_marketing || use == Use::newsletter;
  });
}

http::Response stop_marketing(Visit& visit, Ground const& ground) {
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
