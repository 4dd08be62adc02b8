#include "shop/newsletter/subscription.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "shop/customers/customers.hpp"
#include "shop/mailings/suppress.hpp"
#include "shop/mailings/unsubscribe.hpp"

namespace lofte::shop::newsletter {

using custody::store::Durability;
using custody::vault::NewRecord;
using custody::vault::Vault;
using promise::gate::the_person;
using promise::policy::Basis;
using promise::policy::Holding;
using promise::policy::Policy;
using promise::policy::Use;

namespace {

constexpr custody::tickets::Kind link_kind = "subscription";
using mailings::email_field;
constexpr std::string_view email_channel = "email";
constexpr std::string_view requested_event = "requested";
constexpr std::string_view confirmed_event = "confirmed";

struct Asked {
  Subscription subscription;
  Day on;
  std::uint64_t at;  // milliseconds: tells one subscription of a person from another
};

Bytes encode(Asked const& asked) {
  return Writer{}
      .text(asked.subscription.email)
      .text(asked.subscription.name)
      .text(asked.subscription.interests)
      .day(asked.on)
      .u64(asked.at)
      .take();
}

Asked decode(BytesView bytes) {
  Reader reader(bytes);
  Asked asked;
  asked.subscription.email = reader.text();
  asked.subscription.name = reader.text();
  asked.subscription.interests = reader.text();
  asked.on = reader.day();
  asked.at = reader.u64();
  return asked;
}

bool holds(Policy const& policy, Holding const& holding, std::string_view field) {
  auto const index = policy.find_field(holding.shape, field);
  return index && (holding.fields >> *index & 1) != 0;
}

// What the newsletter holds of subscriptions; nullptr where there is none.
Holding const* newsletter_holding(Policy const& policy) {
  auto const found = std::ranges::find_if(policy.holdings, [&](Holding const& holding) {
    auto const& purpose = policy.purposes[holding.purpose];
    return purpose.basis == Basis::consent &&
           std::ranges::find(purpose.serves, Use::newsletter) != purpose.serves.end() &&
           policy.shapes[holding.shape].name == subscription_shape &&
           holds(policy, holding, email_field);
  });
  return found == policy.holdings.end() ? nullptr : &*found;
}

NewRecord record_of(Policy const& policy, Holding const& holding, Asked const& asked, Day today) {
  NewRecord record{.shape = std::string(subscription_shape),
                   .reference = "newsletter " + std::to_string(asked.at),
                   .fields = {},
                   .events = {}};
  auto const add_field = [&](std::string_view name, std::string const& value) {
    if (!value.empty() && holds(policy, holding, name)) {
      record.fields.emplace_back(name, PersonalText(value));
    }
  };
  add_field(email_field, asked.subscription.email);
  add_field("name", asked.subscription.name);
  add_field("interests", asked.subscription.interests);
  auto const add_event = [&](std::string_view name, Day day) {
    if (policy.find_event(holding.shape, name)) {
      record.events.emplace_back(name, day);
    }
  };
  add_event(requested_event, asked.on);
  add_event(confirmed_event, today);
  return record;
}

// From now on letters may go there: whatever was said before about this newsletter.
void open_channel(Vault& vault, mailings::Subscribed const& subscribed) {
  auto const rules = vault.in_force().shown;
  Policy const& policy = *rules->history().current().policy;
  auto const& channels = policy.purposes[*policy.find_purpose(subscribed.purpose)].channels;
  if (std::ranges::find(channels, subscribed.channel) != channels.end()) {
    mailings::resubscribe(vault, subscribed);
  }
  mailings::take_back(vault, subscribed.subject, {.purpose = subscribed.purpose});
}

}  // namespace

std::optional<std::string> newsletter_purpose(Vault const& vault) {
  auto const rules = vault.in_force().shown;
  Policy const& policy = *rules->history().current().policy;
  Holding const* const holding = newsletter_holding(policy);
  return holding == nullptr ? std::nullopt : std::optional(policy.purposes[holding->purpose].name);
}

std::string begin_subscription(Ground const& ground, Subscription const& subscription) {
  if (!newsletter_purpose(ground.vault)) {
    throw Failure(FailureKind::refused,
                  {.code = "newsletter.none",
                   .message = "the policy has no newsletter that can be subscribed to",
                   .remedy = "state a record subscription with the field email, and a purpose on "
                             "consent that serves newsletter and holds it"});
  }
  Instant const now = ground.vault.ground().clock.now();
  return ground.tickets.issue(
      link_kind, now + subscription_link_hours_max,
      encode({.subscription = subscription,
              .on = ground.vault.today(),
              .at = static_cast<std::uint64_t>(now.time_since_epoch().count())}));
}

bool is_subscription_link(Ground const& ground, std::string_view token) {
  return ground.tickets.show(link_kind, token).has_value() &&
         newsletter_purpose(ground.vault).has_value();
}

std::optional<SubjectId> confirm_subscription(Ground const& ground, std::string_view token) {
  auto const typed = ground.tickets.show(link_kind, token);
  auto const purpose = newsletter_purpose(ground.vault);
  if (!typed || !purpose) {
    return std::nullopt;
  }
  Asked const asked = decode(*typed);
  Vault& vault = ground.vault;
  auto const rules = vault.in_force().shown;
  Policy const& policy = *rules->history().current().policy;
  SubjectId const subject =
      vault.create_subject(customers::reference_of(asked.subscription.email), Durability::deferred)
          .subject;
  // Before the record: without consent the purpose holds nothing.
  vault.give_consent(subject, *purpose);
  vault.add_record(the_person, subject,
                   record_of(policy, *newsletter_holding(policy), asked, vault.today()), {});
  open_channel(vault,
               {.subject = subject, .purpose = *purpose, .channel = std::string(email_channel)});
  mailings::honour(vault, subject, custody::suppression::email_address(asked.subscription.email));
  // Last: after a crash the same link does the same again.
  ground.tickets.redeem(link_kind, token);
  return subject;
}

}  // namespace lofte::shop::newsletter
