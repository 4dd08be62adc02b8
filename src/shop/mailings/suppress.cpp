#include "shop/mailings/suppress.hpp"

#include <algorithm>

#include "promise/policy/marketing.hpp"
#include "shop/mailings/addresses_of.hpp"

namespace lofte::shop::mailings {

using custody::suppression::Address;
using custody::suppression::Said;
using custody::suppression::scope_of;
using custody::suppression::Suppressions;
using custody::suppression::Word;
using custody::vault::Vault;
using promise::policy::Basis;
using promise::policy::Policy;
using promise::policy::Purpose;
using promise::retention::ChannelAnswer;

namespace {

bool is_listed(Vault const& vault, std::string_view purpose) {
  auto const rules = vault.in_force().shown;
  Policy const& policy = *rules->history().current().policy;
  auto const index = policy.find_purpose(purpose);
  return index && is_marketing(policy.purposes[*index]);
}

void say(Vault& vault, SubjectId const& subject, About const& about, Word word) {
  Suppressions list(vault.ground().ring, vault.ground().store);
  Said const said{
      .scope = scope_of(about.purpose, about.channel), .word = word, .on = vault.today()};
  for (Address const& address : addresses_of(vault, subject)) {
    if (about.channel.empty() || custody::suppression::leads_to(about.channel, address.kind)) {
      list.say(address, said);
    }
  }
}

bool has_answered(promise::retention::SubjectFacts const& facts, Purpose const& purpose,
                  std::string_view channel) {
  using promise::retention::name_hash;
  return std::ranges::any_of(facts.channels, [&](ChannelAnswer const& answer) {
    return answer.purpose == name_hash(purpose.name) && answer.channel == name_hash(channel);
  });
}

bool has_objected(promise::retention::SubjectFacts const& facts, Purpose const& purpose) {
  auto const hash = promise::retention::name_hash(purpose.name);
  auto const found =
      std::ranges::find(facts.purposes, hash, &promise::retention::PurposeStanding::purpose);
  return found != facts.purposes.end() && found->objected;
}

// Those of the purpose's that lead to the address and are refused there.
std::vector<std::string> refused_channels(Suppressions const& list, Address const& address,
                                          Purpose const& purpose) {
  std::vector<std::string> refused;
  for (std::string const& channel : purpose.channels) {
    if (custody::suppression::leads_to(channel, address.kind) &&
        list.has(address, scope_of(purpose.name, channel))) {
      refused.push_back(channel);
    }
  }
  return refused;
}

// By an objection, of which nothing has been taken back for a single channel.
bool is_refused_whole(Suppressions const& list, Address const& address, Purpose const& purpose) {
  return purpose.basis == Basis::legitimate_interests &&
         list.has(address, scope_of(purpose.name, "")) &&
         std::ranges::all_of(purpose.channels, [&](std::string const& channel) {
           return list.has(address, scope_of(purpose.name, channel));
         });
}

}  // namespace

void suppress(Vault& vault, SubjectId const& subject, About const& about) {
  if (is_listed(vault, about.purpose)) {
    say(vault, subject, about, Word::no);
  }
}

void suppress_all(Vault& vault, SubjectId const& subject) {
  say(vault, subject, {.purpose = ""}, Word::no);
}

void take_back(Vault& vault, SubjectId const& subject, About const& about) {
  if (is_listed(vault, about.purpose)) {
    say(vault, subject, about, Word::yes);
  }
}

void honour(Vault& vault, SubjectId const& subject, Address const& address) {
  Suppressions const list(vault.ground().ring, vault.ground().store);
  auto const rules = vault.in_force().shown;
  auto const facts = vault.standing(subject);
  for (Purpose const& purpose : rules->history().current().policy->purposes) {
    if (!is_marketing(purpose)) {
      continue;
    }
    auto const refused = refused_channels(list, address, purpose);
    if (is_refused_whole(list, address, purpose) && !has_objected(facts, purpose)) {
      vault.object(subject, purpose.name);
    }
    for (std::string const& channel : refused) {
      if (!has_answered(facts, purpose, channel)) {
        vault.answer_channel(subject, {.purpose = purpose.name, .name = channel},
                             ChannelAnswer::Answer::refused);
      }
    }
  }
}

}  // namespace lofte::shop::mailings
