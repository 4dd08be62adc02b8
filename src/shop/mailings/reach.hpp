// Where a purpose reaches people by e-mail: at the address that the purpose itself holds.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "custody/vault/vault.hpp"

namespace lofte::shop::mailings {

inline constexpr std::string_view email_channel = "email";
// Of a record, what mail goes to; its name in the policy.
inline constexpr std::string_view email_field = "email";

// Whoever is written to; personal.
struct Addressee {
  SubjectId subject;
  std::string email;
  std::string purpose;  // the one whose data says where they are reached; a name of the policy
};

// A record in which a purpose holds an address. Nothing of it has been opened.
struct AddressHeld {
  RecordId record;
  std::string purpose;
  Day collected;
};
// All of those of the purposes, the newest first; none when there is no such subject.
std::vector<AddressHeld> addresses_held(custody::vault::Vault const& vault,
                                        SubjectId const& subject,
                                        std::span<std::string const> purposes);

// The first of the addresses that the gate lets the shop read, each for its own purpose; the ledger
// says so. Nullopt when it lets it read none. Throws Failure (not_found, when the person has gone
// meanwhile).
std::optional<Addressee> read_address(custody::vault::Vault const& vault, SubjectId const& subject,
                                      std::span<AddressHeld const> held);

}  // namespace lofte::shop::mailings
