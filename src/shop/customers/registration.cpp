#include "shop/customers/registration.hpp"

#include <algorithm>

#include "base/failure.hpp"

namespace lofte::shop::customers {

using promise::gate::the_person;

using custody::vault::NewRecord;

namespace {

constexpr custody::tickets::Kind link_kind = "registration";
constexpr std::string_view registered_event = "registered";

Bytes encode(std::vector<std::pair<std::string, std::string>> const& fields) {
  Writer writer;
  writer.varint(fields.size());
  for (auto const& [name, value] : fields) {
    writer.text(name).text(value);
  }
  return writer.take();
}

std::vector<std::pair<std::string, std::string>> decode(BytesView bytes) {
  Reader reader(bytes);
  std::vector<std::pair<std::string, std::string>> fields;
  for (auto count = reader.varint(); count > 0; --count) {
    std::string name(reader.text());
    fields.emplace_back(std::move(name), std::string(reader.text()));
  }
  return fields;
}

std::string const& value_of(std::vector<std::pair<std::string, std::string>> const& fields,
                            std::string_view name) {
  return std::ranges::find(fields, name, [](auto const& field) { return field.first; })->second;
}

// Fields of the shape that some purpose would hold; a purpose that needs consent does not yet.
bool is_held(promise::policy::Policy const& policy, std::string_view name) {
  auto const shape = policy.find_shape(account_shape);
  auto const field = policy.find_field(*shape, name);
  return field && std::ranges::any_of(policy.holdings, [&](auto const& holding) {
           return holding.shape == *shape && (holding.fields >> *field & 1) != 0 &&
                  policy.purposes[holding.purpose].basis != promise::policy::Basis::consent;
         });
}

NewRecord account_of(custody::vault::Vault const& vault,
                     std::vector<std::pair<std::string, std::string>> const& fields) {
  auto const shown = vault.in_force().shown;
  auto const& policy = *shown->history().current().policy;
  NewRecord record{
      .shape = std::string(account_shape), .reference = {}, .fields = {}, .events = {}};
  for (auto const& [name, value] : fields) {
    if (!value.empty() && is_held(policy, name)) {
      record.fields.emplace_back(name, PersonalText(value));
    }
  }
  record.events.emplace_back(std::string(registered_event), vault.today());
  return record;
}

}  // namespace

std::string begin_registration(Ground const& ground, Registration const& registration) {
  if (!account_purpose(ground.vault)) {
    throw Failure(FailureKind::refused,
                  {.code = "accounts.none",
                   .message = "the policy has no accounts that a customer can sign in to",
                   .remedy = "state a record account with the fields email and password, and a "
                             "purpose that serves account and holds both"});
  }
  auto fields = registration.fields;
  fields.emplace_back(email_field, registration.email);
  return ground.tickets.issue(
      link_kind, ground.vault.ground().clock.now() + registration_link_hours_max, encode(fields));
}

RegistrationLink look_at_registration(Ground const& ground, std::string_view token) {
  auto const typed = ground.tickets.show(link_kind, token);
  if (!typed || !account_purpose(ground.vault)) {
    return RegistrationLink::none;
  }
  auto const known = ground.vault.find_subject(reference_of(value_of(decode(*typed), email_field)));
  return known && find_account(ground.vault, *known) ? RegistrationLink::has_one
                                                     : RegistrationLink::fresh;
}

std::optional<SubjectId> complete_registration(Ground const& ground, std::string_view token,
                                               std::string_view password) {
  std::string const digest = ground.passwords.digest(password);
  auto const typed = ground.tickets.redeem(link_kind, token);  // of two who follow it, one does
  if (!typed || !account_purpose(ground.vault)) {
    return std::nullopt;
  }
  auto fields = decode(*typed);
  auto const claim = ground.vault.claim(reference_of(value_of(fields, email_field)));
  if (!find_account(ground.vault, claim.subject)) {
    fields.emplace_back(password_field, digest);
    ground.vault.admit(the_person, claim, {account_of(ground.vault, fields)}, {});
  }
  return claim.subject;
}

}  // namespace lofte::shop::customers
