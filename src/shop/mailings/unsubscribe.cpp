#include "shop/mailings/unsubscribe.hpp"

#include <algorithm>

#include "base/base64.hpp"
#include "shop/mailings/suppress.hpp"

namespace lofte::shop::mailings {

using custody::keys::NamedKeys;
using custody::store::Table;
using custody::vault::Vault;
using promise::policy::name_hash;
using promise::policy::Purpose;
using promise::retention::ChannelAnswer;

namespace {

constexpr std::string_view key_name = "unsubscribe";
constexpr std::string_view associated = "unsubscribe token";

NamedKeys keys_of(Vault const& vault) {
  return {vault.ground().ring, vault.ground().store, Table::named_key};
}

std::optional<ChannelAnswer::Answer> answer_of(Vault const& vault, Subscribed const& subscribed) {
  for (ChannelAnswer const& answer : vault.standing(subscribed.subject).channels) {
    if (answer.purpose == name_hash(subscribed.purpose) &&
        answer.channel == name_hash(subscribed.channel)) {
      return answer.answer;
    }
  }
  return std::nullopt;
}

void answer(Vault& vault, Subscribed const& subscribed, ChannelAnswer::Answer answer) {
  if (answer_of(vault, subscribed) != answer) {
    vault.answer_channel(subscribed.subject,
                         {.purpose = subscribed.purpose, .name = subscribed.channel}, answer);
  }
}

}  // namespace

std::string unsubscribe_token(Vault& vault, Subscribed const& subscribed) {
  Bytes const plain = Writer{}
                          .uuid(subscribed.subject.value)
                          .u32(name_hash(subscribed.purpose))
                          .u32(name_hash(subscribed.channel))
                          .u64(0)  // for a later version
                          .take();
  return to_base64url(custody::crypto::seal(keys_of(vault).ensure(key_name), plain, associated,
                                            vault.ground().ring.random()));
}

std::optional<Subscribed> unsubscribe_token_of(Vault const& vault, std::string_view token) {
  auto const sealed =
      token.size() == unsubscribe_token_characters ? from_base64url(token) : std::nullopt;
  auto const key = sealed ? keys_of(vault).find(key_name) : std::nullopt;
  auto const plain = key ? custody::crypto::try_open(*key, *sealed, associated) : std::nullopt;
  if (!plain) {
    return std::nullopt;
  }
  Reader reader(*plain);
  SubjectId const subject{reader.uuid()};
  auto const purpose_hash = reader.u32();
  auto const channel_hash = reader.u32();
  auto const rules = vault.in_force().shown;
  for (Purpose const& purpose : rules->history().current().policy->purposes) {
    if (name_hash(purpose.name) != purpose_hash) {
      continue;
    }
    auto const channel = std::ranges::find(purpose.channels, channel_hash,
                                           [](std::string const& name) { return name_hash(name); });
    if (channel != purpose.channels.end() && vault.has_subject(subject)) {
      return Subscribed{.subject = subject, .purpose = purpose.name, .channel = *channel};
    }
  }
  return std::nullopt;
}

void unsubscribe(Vault& vault, Subscribed const& subscribed) {
  suppress(vault, subscribed.subject,
           {.purpose = subscribed.purpose, .channel = subscribed.channel});
  answer(vault, subscribed, ChannelAnswer::Answer::refused);
}

void resubscribe(Vault& vault, Subscribed const& subscribed) {
  answer(vault, subscribed, ChannelAnswer::Answer::agreed);
  take_back(vault, subscribed.subject,
            {.purpose = subscribed.purpose, .channel = subscribed.channel});
}

}  // namespace lofte::shop::mailings
