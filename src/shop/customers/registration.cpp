#include "shop/customers/registration.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "shop/customers/held_fields.hpp"
#include "shop/mailings/suppress.hpp"

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

NewRecord account_of(custody::vault::Vault const& vault,
                     std::vector<std::pair<std::string, std::string>> const& fields) {
  auto const shown = vault.in_force().shown;
  auto const& policy = *shown->history().current().policy;
  NewRecord record{
      .shape = std::string(account_shape), .reference = {}, .fields = {}, .events = {}};
  for (auto const& [name, value] : fields) {
    if (!value.empty() && is_held(policy, account_shape, name)) {
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
  std::string const email = value_of(fields, email_field);
  auto subject = ground.vault.find_subject(reference_of(email));
  if (!subject || !find_account(ground.vault, *subject)) {
    fields.emplace_back(password_field, digest);
    subject = ground.vault
                  .admit(the_person, ground.vault.claim(reference_of(email)),
                         {account_of(ground.vault, fields)}, {})
                  .subject;
  }
  mailings::honour(ground.vault, *subject, custody::suppression::email_address(email));
  return subject;
}

}  // namespace lofte::shop::customers
