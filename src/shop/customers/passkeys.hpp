// Passkeys of accounts (Web Authentication Level 3): made, named, removed, and used to sign in or
// to show who somebody is once more.
//
// A policy whose accounts have the field `passkeys` offers them; what is kept of one is in that
// field, and goes with it. Who uses one is found by it alone, without an address typed: its id, by
// a hash, is a reference of the subject ("passkey:…"), so that an id is one person's, and a removed
// passkey leads to nobody. An erasure takes it away; where the account alone comes to its end, the
// index keeps it, to no use, until it forgets the person.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "custody/webauthn/relying_party.hpp"
#include "shop/customers/customers.hpp"
#include "shop/customers/passkey.hpp"
#include "shop/customers/sessions.hpp"

namespace lofte::shop::customers {

// Those of the person's account, as they were added.
std::vector<Passkey> passkeys_of(custody::vault::Vault const& vault, SubjectId const& subject);

// Before an erasure: from now on the person is found by none of them.
void forget_passkeys(custody::vault::Vault& vault, SubjectId const& subject);

// Any thread. What a browser is asked with is JSON for it, and is answered once, within minutes;
// its answers are JSON as it writes them. What can't be stored now throws what
// Vault::replace_fields() and Vault::add_reference() throw.
class Passkeys {
 public:
  // `relying_party`: nullopt where browsers have no passkeys for the shop's address.
  Passkeys(Ground const& ground, std::optional<custody::webauthn::RelyingParty> relying_party)
      : ground_(ground), relying_party_(std::move(relying_party)) {}

  // Whether the policy in force keeps passkeys of accounts, and browsers have them for the shop.
  bool are_offered() const;
  // Whether this account can have them: one that was made under an earlier policy without them
  // can't.
  bool are_offered_to(SubjectId const& subject) const;

  // For who has just shown who they are: the answer counts for this sign-in alone.
  std::string ask_for_new(Session const& session);
  enum class Added {
    done,
    refused,   // not what was asked for, or asked too long ago
    known,     // there is such a passkey already
    too_many,  // the account has as many as it may
  };
  Added add(Session const& session, std::string_view answer, std::string_view name);
  // False when the person has no such passkey.
  bool rename(SubjectId const& subject, BytesView id, std::string_view name);
  bool remove(SubjectId const& subject, BytesView id);

  // Of whoever it may be.
  std::string ask_who_it_is();
  // Nullopt for whatever does not let in; nobody learns why.
  std::optional<SubjectId> sign_in(std::string_view answer);
  // Of who has signed in already.
  std::string ask_for_proof(Session const& session);
  bool is_proof(Session const& session, std::string_view answer);

 private:
  std::string challenge(custody::tickets::Kind kind, BytesView content);
  // Checks a use against what is kept, and keeps what it changes.
  bool verify(SubjectId const& subject, custody::webauthn::Used const& used,
              std::string_view challenge);
  void save(SubjectId const& subject, std::vector<Passkey> const& passkeys, std::string_view act);

  Ground ground_;
  std::optional<custody::webauthn::RelyingParty> relying_party_;
  std::mutex changing_;  // a field is read, changed and written as a whole
};

}  // namespace lofte::shop::customers
