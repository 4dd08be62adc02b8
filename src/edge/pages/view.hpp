// What every page for a customer needs to know of its reader: language, place, who has signed in,
// and what has just happened.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/day.hpp"
#include "edge/pages/assets.hpp"

namespace lofte::edge::pages {

// What was done a moment ago: told once, above the page. `flash_of` and `name_of` let it go through
// an address or a session.
enum class Flash {
  signed_in,
  signed_out,
  registered,
  corrected,
  choice_saved,
  marketing_stopped,
  restricted,
  restriction_lifted,
  erase_undone,
  session_ended,
  sessions_ended,
  password_changed,
  more_sent,      // to an enquiry
  asked,          // a right, in writing
  asked_already,  // the same, and the one in flight stands
  passkey_added,
  passkey_removed,
  passkey_renamed,
  proven,  // who it is
  publication_withdrawn,
};
std::string_view name_of(Flash flash);
std::optional<Flash> flash_of(std::string_view name);

// What is wrong with something that was typed.
enum class Fault {
  missing,
  malformed,
  too_long,
  too_short,      // a new password
  too_common,     // a new password
  taken,          // an e-mail address that has an account already
  in_the_future,  // a date
  wrong,          // the password is not the one
  unchanged,      // nothing to correct
  not_known,      // no such pair of e-mail address and password; of the whole form
  too_often,      // wait a while; of the whole form
  form_too_old,   // the form token was not the session's; of the whole form
  file_type,      // a file of a kind that is not taken
  too_many,       // files
  // Of the whole form:
  passkey_refused,   // it can't be used here, or was asked for too long ago
  passkey_known,     // it is somebody's already
  passkeys_too_many  // the account has as many as it may
};

struct FormFault {
  std::string field{};  // as in fields:: of paths.hpp; "" for the whole form
  Fault fault = Fault::malformed;
};

// Who has signed in.
struct Visitor {
  std::string name{};                       // as the page says whose it is; may be empty
  std::optional<Day> restricted_since{};    // article 18: use is suspended
  std::optional<Day> erasure_undo_until{};  // an erasure waits, and can be undone through this day
};

// Where a shop's customers can sign in, every page says so.
struct Navigation {
  std::optional<Visitor> visitor{};
  std::string form_token{};  // for signing out
};

struct View {
  std::string language{};  // one of the policy's, else the policy's first is shown
  // Of this page, for the language switch: path and query without the language. For a form that
  // was sent in vain, the address that shows the form.
  std::string path = "/";
  std::optional<Visitor> visitor{};
  std::optional<Flash> flash{};
  std::string form_token{};  // a hidden field of every form; "": none
  Day today{};               // in the policy's time zone
  std::string style_url = pages::style_url();
};

// A list that goes over several pages, counted from 1.
struct Pager {
  unsigned page = 1;
  unsigned pages = 1;

  // Of so many things, so many on a page; beyond the last page is the last.
  static Pager of(std::size_t things, std::size_t on_a_page, unsigned wanted) {
    std::size_t const pages = std::max<std::size_t>((things + on_a_page - 1) / on_a_page, 1);
    return {.page = std::clamp(wanted, 1U, static_cast<unsigned>(pages)),
            .pages = static_cast<unsigned>(pages)};
  }
  // Those that are on the page.
  template <typename Thing>
  std::span<Thing> on_it(std::span<Thing> things, std::size_t on_a_page) const {
    std::size_t const begin = std::min((page - 1) * on_a_page, things.size());
    return things.subspan(begin, std::min(on_a_page, things.size() - begin));
  }
};

}  // namespace lofte::edge::pages
