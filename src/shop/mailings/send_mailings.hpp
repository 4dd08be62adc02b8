// Writing the letters of the mailings that are under way.
#pragma once

#include <functional>

#include "custody/mailings/mailings.hpp"
#include "custody/suppression/suppressions.hpp"
#include "shop/mailings/reach.hpp"

namespace lofte::shop::mailings {

// How long a mailing is known after it has ended, so that its reference is.
inline constexpr std::chrono::days mailings_kept_max{400};

// A letter to one person.
struct MailingLetter {
  custody::mailings::Mailing const& mailing;
  custody::mailings::Content const& content;
  Addressee const& addressee;
};

struct Sending {
  custody::vault::Vault& vault;
  custody::suppression::Suppressions const& suppressions;
  std::function<bool()> go_on;  // asked before each person; false: no further
  // Puts it on its way, durably. What it throws as bad_input or too_large leaves the person out:
  // their address is none; any other failure ends the sending.
  std::function<void(MailingLetter const& letter)> post;
};

// Goes on with each mailing that is under way, the oldest first: hands to `post`, once each,
// everybody for whom the purpose's e-mail is open (may_mail.hpp) at the newest address that the
// purpose holds, and notes it in the person's part of the ledger. Left out, and counted, is of whom
// the purpose holds an address, but who may not be written to; anybody else is none of its people.
//
// Goes on where it was cut off; a crash may have the last one written to twice. Then forgets the
// mailings that ended long ago. One thread at a time. Throws Failure (the store's, and what `post`
// throws): the next call goes on with whom it was thrown for.
void send_mailings(Sending const& sending);

}  // namespace lofte::shop::mailings
