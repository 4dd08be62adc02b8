// The letters that the site writes: a few lines and a link, in the reader's language.
#pragma once

#include "edge/mail/letter.hpp"
#include "edge/site/ground.hpp"

namespace lofte::edge::site {

struct LinkLetter {
  enum class Kind { sign_in, registration, new_address, address_changed } kind = Kind::sign_in;
  std::string to_address;
  std::string path;  // of the link, under the site's public address; "": no link
};
mail::Letter letter_of(Visit const& visit, Ground const& ground, LinkLetter const& link);

// That an erasure is done, with the link to its receipt; in the policy's first language.
mail::Letter letter_of_erasure(custody::vault::Vault const& vault, std::string const& public_url,
                               std::string const& to_address,
                               custody::ledger::ReceiptLink const& receipt);

// Throws Failure (unavailable, "mail.not_set_up") where there is no mail.
void expect_mail(Ground const& ground);

}  // namespace lofte::edge::site
