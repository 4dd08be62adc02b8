// Internal to edge/site: what the acts behind the pages stand on.
#pragma once

#include <functional>
#include <string>

#include "custody/agenda/agenda.hpp"
#include "edge/mail/mail.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/site/errands.hpp"
#include "edge/site/rate_limit.hpp"
#include "edge/site/trail.hpp"
#include "edge/site/visit.hpp"
#include "shop/customers/passkeys.hpp"
#include "shop/customers/sessions.hpp"
#include "shop/publications/shelf.hpp"

namespace lofte::edge::site {

// How often a visitor may try.
struct Limits {
  RateLimit passwords;      // tried, for one account
  RateLimit links;          // to sign in or to confirm an address, asked for one address
  RateLimit registrations;  // the same, to register
  RateLimit letters;        // of any kind, for everybody together
  RateLimit challenges;     // for passkeys, of one person, and of all strangers together
};

struct Ground {
  custody::vault::Vault& vault;
  custody::tickets::Tickets& tickets;
  custody::crypto::Passwords& passwords;
  custody::agenda::Agenda& agenda;
  shop::customers::Sessions& sessions;
  shop::customers::Passkeys& passkeys;
  pages::CustomerPages const& pages;
  Limits& limits;
  Errands& errands;
  shop::publications::Shelf& shelf;
  mail::Mail* mail;  // nullptr: none is set up
  NameOfActor name_of_actor;
  std::string public_url;

  shop::customers::Ground customers() const {
    return {.vault = vault, .tickets = tickets, .passwords = passwords};
  }
};

// Whether one more letter may be written of those that `limit` counts for `whom`, and of all.
bool may_write(RateLimit& limit, Ground const& ground, std::string_view whom);

// The page that only says something; `path`: the page that it stands in for, in other languages.
http::Response show_notice(Visit const& visit, Ground const& ground,
                           pages::NoticePage const& notice);
http::Response show_notice(Visit const& visit, Ground const& ground,
                           pages::NoticePage const& notice, std::string_view path);

// Who may see a page.
enum class Door {
  open,       // anybody
  signed_in,  // who has signed in; others are asked to
  // Who has a link of a letter, whose token is all that counts: programs that show mail post to it
  // with no page of ours before them, no cookie, and a body of their own kind (RFC 8058, 3.2).
  letter,
};

using Act = std::function<http::Response(Visit& visit)>;

// Where acts are put in; one file for each group of them.
class Pathways {
 public:
  virtual ~Pathways() = default;
  virtual void get(Door door, std::string pattern, Act act) = 0;
  virtual void post(Door door, std::string pattern, Act act) = 0;
};

void add_sign_in_acts(Pathways& pathways, Ground const& ground);
void add_me_acts(Pathways& pathways, Ground const& ground);
void add_choice_acts(Pathways& pathways, Ground const& ground);
void add_mailing_acts(Pathways& pathways, Ground const& ground);
void add_request_acts(Pathways& pathways, Ground const& ground);
void add_right_acts(Pathways& pathways, Ground const& ground);
void add_security_acts(Pathways& pathways, Ground const& ground);
void add_passkey_acts(Pathways& pathways, Ground const& ground);
void add_contact_acts(Pathways& pathways, Ground const& ground);
void add_case_acts(Pathways& pathways, Ground const& ground);
void add_publication_acts(Pathways& pathways, Ground const& ground);
void add_own_publication_acts(Pathways& pathways, Ground const& ground);
// All of them.
void add_acts(Pathways& pathways, Ground const& ground);

}  // namespace lofte::edge::site
