// The link at the foot of every mailing, and in its List-Unsubscribe header (RFC 8058): it ends the
// mailing without signing in.
//
//   token = base64url(AEAD[ a named key that stays ](subject, purpose, channel)), 96 characters
//
// The server keeps nothing of it. Two letters to one person have tokens that nobody can tell to be
// the same person's. It works for as long as there is such a subject, so that a letter found years
// later still ends what it is one of.
//
// Any thread.
#pragma once

#include <optional>
#include <string>

#include "custody/keys/named_keys.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::shop::mailings {

inline constexpr std::size_t unsubscribe_token_characters = 96;

// One purpose of one person, through one channel: names of the policy.
struct Subscribed {
  SubjectId subject;
  std::string purpose;
  std::string channel;
};

// A fresh token, another each time.
std::string unsubscribe_token(custody::vault::Vault& vault, Subscribed const& subscribed);
// What it is for; nullopt when it is no token, or there is no such subject, or the policy in force
// has no such purpose or channel any more.
std::optional<Subscribed> unsubscribe_token_of(custody::vault::Vault const& vault,
                                               std::string_view token);

// The channel is refused, and the addresses that it leads to are on the suppression list. The same
// again changes nothing.
void unsubscribe(custody::vault::Vault& vault, Subscribed const& subscribed);
// The person wants it again: the channel alone, as the purpose stands.
void resubscribe(custody::vault::Vault& vault, Subscribed const& subscribed);

}  // namespace lofte::shop::mailings
