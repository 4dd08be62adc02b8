#include "shop/mailings/may_mail.hpp"

#include <algorithm>

#include "promise/policy/marketing.hpp"

namespace lofte::shop::mailings {

using custody::suppression::Address;
using custody::suppression::scope_of;
using custody::suppression::Suppressions;
using custody::vault::Vault;
using promise::gate::ChannelQuestion;
using promise::policy::Policy;

namespace {

bool is_suppressed(Policy const& policy, Suppressions const& list, Mailing const& mailing) {
  auto const scope = scope_of(mailing.purpose, mailing.channel);
  if (custody::suppression::leads_to(mailing.channel, Address::Kind::email)) {
    return list.has(custody::suppression::email_address(mailing.address), scope);
  }
  auto const number =
      custody::suppression::phone_number(mailing.address, policy.controller.get("country"));
  return number && list.has(*number, scope);
}

}  // namespace

ChannelQuestion::Custom custom_of(Vault const& vault, SubjectId const& subject) {
  bool const has_bought = std::ranges::any_of(
      vault.summary(subject), [](auto const& record) { return record.shape == order_shape; });
  return has_bought ? ChannelQuestion::Custom::has_bought : ChannelQuestion::Custom::has_not;
}

MayMail may_reach(Vault const& vault, Asked const& asked) {
  auto const rules = vault.in_force().shown;
  Policy const& policy = *rules->history().current().policy;
  auto const purpose = policy.find_purpose(asked.purpose);
  if (!purpose) {
    return MayMail::no_purpose;
  }
  if (!vault.has_subject(asked.subject)) {
    return MayMail::nobody;
  }
  auto const state = promise::gate::decide_channel({.policy = policy,
                                                    .purpose = *purpose,
                                                    .channel = asked.channel,
                                                    .facts = vault.standing(asked.subject),
                                                    .custom = custom_of(vault, asked.subject)});
  return promise::gate::may_reach(state) ? MayMail::yes : MayMail::closed;
}

MayMail may_mail(Vault const& vault, Suppressions const& list, Mailing const& mailing) {
  MayMail const by_word = may_reach(
      vault, {.subject = mailing.subject, .purpose = mailing.purpose, .channel = mailing.channel});
  if (by_word != MayMail::yes) {
    return by_word;
  }
  auto const rules = vault.in_force().shown;
  Policy const& policy = *rules->history().current().policy;
  auto const purpose = policy.find_purpose(mailing.purpose);
  if (!purpose) {
    return MayMail::no_purpose;  // since just now
  }
  return is_marketing(policy.purposes[*purpose]) && is_suppressed(policy, list, mailing)
             ? MayMail::suppressed
             : MayMail::yes;
}

}  // namespace lofte::shop::mailings
