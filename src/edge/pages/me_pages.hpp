// My pages: what is held, what may be done with it, who has read it, and the person's rights.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/day.hpp"
#include "edge/pages/held.hpp"
#include "edge/pages/view.hpp"

namespace lofte::edge::pages {

// The first page: everything held, on a time line.
struct OverviewPage {
  std::vector<HeldRecord> records{};  // fields' values are not needed here
};

// Everything held; what is on the page has its values. The same records in the same order as on the
// first page, whose links lead here: both count `records_on_a_page`.
struct DataPage {
  std::vector<HeldRecord> records{};
  unsigned page = 1;  // beyond the last: the last
};
inline constexpr std::size_t records_on_a_page = 10;

// What the person can say yes or no to: a purpose, or one channel of it.
struct Choice {
  std::string purpose{};
  std::string channel{};  // "email"; "" when the purpose has none
  enum class Kind {
    consent,   // off until the person says yes
    objection  // on until the person says no
  } kind = Kind::consent;
  enum class State { on, off } state = State::off;
  // What the person has said, oldest first.
  struct Said {
    enum class Answer { yes, no } answer = Answer::yes;
    Day on{};
  };
  std::vector<Said> said{};
};

// Purposes of the policy that have no choice here are shown with the reason why.
struct ChoicesPage {
  std::vector<Choice> choices{};
};

// What was sent after a purchase.
struct Document {
  enum class Kind { receipt, invoice, credit_note, erasure_receipt, access_receipt } kind{};
  std::string number{};
  std::string path{};  // where it is fetched
};

struct Order {
  std::string record{};  // links to its data; "": no link
  std::string reference{};
  Day placed{};
  std::vector<std::pair<std::string, Day>> events{};  // of its shape, in order
  std::vector<std::string> lines{};                   // "2 × USB-minne 64 GB"
  std::string total{};                                // "498,00 kr"; may be empty
  std::vector<Document> documents{};
};

struct OrdersPage {
  std::vector<Order> orders{};  // of this page, newest first
  std::string shape = "order";
  Pager pager{};
};

// An entry of the ledger, or a sign-in.
struct TrailEntry {
  Instant at{};
  enum class By {
    you,
    staff,
    system,  // the shop's own programs, and Löfte
  } by = By::system;
  std::string actor{};    // a name for people to read, such as "Lager" or "webshop"; may be empty
  std::string act{};      // of the ledger: "read", "denied", "collected", …
  std::string purpose{};  // "" when for none
  std::string shape{};    // ""
  std::vector<std::string> fields{};  // of the shape
  std::string reason{};               // of a refusal: "lapsed", "no_consent", …
  std::string recipient{};            // who was told, or has acknowledged
  std::string about{};                // the act that they were told of
  std::uint64_t times = 1;
};

struct SignIn {
  Instant at{};
  enum class Way { password, mailed_link, passkey } way = Way::password;
  std::string device{};  // "Firefox, Linux"; may be empty
};

struct TrailPage {
  std::vector<TrailEntry> entries{};  // of this page, newest first
  std::vector<SignIn> sign_ins{};     // the latest, newest first; on the first page
  Pager pager{};
};

// Something that the person has asked for.
struct RightRequest {
  enum class Right { access, rectification, erasure, restriction, portability, objection } right{};
  enum class State {
    in_progress,
    answered,
    extended,  // `due` is the new day; `extension` says why
    refused,   // `answer` says why
    undone
  } state = State::in_progress;
  Day asked{};
  Day due{};
  std::optional<Day> extended{};
  std::optional<Day> closed{};
  std::string details{};    // written by the person
  std::string extension{};  // written by the shop, as is the next
  std::string answer{};
  std::vector<Document> documents{};
};

// The form in which something is asked for that can't be done on these pages.
struct AskForm {
  std::vector<std::string> rights{};  // names that are sent; none: there is no form
  enum class Takes { right_alone, details_too } takes = Takes::details_too;
  std::string right{};    // as chosen
  std::string details{};  // as typed
  std::vector<FormFault> faults{};
};

struct RightsPage {
  std::vector<RightRequest> requests{};  // newest first
  AskForm ask{};
};

struct Session {
  std::string id{};
  std::string device{};
  Instant begun{};
  Instant seen{};
  enum class Where { here, elsewhere } where = Where::elsewhere;
};

// A passkey of the account.
struct Passkey {
  std::string id{};  // in base64url
  std::string name{};
  Day added{};
  enum class Backup { none, eligible, done } backup = Backup::none;
};

// The account's passkeys, to be added, named and removed. To add or remove one takes a proof of who
// it is, given a moment ago.
struct PasskeySection {
  std::vector<Passkey> passkeys{};  // as they were added
  enum class Proof { fresh, needed } proof = Proof::needed;
  enum class Room { left, none } room = Room::left;
  std::vector<FormFault> faults{};
  std::string new_name{};  // as typed
};

// Sessions, password, passkeys and e-mail address. Of the forms that were sent in vain, the faults.
struct SecurityPage {
  std::string email{};
  std::vector<Session> sessions{};
  std::vector<FormFault> password_faults{};
  std::vector<FormFault> email_faults{};
  std::string new_email{};                   // as typed
  std::optional<PasskeySection> passkeys{};  // nullopt: none are offered
  unsigned password_characters_min = 12;
};

}  // namespace lofte::edge::pages
