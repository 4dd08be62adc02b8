#include "promise/gate/channels.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace lofte::promise::gate {

using policy::Basis;
using policy::ChannelGround;
using retention::ChannelAnswer;
using retention::ConsentState;
using retention::PurposeStanding;

namespace {

PurposeStanding standing_of(ChannelQuestion const& question) {
  auto const hash = retention::name_hash(question.policy.purposes[question.purpose].name);
  auto const& purposes = question.facts.purposes;
  auto const found = std::ranges::find(purposes, hash, &PurposeStanding::purpose);
  return found == purposes.end() ? PurposeStanding{} : *found;
}

std::optional<ChannelAnswer::Answer> answer_of(ChannelQuestion const& question) {
  auto const purpose = retention::name_hash(question.policy.purposes[question.purpose].name);
  auto const channel = retention::name_hash(question.channel);
  for (ChannelAnswer const& answer : question.facts.channels) {
    if (answer.purpose == purpose && answer.channel == channel) {
      return answer.answer;
    }
  }
  return std::nullopt;
}

// What the channel's ground asks for, refusals aside.
ChannelState by_ground(ChannelQuestion const& question, ChannelGround ground,
                       ConsentState consent) {
  bool const agreed = answer_of(question) == ChannelAnswer::Answer::agreed;
  switch (ground) {
    case ChannelGround::of_purpose:
      return ChannelState::open;
    case ChannelGround::consent:
      return agreed || consent == ConsentState::given ? ChannelState::open
                                                      : ChannelState::no_consent;
    case ChannelGround::soft_opt_in:
    case ChannelGround::opt_out:
      return agreed || question.custom == ChannelQuestion::Custom::has_bought
                 ? ChannelState::open
                 : ChannelState::no_sale;
  }
  std::unreachable();
}

}  // namespace

ChannelState decide_channel(ChannelQuestion const& question) {
  auto const& purpose = question.policy.purposes[question.purpose];
  auto const found = std::ranges::find(purpose.channels, question.channel);
  if (found == purpose.channels.end()) {
    return ChannelState::not_a_channel;
  }
  if (question.facts.restricted) {
    return ChannelState::restricted;
  }
  PurposeStanding const standing = standing_of(question);
  if (standing.objected || standing.consent == ConsentState::withdrawn) {
    return ChannelState::ended;
  }
  if (purpose.basis == Basis::consent && standing.consent != ConsentState::given) {
    return ChannelState::no_consent;
  }
  auto const ground = purpose.channel_grounds[static_cast<std::size_t>(
      std::distance(purpose.channels.begin(), found))];
  ChannelState const state = by_ground(question, ground, standing.consent);
  return state == ChannelState::open && answer_of(question) == ChannelAnswer::Answer::refused
             ? ChannelState::refused
             : state;
}

}  // namespace lofte::promise::gate
