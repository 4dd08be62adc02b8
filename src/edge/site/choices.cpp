// The choices that a person has: purposes that rest on consent or on an interest of the shop's, and
// their channels.
#include <algorithm>

#include "edge/site/person.hpp"
#include "promise/gate/channels.hpp"

namespace lofte::edge::site {

using pages::Choice;
using promise::gate::ChannelQuestion;
using promise::policy::Basis;
using promise::policy::Policy;
using promise::policy::Purpose;
using promise::retention::ChannelAnswer;
using promise::retention::ConsentState;
using promise::retention::PurposeStanding;
using promise::retention::SubjectFacts;

namespace {

constexpr std::string_view order_shape = "order";

PurposeStanding const* standing_for(SubjectFacts const& facts, Purpose const& purpose) {
  auto const hash = promise::retention::name_hash(purpose.name);
  auto const found = std::ranges::find(facts.purposes, hash, &PurposeStanding::purpose);
  return found == facts.purposes.end() ? nullptr : &*found;
}

std::optional<Choice::Kind> kind_of(Basis basis) {
  switch (basis) {
    case Basis::consent:
      return Choice::Kind::consent;
    case Basis::legitimate_interests:
    case Basis::public_task:
      return Choice::Kind::objection;
    case Basis::contract:
    case Basis::legal_obligation:
    case Basis::vital_interests:
      return std::nullopt;
  }
  std::unreachable();
}

// The purpose as a whole.
Choice whole(Purpose const& purpose, Choice::Kind kind, PurposeStanding const* standing,
             Policy const& policy) {
  Choice choice{.purpose = purpose.name, .kind = kind};
  bool const on = kind == Choice::Kind::consent
                      ? standing != nullptr && standing->consent == ConsentState::given
                      : standing == nullptr || !standing->objected;
  choice.state = on ? Choice::State::on : Choice::State::off;
  bool const said =
      standing != nullptr && (standing->consent != ConsentState::unknown || standing->objected);
  if (said) {
    choice.said.push_back({.answer = on ? Choice::Said::Answer::yes : Choice::Said::Answer::no,
                           .on = policy.timezone->day_of(standing->changed)});
  }
  return choice;
}

Choice of_channel(ChannelQuestion const& question) {
  auto const& purpose = question.policy.purposes[question.purpose];
  auto const state = promise::gate::decide_channel(question);
  Choice choice{.purpose = purpose.name,
                .channel = std::string(question.channel),
                .kind = state == promise::gate::ChannelState::no_consent ||
                                state == promise::gate::ChannelState::no_sale
                            ? Choice::Kind::consent
                            : Choice::Kind::objection,
                .state = promise::gate::may_reach(state) ? Choice::State::on : Choice::State::off};
  for (ChannelAnswer const& answer : question.facts.channels) {
    if (answer.purpose == promise::retention::name_hash(purpose.name) &&
        answer.channel == promise::retention::name_hash(question.channel)) {
      choice.said.push_back({.answer = answer.answer == ChannelAnswer::Answer::agreed
                                           ? Choice::Said::Answer::yes
                                           : Choice::Said::Answer::no,
                             .on = question.policy.timezone->day_of(answer.given)});
    }
  }
  return choice;
}

}  // namespace

std::vector<Choice> choices_of(custody::vault::Vault const& vault, SubjectId const& subject) {
  auto const rules = vault.in_force().shown;
  Policy const& policy = *rules->history().current().policy;
  SubjectFacts const facts = vault.standing(subject);
  bool const has_bought = std::ranges::any_of(
      vault.summary(subject), [](auto const& record) { return record.shape == order_shape; });
  std::vector<Choice> choices;
  for (std::size_t i = 0; i < policy.purposes.size(); ++i) {
    Purpose const& purpose = policy.purposes[i];
    auto const kind = kind_of(purpose.basis);
    if (!kind) {
      continue;
    }
    choices.push_back(whole(purpose, *kind, standing_for(facts, purpose), policy));
    for (std::string const& channel : purpose.channels) {
      choices.push_back(of_channel({.policy = policy,
                                    .purpose = static_cast<promise::policy::PurposeIndex>(i),
                                    .channel = channel,
                                    .facts = facts,
                                    .custom = has_bought ? ChannelQuestion::Custom::has_bought
                                                         : ChannelQuestion::Custom::has_not}));
    }
  }
  return choices;
}

}  // namespace lofte::edge::site
