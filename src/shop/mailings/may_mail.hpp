// Whether a mailing may go to a person: every letter for a purpose asks this before it is sent, and
// again before each attempt.
#pragma once

#include <string>

#include "custody/suppression/suppressions.hpp"
#include "custody/vault/vault.hpp"
#include "promise/gate/channels.hpp"

namespace lofte::shop::mailings {

// The record that a purchase is; its name in the policy.
inline constexpr std::string_view order_shape = "order";

struct Mailing {
  SubjectId subject;
  std::string address;  // as it goes on the letter; a telephone number for "sms" and "phone"
  std::string purpose;  // names of the policy
  std::string channel;
};

enum class MayMail {
  yes,
  nobody,      // there is no such subject any more
  no_purpose,  // the policy in force has none of that name
  closed,      // the channel is not open: promise/gate/channels.hpp
  suppressed,  // marketing that was refused at the address
};

// By the person's word and the policy in force alone, before any address is read: never
// `suppressed`. Any thread.
struct Asked {
  SubjectId subject;
  std::string_view purpose;
  std::string_view channel;
};
MayMail may_reach(custody::vault::Vault const& vault, Asked const& asked);

// The same, and by the suppression list. Any thread.
MayMail may_mail(custody::vault::Vault const& vault, custody::suppression::Suppressions const& list,
                 Mailing const& mailing);

// Whether the person has bought from the shop, as far as it is still held: what soft opt-in rests
// on (marknadsföringslagen 19 §).
promise::gate::ChannelQuestion::Custom custom_of(custody::vault::Vault const& vault,
                                                 SubjectId const& subject);

}  // namespace lofte::shop::mailings
