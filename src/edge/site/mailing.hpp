// A letter for a purpose that its reader can end: where it says so, and how.
#pragma once

#include <string_view>

#include "edge/mail/letter.hpp"
#include "shop/mailings/unsubscribe.hpp"

namespace lofte::edge::site {

struct MailingPlace {
  custody::vault::Vault& vault;
  std::string_view public_url;  // as SiteSettings has it
  std::string_view language;    // of the letter
};

// Makes the letter one for the purpose: a link at the foot of its text, and of its HTML if it has
// any, the List-Unsubscribe header (RFC 8058), and the question whether it may still be sent, asked
// before each attempt. `act` is what the ledger calls it.
mail::Letter as_mailing(mail::Letter letter, MailingPlace const& place,
                        shop::mailings::Subscribed const& subscribed, std::string_view act);

}  // namespace lofte::edge::site
