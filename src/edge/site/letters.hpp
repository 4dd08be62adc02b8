// The letters that the site writes: a few lines and a link, in the reader's language.
#pragma once

#include "edge/mail/letter.hpp"
#include "edge/site/ground.hpp"
#include "shop/enquiries/case_link.hpp"
#include "shop/notices/new_version.hpp"

namespace lofte::edge::site {

struct LinkLetter {
  enum class Kind {
    sign_in,
    registration,
    new_address,
    address_changed,
    passkey_added,
    passkey_removed,
    subscription,
    enquiry_sent,
    publication,
    publication_sent
  } kind = Kind::sign_in;
  std::string to_address;
  std::string path;  // of the link, under the site's public address; "": no link
};
mail::Letter letter_of(Visit const& visit, Ground const& ground, LinkLetter const& link);

// That an erasure is done, with the link to its receipt; in the policy's first language.
mail::Letter letter_of_erasure(Ground const& ground, std::string const& to_address,
                               custody::ledger::ReceiptLink const& receipt);
// That the policy has a new version, and where its difference is shown; in each of its languages.
mail::Letter letter_of_new_version(Ground const& ground, promise::policy::Version version,
                                   shop::mailings::Addressee const& addressee);
// The answer to an enquiry, with a link to all of it.
struct AnswerLetter {
  std::string to_address;
  std::string answer;  // may be empty: the link alone
  std::string path;
  std::string language;
};
mail::Letter letter_of(promise::policy::Policy const& policy, Ground const& ground,
                       AnswerLetter const& answered);

// That what was sent in is published, with the link to see and withdraw it; in the policy's first
// language.
struct PublishedLetter {
  std::string to_address;
  std::string path;
};
mail::Letter letter_of(Ground const& ground, PublishedLetter const& published);

// Tells the shop by mail that there is something to read, and where; nothing of whom. Nothing
// without mail, or where the policy gives no address.
struct ToShop {
  std::string_view key;  // of web/texts: KEY.subject, KEY.lead
  std::string path;      // in the API
  std::string date{};    // that the lead names; or empty
};
void tell_shop(promise::policy::Policy const& policy, Ground const& ground, ToShop const& about);
std::string record_path(SubjectId const& subject, RecordId const& record);

// Throws Failure (unavailable, "mail.not_set_up") where there is no mail.
void expect_mail(Ground const& ground);

}  // namespace lofte::edge::site
