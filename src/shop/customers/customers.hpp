// The shop's customers as they come to its door: registering, signing in, and what a browser that
// is signed in holds.
//
// An account is a record of the shape `account` in the policy, held for the purpose that serves
// `account`; its field `password` has a digest only. A person is found by the e-mail address, which
// is a reference of the subject ("mailto:anna@example.com"): who can read mail to it may see what
// is held of its subject, with an account or without.
//
// Any thread. Everything here lets in, or does not; nothing tells whether there is such a person.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "custody/crypto/password.hpp"
#include "custody/tickets/tickets.hpp"
#include "custody/vault/vault.hpp"
#include "shop/mailings/reach.hpp"

namespace lofte::shop::customers {

// The reference under which the person of an e-mail address is found: its letters in lower case.
// `address` is one (edge/mail/letter.hpp).
std::string reference_of(std::string_view address);

// The record that an account is; its name in the policy.
inline constexpr std::string_view account_shape = "account";
inline constexpr std::string_view password_field = "password";
using mailings::email_field;

// What the acts below stand on. Borrowed.
struct Ground {
  custody::vault::Vault& vault;
  custody::tickets::Tickets& tickets;
  custody::crypto::Passwords& passwords;
};

// The purpose that accounts are held for; nullopt when the policy in force has no accounts: no such
// purpose, shape or field.
std::optional<std::string> account_purpose(custody::vault::Vault const& vault);

// The subject's account, while the purpose that accounts are held for holds it; nullopt when it has
// none.
std::optional<RecordId> find_account(custody::vault::Vault const& vault, SubjectId const& subject);

}  // namespace lofte::shop::customers
