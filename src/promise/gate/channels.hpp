// Whether a person may be reached for a purpose through a channel (marknadsföringslagen (2008:486)
// 19 and 21 §§; GDPR articles 7 and 21).
#pragma once

#include <string_view>

#include "promise/policy/policy.hpp"
#include "promise/retention/facts.hpp"

namespace lofte::promise::gate {

// How a channel stands for a person, and by whose word.
enum class ChannelState : std::uint8_t {
  not_a_channel,  // the policy states none of that name for the purpose
  restricted,     // article 18: storage only
  ended,          // objected to, withdrawn or erased
  no_consent,     // needs consent, to the purpose or to the channel, and there is none
  no_sale,        // is for those who have bought, or agreed
  refused,        // the person has said no to this channel
  open,           // may be used
};
inline bool may_reach(ChannelState state) {
  return state == ChannelState::open;
}

struct ChannelQuestion {
  policy::Policy const& policy;
  policy::PurposeIndex purpose;
  std::string_view channel;
  retention::SubjectFacts const& facts;
  // Whether the person has bought from the shop: what soft opt-in rests on.
  enum class Custom { has_bought, has_not } custom;
};

// The first thing that speaks against it, in the order of ChannelState. Pure.
//
// - A refusal counts whatever the ground.
// - `of_purpose`: as the purpose itself stands; a purpose on consent needs it.
// - `consent`: the person has agreed to the channel, or consented to the purpose.
// - `soft_opt_in`, `opt_out`: the person has bought, or agreed to the channel. The law asks for a
// sale
//   where the channel is electronic; here registering starts no marketing by any channel.
ChannelState decide_channel(ChannelQuestion const& question);

}  // namespace lofte::promise::gate
