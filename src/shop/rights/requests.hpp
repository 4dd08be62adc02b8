// What a person has asked for: each request is a record of the person's own, of the shape
// `request`, held for the purpose that the policy states for it, and so gone when that is over.
//
//   [record.request]
//   fields = { right = …, undo_through = …, answer = … }
//   events = ["asked", "extended", "answered", "refused", "undone"]
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "custody/vault/vault.hpp"

namespace lofte::shop::rights {

enum class Right { access, rectification, erasure, restriction, portability, objection };
std::string_view name_of(Right right);

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
  std::optional<Day> closed;
  std::optional<Day> until;  // the last day on which it can be taken back, as it was promised
  std::string answer;        // may be empty
  bool is_open() const { return state == State::in_progress || state == State::extended; }
};

// Whether the policy in force has the shape with these fields and events, and a purpose holds right
// and undo_through: without it, requests can't be kept.
bool keeps_requests(custody::vault::Vault const& vault);

// Newest first.
std::vector<Request> requests_of(custody::vault::Vault const& vault, SubjectId const& subject);
// The one that is open for this right.
std::optional<Request> open_request(custody::vault::Vault const& vault, SubjectId const& subject,
                                    Right right);

// A request in progress that can be taken back through `until`; the one that is open already, if
// there is one. Throws Failure (refused, "requests.none") when the policy keeps none.
Request ask(custody::vault::Vault& vault, SubjectId const& subject, Right right,
            std::optional<Day> until = std::nullopt);

// Ends an open request: answered, refused or undone, today. Of one that is not open, nothing.
void close(custody::vault::Vault& vault, SubjectId const& subject, Request const& request,
           Request::State how);

}  // namespace lofte::shop::rights
