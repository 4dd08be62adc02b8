#include "shop/rights/request_erasure.hpp"

#include <algorithm>
#include <charconv>

#include "base/failure.hpp"
#include "shop/rights/erase.hpp"
#include "shop/rights/restrict.hpp"

namespace lofte::shop::rights {

using custody::agenda::Agenda;
using custody::vault::Vault;
using std::chrono::days;

namespace {

Day undo_until(Vault const& vault, Request const& request) {
  return request.asked + days{erasure_undo_days(vault)};
}

// The law may ask for the request to be kept, and the rest with it is gone.
void close_if_kept(Vault& vault, SubjectId const& subject) {
  if (auto const request = open_request(vault, subject, Right::erasure)) {
    close(vault, subject, *request, Request::State::answered);
  }
}

}  // namespace

unsigned erasure_undo_days(Vault const& vault) {
  auto const shown = vault.in_force().shown;
  auto const& settings = shown->history().current().policy->settings;
  auto const found = settings.find("erasure_undo_days");
  unsigned count = 0;
  if (found == settings.end() || !keeps_requests(vault)) {
    return 0;
  }
  std::from_chars(found->second.data(), found->second.data() + found->second.size(), count);
  return std::min(count, erasure_undo_days_max);
}

ErasureAsked request_erasure(Vault& vault, Agenda& agenda, SubjectId const& subject) {
  if (erasure_undo_days(vault) == 0) {
    return {.undo_until = std::nullopt, .answer = erase(vault, subject)};
  }
  if (!open_request(vault, subject, Right::erasure) && vault.standing(subject).restricted) {
    throw Failure(FailureKind::conflict,
                  {.code = "erasure.restricted",
                   .message = "the person has asked that their data be stored and nothing else",
                   .remedy = "lift the restriction first"});
  }
  Request const request = ask(vault, subject, Right::erasure);
  Day const last = undo_until(vault, request);
  agenda.put({.subject = subject, .day = last});
  restrict(vault, subject);
  return {.undo_until = last, .answer = std::nullopt};
}

std::optional<Day> undo_until(Vault const& vault, SubjectId const& subject) {
  auto const request = open_request(vault, subject, Right::erasure);
  return request ? std::optional(undo_until(vault, *request)) : std::nullopt;
}

bool undo_erasure(Vault& vault, Agenda& agenda, SubjectId const& subject) {
  auto const request = open_request(vault, subject, Right::erasure);
  if (!request || undo_until(vault, *request) < vault.today()) {
    return false;
  }
  lift_restriction(vault, subject);
  close(vault, subject, *request, Request::State::undone);
  agenda.remove({.subject = subject, .day = undo_until(vault, *request)});
  return true;
}

std::size_t erase_those_due(Vault& vault, Agenda& agenda) {
  std::size_t erased = 0;
  agenda.visit_due(vault.today(), [&](custody::agenda::Entry const& entry) {
    auto const request = open_request(vault, entry.subject, Right::erasure);
    if (request && undo_until(vault, *request) < vault.today()) {
      // Each may be done again: the request stays open until all is done.
      lift_restriction(vault, entry.subject);  // it would keep what is to be erased
      erase(vault, entry.subject);
      close_if_kept(vault, entry.subject);
      ++erased;
    }
    agenda.remove(entry);
  });
  return erased;
}

}  // namespace lofte::shop::rights
