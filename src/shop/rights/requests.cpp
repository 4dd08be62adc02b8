#include "shop/rights/requests.hpp"

#include <algorithm>
#include <array>

#include "base/failure.hpp"
#include "shop/rights/deadline.hpp"

namespace lofte::shop::rights {

using custody::vault::Accessed;
using promise::gate::the_person;

namespace {

constexpr std::string_view request_shape = "request";
constexpr std::string_view right_field = "right";
constexpr std::string_view until_field = "undo_through";
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

std::optional<Right> parse_right(std::string_view name) {
  auto const found = std::ranges::find(rights, name, [](auto const& pair) { return pair.second; });
  return found == rights.end() ? std::nullopt : std::optional(found->first);
}

std::optional<Day> day_of(Accessed const& record, std::string_view event) {
  auto const& events = record.summary.events;
  auto const found = std::ranges::find(events, event, [](auto const& pair) { return pair.first; });
  return found == events.end() ? std::nullopt : std::optional(found->second);
}

void take_events(Request& request, Accessed const& record) {
  request.asked = day_of(record, asked_event).value_or(record.summary.collected);
  for (auto const& [state, name] : states) {
    if (auto const day = day_of(record, name)) {
      request.state = state;
      request.closed = request.is_open() ? std::nullopt : day;
    }
  }
  request.due = request.state == Request::State::extended ? extended_answer_by(request.asked)
                                                          : answer_by(request.asked);
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

}  // namespace

std::string_view name_of(Right right) {
  return std::ranges::find(rights, right, [](auto const& pair) { return pair.first; })->second;
}

bool keeps_requests(custody::vault::Vault const& vault) {
  auto const shown = vault.in_force().shown;
  auto const& policy = *shown->history().current().policy;
  auto const shape = policy.find_shape(request_shape);
  auto const is_held = [&](std::string_view name) {
    auto const field = policy.find_field(*shape, name);
    return field && std::ranges::any_of(policy.holdings, [&](auto const& holding) {
             return holding.shape == *shape && (holding.fields >> *field & 1) != 0;
           });
  };
  if (!shape || !is_held(right_field) || !is_held(until_field)) {
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

std::vector<Request> requests_of(custody::vault::Vault const& vault, SubjectId const& subject) {
  std::vector<Request> requests;
  if (!vault.has_subject(subject)) {
    return requests;
  }
  for (Accessed const& record : vault.access(subject, request_shape)) {
    if (auto request = request_of(record)) {
      requests.push_back(*std::move(request));
    }
  }
  std::ranges::sort(requests, std::ranges::greater{}, [](Request const& request) {
    return std::pair(request.asked, request.record);
  });
  return requests;
}

std::optional<Request> open_request(custody::vault::Vault const& vault, SubjectId const& subject,
                                    Right right) {
  auto const requests = requests_of(vault, subject);
  auto const found = std::ranges::find_if(requests, [&](Request const& request) {
    return request.right == right && request.is_open();
  });
  return found == requests.end() ? std::nullopt : std::optional(*found);
}

Request ask(custody::vault::Vault& vault, SubjectId const& subject, Right right,
            std::optional<Day> until) {
  if (!keeps_requests(vault)) {
    throw Failure(
        FailureKind::refused,
        {.code = "requests.none",
         .message = "the policy keeps no requests",
         .remedy = "state a record request with the field right and the events asked, "
                   "extended, answered, refused and undone, and a purpose that holds it"});
  }
  if (auto known = open_request(vault, subject, right)) {
    return *std::move(known);
  }
  Day const today = vault.today();
  std::vector<custody::vault::NewRecord> records(1);
  records[0].shape = std::string(request_shape);
  records[0].fields.emplace_back(std::string(right_field),
                                 PersonalText(std::string(name_of(right))));
  if (until) {
    records[0].fields.emplace_back(std::string(until_field), PersonalText(to_string(*until)));
  }
  records[0].events.emplace_back(std::string(asked_event), today);
  auto const added = vault.add_records(the_person, subject, records, {});
  return {.record = added.front().record,
          .right = right,
          .asked = today,
          .due = answer_by(today),
          .closed = std::nullopt,
          .until = until,
          .answer = {}};
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
