// The addresses of the customer's pages, and the names in their forms: one home for both, so that a
// page and the route behind it can't disagree.
//
// Every link and every form's address carries ?language=… besides, so that the reader's language
// lasts from page to page without a cookie.
#pragma once

#include <string>
#include <string_view>

namespace lofte::edge::pages::paths {

inline constexpr std::string_view policy = "/policy";
// What changed from one version to another; below wherever the policy's page is.
struct Difference {
  unsigned from;
  unsigned to;
  std::string_view language;
};
std::string difference(std::string_view policy_page, Difference const& difference);

// --- Signing in. GET shows the form, POST sends it, where nothing else is said.
inline constexpr std::string_view sign_in = "/sign-in";            // email, password
inline constexpr std::string_view sign_in_link = "/sign-in/link";  // POST: email; mails a link
inline constexpr std::string_view registering = "/register";
inline constexpr std::string_view sign_out = "/sign-out";  // POST

// --- Mailings
inline constexpr std::string_view newsletter = "/newsletter";
inline constexpr std::string_view confirm = "/confirm";          // …/{token}
inline constexpr std::string_view unsubscribe = "/unsubscribe";  // …/{token}
// "/unsubscribe/{token}/choices". POST: channel, answer.
std::string unsubscribe_choices(std::string_view token);
// --- Writing to the shop, with an account or without
inline constexpr std::string_view contact = "/contact";    // POST as multipart/form-data
inline constexpr std::string_view enquiry_case = "/case";  // …/{token}: POST sends more, with files
// --- What people send in for publication
inline constexpr std::string_view reviews = "/reviews";                  // ?page=2
inline constexpr std::string_view reviews_write = "/reviews/write";      // the form
inline constexpr std::string_view reviews_confirm = "/reviews/confirm";  // …/{token}
inline constexpr std::string_view reviews_own = "/reviews/own";  // …/{token}: POST withdraws it

// --- My pages
inline constexpr std::string_view me = "/me";               // the time line
inline constexpr std::string_view data = "/me/data";        // ?page=2#record-…
inline constexpr std::string_view choices = "/me/choices";  // POST: purpose, channel, answer
inline constexpr std::string_view stop_marketing = "/me/choices/stop";  // POST
inline constexpr std::string_view orders = "/me/orders";                // ?page=2
inline constexpr std::string_view publications = "/me/publications";  // POST: record; withdraws it
inline constexpr std::string_view trail = "/me/trail";                // ?page=2
inline constexpr std::string_view rights = "/me/rights";
inline constexpr std::string_view package = "/me/rights/package";          // POST: format
inline constexpr std::string_view ask = "/me/rights/ask";                  // POST: right, details
inline constexpr std::string_view restriction = "/me/rights/restriction";  // POST: answer
inline constexpr std::string_view erase = "/me/rights/erase";  // GET: what would go; POST: password
inline constexpr std::string_view erase_link = "/me/rights/erase/link";  // POST; mails a link
inline constexpr std::string_view erase_undo = "/me/rights/erase/undo";  // POST
inline constexpr std::string_view security = "/me/security";
inline constexpr std::string_view session_end = "/me/security/session";    // POST: session
inline constexpr std::string_view sessions_end = "/me/security/sessions";  // POST
inline constexpr std::string_view password = "/me/security/password";      // POST
inline constexpr std::string_view email = "/me/security/email";            // POST
inline constexpr std::string_view email_link = "/confirm-address";         // …/{token}

// --- Passkeys. Answers are sent as `credential`, JSON that the browser writes; …/options is what
// it is asked with.
inline constexpr std::string_view passkey_sign_in = "/sign-in/passkey";  // POST: credential
inline constexpr std::string_view passkey_sign_in_options = "/sign-in/passkey/options";  // POST
inline constexpr std::string_view passkeys = "/me/security/passkeys";  // POST: credential, name
inline constexpr std::string_view passkeys_options = "/me/security/passkeys/options";  // POST
inline constexpr std::string_view passkey_rename = "/me/security/passkeys/name";    // POST: passkey
inline constexpr std::string_view passkey_remove = "/me/security/passkeys/remove";  // POST: passkey
// Showing once more who it is.
inline constexpr std::string_view proof = "/me/security/proof";  // POST: password, next
inline constexpr std::string_view passkey_proof = "/me/security/proof/passkey";  // POST: credential
inline constexpr std::string_view passkey_proof_options =
    "/me/security/proof/passkey/options";  // POST

// "/me/data/{record}/correct": GET shows the form, POST sends it.
std::string correct(std::string_view record);
// "/case/{token}", and "/case/{token}/files/{number}", from 1.
std::string case_page(std::string_view token);
std::string case_file(std::string_view token, std::string_view number);
// "choice-{purpose}-{channel}": where a switch stands on its page.
struct Switch {
  std::string_view purpose;
  std::string_view channel;
};
std::string choice_anchor(Switch const& of);
// "record-{record}": where a record stands on its page.
std::string record_anchor(std::string_view record);

}  // namespace lofte::edge::pages::paths

// The names of what forms send.
namespace lofte::edge::pages::fields {

inline constexpr std::string_view form_token = "form_token";
inline constexpr std::string_view email = "email";
inline constexpr std::string_view password = "password";
inline constexpr std::string_view new_password = "new_password";
inline constexpr std::string_view name = "name";
inline constexpr std::string_view phone = "phone";
inline constexpr std::string_view address = "address";
inline constexpr std::string_view postal_code = "postal_code";
inline constexpr std::string_view city = "city";
inline constexpr std::string_view birth_date = "birth_date";
inline constexpr std::string_view interests = "interests";
inline constexpr std::string_view purpose = "purpose";  // a name of the policy
inline constexpr std::string_view channel = "channel";  // "" for all of a purpose
inline constexpr std::string_view answer = "answer";    // one of the next two
inline constexpr std::string_view on = "on";
inline constexpr std::string_view off = "off";
inline constexpr std::string_view format = "format";  // "html", "json", "csv"
inline constexpr std::string_view session = "session";
inline constexpr std::string_view passkey = "passkey";        // which, by its id in base64url
inline constexpr std::string_view credential = "credential";  // what a browser answers, JSON
inline constexpr std::string_view submission = "submission";  // of a form that may be sent twice
inline constexpr std::string_view kind = "kind";              // "question", "complaint"
inline constexpr std::string_view message = "message";
inline constexpr std::string_view files = "files";
inline constexpr std::string_view right = "right";      // "access", "rectification", …
inline constexpr std::string_view details = "details";  // what is asked for, in the person's words
inline constexpr std::string_view about = "about";
inline constexpr std::string_view licence = "licence";            // fields::on when agreed to
inline constexpr std::string_view licence_mark = "licence_mark";  // of the words that were shown
inline constexpr std::string_view record = "record";
inline constexpr std::string_view next = "next";  // where to go after signing in
// Of the form that corrects a record: "field." and the policy's name of the field.
inline constexpr std::string_view corrected_prefix = "field.";

}  // namespace lofte::edge::pages::fields
