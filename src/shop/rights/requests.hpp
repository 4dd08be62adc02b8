// What a person has asked for: each request is a record of the person's own, of the shape
// `request`, held for the purpose that the policy states for it, and so gone when that is over.
//
//   [record.request]
//   fields = { right = …, undo_through = …, details = …, extension = …, answer = … }
//   events = ["asked", "extended", "answered", "refused", "undone"]
//
// One that can be taken back through a day is carried out by itself after it; every other waits for
// the shop, which finds it through the agenda.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "custody/agenda/agenda.hpp"
#include "custody/vault/vault.hpp"

namespace lofte::shop::rights {

enum class Right { access, rectification, erasure, restriction, portability, objection };
std::string_view name_of(Right right);
std::optional<Right> parse_right(std::string_view name);

struct Request {
  RecordId record;
  Right right = Right::access;
  enum class State {
    in_progress,
    extended,  // and in progress
    answered,
    refused,
    undone
  } state = State::in_progress;
  Day asked;
  Day due;  // by when it is to be answered
  std::optional<Day> extended;
  std::optional<Day> closed;
  std::optional<Day> until;  // the last day on which it can be taken back, as it was promised
  // What the person wrote, why it takes longer, and what the shop answered. Each may be empty.
  std::string details;
  std::string extension;
  std::string answer;
  bool is_open() const { return state == State::in_progress || state == State::extended; }
  bool waits_for_shop() const { return is_open() && !until; }
};
std::string_view name_of(Request::State state);

// In bytes, of what the person writes.
inline constexpr std::size_t details_bytes_max = 20'000;

// Whether the policy in force has the shape with these fields and events, and a purpose holds
// right, undo_through and answer: without it, requests can't be kept.
bool keeps_requests(custody::vault::Vault const& vault);
// Whether it keeps what the person writes, too.
bool keeps_details(custody::vault::Vault const& vault);
// Where the text of a reply to the request is kept: `extension`, where the policy that the request
// was taken in under holds it, for why it takes longer; else `answer`.
std::string_view place_of_reply(custody::vault::Vault const& vault, SubjectId const& subject,
                                Request const& request, Request::State as);
// What requests are held for; "" when nothing holds them.
std::string purpose_of_requests(custody::vault::Vault const& vault);

// Newest first.
std::vector<Request> requests_of(custody::vault::Vault const& vault, SubjectId const& subject);
// Throws Failure (not_found, "request.unknown").
Request find_request(custody::vault::Vault const& vault, SubjectId const& subject,
                     RecordId const& record);

// A request in progress for the right, that can be taken back through `until`; the one that is open
// already, if there is one. Throws Failure (refused, "requests.none") when the policy keeps none.
struct Undoable {
  Right right;
  Day until;
};
Request ask(custody::vault::Vault& vault, SubjectId const& subject, Undoable const& asked);

// A request that waits for the shop, found by open_requests() from before it is there. `existed`:
// one for the right was open already, and this one is not kept.
struct Asking {
  Right right = Right::access;
  std::string details{};  // left out where the policy does not keep it
};
struct Asked {
  Request request;
  bool existed = false;
};
Asked ask_shop(custody::vault::Vault& vault, custody::agenda::Agenda& agenda,
               SubjectId const& subject, Asking const& asking);

struct OpenRequest {
  SubjectId subject;
  Request request;
};
// Those of everybody that wait for the shop, the soonest due first. Costs as much as there are.
std::vector<OpenRequest> open_requests(custody::vault::Vault const& vault,
                                       custody::agenda::Agenda const& agenda);
// Whether any of the subject's does.
bool has_open_request(custody::vault::Vault const& vault, SubjectId const& subject);
// Takes the entry off the agenda, unless a request of the subject's is open, for the shop or to be
// carried out by itself: both may stand there on one day. What is left is taken off when its day is
// over.
void leave_agenda(custody::vault::Vault const& vault, custody::agenda::Agenda& agenda,
                  custody::agenda::Entry const& entry);

// What is open, in figures.
struct Tally {
  std::size_t open = 0;
  std::size_t due_soon = 0;  // today or within due_soon_days
  std::size_t overdue = 0;
};
inline constexpr std::chrono::days due_soon_days{7};
Tally tally_of(std::vector<OpenRequest> const& open, Day today);

// Ends an open request: answered, refused or undone, today. Of one that is not open, nothing.
void close(custody::vault::Vault& vault, SubjectId const& subject, Request const& request,
           Request::State how);

}  // namespace lofte::shop::rights
