// Signing in, registering, and pages that only say something.
#pragma once

#include <string>
#include <vector>

#include "edge/pages/view.hpp"

namespace lofte::edge::pages {

// Whether a page has a form that asks the browser for a passkey; a page that has one runs a script
// of this server.
enum class PasskeyOffer { none, offered };

// Two forms: e-mail address and password, or an e-mail address that is sent a link; and a passkey.
struct SignInPage {
  std::string email{};  // as typed
  std::string next{};   // sent back as fields::next; "": none
  PasskeyOffer passkey = PasskeyOffer::none;
  std::vector<FormFault> faults{};
};

struct RegisterPage {
  // As typed; `birth_date` is free to be empty.
  struct Typed {
    std::string name{}, email{}, phone{}, address{}, postal_code{}, city{}, birth_date{};
  } typed{};
  std::vector<FormFault> faults{};
  std::string shape = "account";  // the shape of record that registering makes
};

// A heading, what there is to say, and what to do next.
struct NoticePage {
  enum class Kind {
    look_in_your_mail,   // a link to sign in, whether or not there is such an account
    confirm_your_email,  // after registering
    link_expired,        // older than it may be, or used before
    confirm_new_email,   // a link to the new address
    email_changed,
    erase_link_sent,       // a link that confirms an erasure
    erased,                // it is done; `receipt` says where its receipt is fetched
    confirm_subscription,  // after subscribing to the newsletter
    subscribed,
    unsubscribe_unknown,  // the link is for nobody, or for nothing that there still is
    enquiry_sent,         // `enquiry` says where it is followed
    case_gone,            // the link is too old, or the enquiry is held no longer
    confirm_publication,  // after sending something in for publication
    publication_sent,     // `own` says where it is seen and withdrawn; `receipt`, of the consent
    publication_withdrawn,
    publication_gone,  // the link is too old, or it is held no longer
  } kind = Kind::look_in_your_mail;
  std::string email{};        // where a link went, if it is to be said
  unsigned link_minutes = 0;  // how long it works; 0: not said
  std::string receipt{};      // a path; "": none
  std::string enquiry{};      // a path; "": none
  std::string own{};          // a path; "": none
};

// One button: where a link in a letter leads. Programs that look through mail follow links, and
// press none.
struct PressPage {
  enum class Kind {
    sign_in,
    registration,       // asks for the new account's password
    registered_before,  // there is an account already, which stays as it is
    new_address,
    subscription,
    publication
  } kind = Kind::sign_in;
  std::string path{};  // that the button posts to
  std::vector<FormFault> faults{};
  unsigned password_characters_min = 12;
};

// Something that went wrong. What and how to fix it are ours by `code`, in the reader's language,
// where web/texts has them (problem.CODE.what), else by status; `detail` is never shown.
struct ProblemPage {
  int status = 500;
  std::string code{};  // "edition.unknown"; shown small, to be quoted to the shop
};

}  // namespace lofte::edge::pages
