// Sending something in for publication. Who has signed in is known; from others what was typed
// waits, sealed under the link that is mailed to their address, until it is followed: nobody
// publishes in somebody else's name, and of what nobody confirms nothing was held in a way that
// could be read.
//
// Consent is given by the act itself, for this purpose and nothing else (GDPR article 7(2)); the
// terms are kept word for word.
//
// Any thread.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "custody/tickets/tickets.hpp"
#include "shop/publications/publications.hpp"

namespace lofte::shop::publications {

inline constexpr std::chrono::hours confirmation_hours_max{24};

// Borrowed.
struct Ground {
  custody::vault::Vault& vault;
  custody::tickets::Tickets& tickets;
};

struct NewPublication {
  // Drawn by the page that the form is on, so that a form that is sent twice is one contribution.
  Uuid submission;
  std::string name;   // as it is to be shown; may be empty
  std::string email;  // an address
  std::string about;  // may be empty
  std::string text;
  std::string licence;  // the terms, as they were shown and agreed to
};

struct Submitted {
  SubjectId subject;
  RecordId record;
  enum class Outcome { added, existed } outcome = Outcome::added;
  std::optional<custody::ledger::ReceiptLink> receipt;  // of the consent; when it is added
};

// Throws Failure: not_found ("publications.none"), refused ("publication.paused": the
// person's data may not be used, article 18), not_found ("subject.unknown").
Submitted submit(custody::vault::Vault& vault, SubjectId const& sender,
                 NewPublication const& publication);

// The token of the link that confirms it. Throws Failure (not_found, "publications.none").
std::string begin_submission(Ground const& ground, NewPublication const& publication);
// Whether confirming would work.
bool is_confirmation_link(Ground const& ground, std::string_view token);
// Submits for the person of the address, and uses the link up; nullopt when there is no such link,
// or no longer. Throws what submit() does; then the link lasts.
struct Confirmed {
  Submitted submitted;
  std::string email;
};
std::optional<Confirmed> confirm_submission(Ground const& ground, std::string_view token);

}  // namespace lofte::shop::publications
