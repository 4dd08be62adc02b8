#include "shop/customers/sign_in.hpp"

#include "base/failure.hpp"
#include "shop/customers/account_field.hpp"
#include "shop/mailings/addresses_of.hpp"

namespace lofte::shop::customers {

using promise::gate::the_person;

namespace {

constexpr custody::tickets::Kind link_kind = "sign_in";

}  // namespace

bool is_password_of(Ground const& ground, SubjectId const& subject, std::string_view password) {
  std::string digest = account_field(ground.vault, subject, password_field);
  bool const matches = ground.passwords.matches(digest, password);
  wipe(digest);
  return matches;
}

std::optional<SubjectId> check_password(Ground const& ground, std::string_view email,
                                        std::string_view password) {
  auto const subject = ground.vault.find_subject(reference_of(email));
  if (!subject) {
    ground.passwords.matches({}, password);  // takes as long as it would for somebody
    return std::nullopt;
  }
  return is_password_of(ground, *subject, password) ? subject : std::nullopt;
}

std::optional<std::string> issue_sign_in_link(Ground const& ground, std::string_view email) {
  auto const subject = ground.vault.find_subject(reference_of(email));
  if (!subject) {
    return std::nullopt;
  }
  return ground.tickets.issue(link_kind,
                              ground.vault.ground().clock.now() + sign_in_link_minutes_max,
                              Writer{}.uuid(subject->value).view());
}

std::optional<SubjectId> redeem_sign_in_link(Ground const& ground, std::string_view token) {
  auto const content = ground.tickets.redeem(link_kind, token);
  if (!content) {
    return std::nullopt;
  }
  SubjectId const subject{Reader(*content).uuid()};
  return ground.vault.has_subject(subject) ? std::optional(subject) : std::nullopt;
}

bool is_sign_in_link(Ground const& ground, std::string_view token) {
  return ground.tickets.show(link_kind, token).has_value();
}

std::string email_of(Ground const& ground, SubjectId const& subject) {
  return account_field(ground.vault, subject, email_field);
}

std::string address_for_letters(Ground const& ground, SubjectId const& subject) {
  std::string email = email_of(ground, subject);
  constexpr std::string_view scheme = "mailto:";
  for (auto const& address : mailings::addresses_of(ground.vault, subject)) {
    bool const is_email = address.kind == custody::suppression::Address::Kind::email;
    if (email.empty() && is_email && ground.vault.find_subject(address.text) == subject) {
      email = address.text.substr(scheme.size());
    }
  }
  return email;
}

void change_password(Ground const& ground, SubjectId const& subject, std::string_view password,
                     Uuid const& here) {
  auto const account = find_account(ground.vault, subject);
  if (!account) {
    throw Failure(FailureKind::not_found, {.code = "account.unknown",
                                           .message = "the person has no account",
                                           .remedy = "register one"});
  }
  ground.vault.replace_fields(
      the_person, subject, *account,
      {{std::string(password_field), PersonalText(ground.passwords.digest(password))}});
  ground.vault.sign_out_everywhere(subject, here);
}

}  // namespace lofte::shop::customers
