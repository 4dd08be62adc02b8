#include "shop/rights/requests.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <tuple>

#include "base/failure.hpp"
#include "shop/rights/deadline.hpp"

namespace lofte::shop::rights {

using custody::vault::Accessed;
using promise::gate::the_person;
using promise::gate::the_person_by_right;

namespace {

constexpr std::string_view request_shape = "request";
constexpr std::string_view right_field = "right";
constexpr std::string_view until_field = "undo_through";
constexpr std::string_view details_field = "details";
constexpr std::string_view extension_field = "extension";
constexpr std::string_view answer_field = "answer";
constexpr std::string_view asked_event = "asked";

constexpr std::array rights{std::pair{Right::access, std::string_view("access")},
                            std::pair{Right::rectification, std::string_view("rectification")},
                            std::pair{Right::erasure, std::string_view("erasure")},
                            std::pair{Right::restriction, std::string_view("restriction")},
                            std::pair{Right::portability, std::string_view("portability")},
                            std::pair{Right::objection, std::string_view("objection")}};

// The event by which a request comes to a state; of several that have happened, the last here
// counts.
constexpr std::array states{std::pair{Request::State::extended, std::string_view("extended")},
                            std::pair{Request::State::answered, std::string_view("answered")},
                            std::pair{Request::State::refused, std::string_view("refused")},
                            std::pair{Request::State::undone, std::string_view("undone")}};

void take_events(Request& request, Accessed const& record) {
  request.asked = record.summary.day_of(asked_event).value_or(record.summary.collected);
  for (auto const& [state, name] : states) {
    if (auto const day = record.summary.day_of(name)) {
      request.state = state;
      (request.is_open() ? request.extended : request.closed) = day;
    }
  }
  request.due = request.extended ? extended_answer_by(request.asked) : answer_by(request.asked);
}

// Nullopt when the right is held no longer, or is none that we know.
std::optional<Request> request_of(Accessed const& record) {
  Request request;
  std::optional<Right> right;
  for (auto const& field : record.fields) {
    std::string const& value = field.value.reveal(record.permit);
    if (field.name == right_field) {
      right = parse_right(value);
    } else if (field.name == until_field) {
      request.until = parse_day(value);
    } else if (field.name == details_field) {
      request.details = value;
    } else if (field.name == extension_field) {
      request.extension = value;
    } else if (field.name == answer_field) {
      request.answer = value;
    }
  }
  if (!right) {
    return std::nullopt;
  }
  request.record = record.summary.record;
  request.right = *right;
  take_events(request, record);
  return request;
}

// The purpose that holds the field of a request; "" when none does.
std::string holder_of(promise::policy::Policy const& policy, std::string_view name) {
  auto const shape = policy.find_shape(request_shape);
  auto const field = shape ? policy.find_field(*shape, name) : std::nullopt;
  for (auto const& holding : policy.holdings) {
    if (field && holding.shape == *shape && (holding.fields >> *field & 1) != 0) {
      return policy.purposes[holding.purpose].name;
    }
  }
  return {};
}

Failure keeps_none() {
  return {FailureKind::refused,
          {.code = "requests.none",
           .message = "the policy keeps no requests",
           .remedy =
               "state a record request with the fields right, undo_through and answer, the events "
               "asked, extended, answered, refused and undone, and a purpose that holds it"}};
}

struct Fresh {
  Right right;
  std::string after;  // the newest requests for the right: the same form sent twice at once is one
  std::string_view field;
  std::string value;  // "": no such field
};

custody::vault::Added add(custody::vault::Vault& vault, SubjectId const& subject,
                          Fresh const& fresh) {
  std::string const right(name_of(fresh.right));
  custody::vault::NewRecord record{.shape = std::string(request_shape),
                                   .reference = right + " " + fresh.after,
                                   .fields = {},
                                   .events = {{std::string(asked_event), vault.today()}}};
  record.fields.emplace_back(std::string(right_field), PersonalText(right));
  if (!fresh.value.empty()) {
    record.fields.emplace_back(std::string(fresh.field), PersonalText(fresh.value));
  }
  return vault.add_record(the_person_by_right, subject, record, {});
}

// All of their day together: which of them was the last is not known. Not how many there are: that
// grows smaller as they are held no longer.
std::string newest_of(std::vector<Request> const& known) {
  if (known.empty()) {
    return {};
  }
  Uuid together{};
  for (Request const& request : known) {
    if (request.asked == known.front().asked) {
      std::ranges::transform(together.bytes, request.record.value.bytes, together.bytes.begin(),
                             std::bit_xor());
    }
  }
  return to_string(together);
}

std::vector<Request> requests_for(custody::vault::Vault const& vault, SubjectId const& subject,
                                  Right right) {
  if (!keeps_requests(vault)) {
    throw keeps_none();
  }
  auto requests = requests_of(vault, subject);
  std::erase_if(requests, [&](Request const& request) { return request.right != right; });
  return requests;
}

}  // namespace

std::string_view name_of(Right right) {
  return std::ranges::find(rights, right, [](auto const& pair) { return pair.first; })->second;
}

std::optional<Right> parse_right(std::string_view name) {
  auto const* const found =
      std::ranges::find(rights, name, [](auto const& pair) { return pair.second; });
  return found == rights.end() ? std::nullopt : std::optional(found->first);
}

std::string_view name_of(Request::State state) {
  auto const* const found =
      std::ranges::find(states, state, [](auto const& pair) { return pair.first; });
  return found == states.end() ? "in_progress" : found->second;
}

bool keeps_requests(custody::vault::Vault const& vault) {
  auto const shown = vault.in_force().shown;
  auto const& policy = *shown->history().current().policy;
  auto const shape = policy.find_shape(request_shape);
  if (holder_of(policy, right_field).empty() || holder_of(policy, until_field).empty() ||
      holder_of(policy, answer_field).empty()) {
    return false;
  }
  auto const& events = policy.shapes[*shape].events;
  auto const has = [&](std::string_view name) {
    return std::ranges::find(events, name, [](auto const& event) { return event.name; }) !=
           events.end();
  };
  return has(asked_event) &&
         std::ranges::all_of(states, [&](auto const& pair) { return has(pair.second); });
}

std::string_view place_of_reply(custody::vault::Vault const& vault, SubjectId const& subject,
                                Request const& request, Request::State as) {
  auto const all = vault.summary(subject);
  auto const found = std::ranges::find(all, request.record, &custody::vault::RecordSummary::record);
  auto const rules = vault.in_force().shown;
  bool const has_extension =
      found != all.end() &&
      !holder_of(rules->history().of(found->version), extension_field).empty();
  return as == Request::State::extended && has_extension ? extension_field : answer_field;
}

bool keeps_details(custody::vault::Vault const& vault) {
  auto const shown = vault.in_force().shown;
  return !holder_of(*shown->history().current().policy, details_field).empty();
}

std::string purpose_of_requests(custody::vault::Vault const& vault) {
  auto const shown = vault.in_force().shown;
  return holder_of(*shown->history().current().policy, right_field);
}

std::vector<Request> requests_of(custody::vault::Vault const& vault, SubjectId const& subject) {
  std::vector<Request> requests;
  if (!vault.has_subject(subject)) {
    return requests;
  }
  for (Accessed const& record : vault.in_use(subject, request_shape)) {
    if (auto request = request_of(record)) {
      requests.push_back(*std::move(request));
    }
  }
  std::ranges::sort(requests, std::ranges::greater{}, [](Request const& request) {
    return std::pair(request.asked, request.record);
  });
  return requests;
}

Request find_request(custody::vault::Vault const& vault, SubjectId const& subject,
                     RecordId const& record) {
  auto const requests = requests_of(vault, subject);
  auto const found = std::ranges::find(requests, record, &Request::record);
  if (found == requests.end()) {
    throw Failure(FailureKind::not_found, {.code = "request.unknown",
                                           .message = "there is no such request of this subject",
                                           .remedy = "those that wait are listed at /v1/requests"});
  }
  return *found;
}

Request ask(custody::vault::Vault& vault, SubjectId const& subject, Undoable const& asked) {
  auto const known = requests_for(vault, subject, asked.right);
  auto const open = std::ranges::find_if(
      known, [](Request const& request) { return request.is_open() && request.until; });
  if (open != known.end()) {
    return *open;
  }
  auto const added = add(vault, subject,
                         {.right = asked.right,
                          .after = newest_of(known),
                          .field = until_field,
                          .value = to_string(asked.until)});
  return find_request(vault, subject, added.record);
}

Asked ask_shop(custody::vault::Vault& vault, custody::agenda::Agenda& agenda,
               SubjectId const& subject, Asking const& asking) {
  auto const known = requests_for(vault, subject, asking.right);
  auto const open = std::ranges::find_if(known, &Request::is_open);
  if (open != known.end()) {
    return {.request = *open, .existed = true};
  }
  // First what it is found by; without a request it does no harm.
  agenda.put({.subject = subject, .day = answer_by(vault.today())});
  auto const added = add(vault, subject,
                         {.right = asking.right,
                          .after = newest_of(known),
                          .field = details_field,
                          .value = keeps_details(vault) ? asking.details : ""});
  return {.request = find_request(vault, subject, added.record),
          .existed = added.outcome == custody::vault::Added::Outcome::existed};
}

std::vector<OpenRequest> open_requests(custody::vault::Vault const& vault,
                                       custody::agenda::Agenda const& agenda) {
  std::vector<OpenRequest> open;
  for (SubjectId const& subject : agenda.subjects()) {
    for (Request& request : requests_of(vault, subject)) {
      if (request.waits_for_shop()) {
        open.push_back({.subject = subject, .request = std::move(request)});
      }
    }
  }
  std::ranges::sort(open, {}, [](OpenRequest const& one) {
    return std::tuple(one.request.due, one.request.asked, one.request.record);
  });
  return open;
}

bool has_open_request(custody::vault::Vault const& vault, SubjectId const& subject) {
  return std::ranges::any_of(requests_of(vault, subject), &Request::waits_for_shop);
}

void leave_agenda(custody::vault::Vault const& vault, custody::agenda::Agenda& agenda,
                  custody::agenda::Entry const& entry) {
  if (std::ranges::none_of(requests_of(vault, entry.subject), &Request::is_open)) {
    agenda.remove(entry);
  }
}

Tally tally_of(std::vector<OpenRequest> const& open, Day today) {
  Tally tally{.open = open.size()};
  for (OpenRequest const& one : open) {
    tally.overdue += one.request.due < today ? 1 : 0;
    tally.due_soon += one.request.due >= today && one.request.due <= today + due_soon_days ? 1 : 0;
  }
  return tally;
}

void close(custody::vault::Vault& vault, SubjectId const& subject, Request const& request,
           Request::State how) {
  auto const event = std::ranges::find(states, how, [](auto const& pair) { return pair.first; });
  require(event != states.end(), "a request is closed by an event");
  if (request.is_open()) {
    vault.append_event(the_person, subject, request.record, event->second, vault.today(),
                       custody::store::Durability::synced);
  }
}

}  // namespace lofte::shop::rights
