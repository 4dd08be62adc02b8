// Subscribing to the newsletter, with double opt-in: what was typed waits, sealed under the link
// that is mailed to the address, until the link is followed. Nobody subscribes anybody else, and of
// what nobody confirms nothing was held in a way that could be read.
//
// A subscription is a record of the shape `subscription` in the policy, held for a purpose that
// serves `newsletter` and rests on consent, which confirming gives.
//
// Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "custody/tickets/tickets.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::shop::newsletter {

inline constexpr std::chrono::hours subscription_link_hours_max{24};
inline constexpr std::string_view subscription_shape = "subscription";

// Borrowed.
struct Ground {
  custody::vault::Vault& vault;
  custody::tickets::Tickets& tickets;
};

// The purpose that subscriptions are held for; nullopt when the policy in force has none.
std::optional<std::string> newsletter_purpose(custody::vault::Vault const& vault);

struct Subscription {
  std::string email;  // an address
  std::string name{};
  std::string interests{};
};

// The token of the link. Throws Failure (refused, "newsletter.none") when the policy has no
// newsletter.
std::string begin_subscription(Ground const& ground, Subscription const& subscription);
// Whether confirming would work.
bool is_subscription_link(Ground const& ground, std::string_view token);

// Consents to the newsletter, makes the record, takes back what the person of the address has
// refused of it before, and uses the link up; nullopt when there is no such link, or no longer.
std::optional<SubjectId> confirm_subscription(Ground const& ground, std::string_view token);

}  // namespace lofte::shop::newsletter
