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

// Without the day that was promised, at once: nobody promised a day on which it can be undone.
Day last_day(Request const& request) {
  return request.until.value_or(request.asked);
}

// The law may ask for the request to be kept, and the rest with it is gone.
void close_if_kept(Vault& vault, SubjectId const& subject) {
  if (auto const request = open_request(vault, subject, Right::erasure)) {
    close(vault, subject, *request, Request::State::answered);
  }
}

// Each step may be done again: the request stays open until all is done.
void carry_out(Vault& vault, SubjectId const& subject, ErasureTold const& told) {
  if (told.before) {
    told.before(subject);
  }
  lift_restriction(vault, subject);  // it would keep what is to be erased
  Answer const answer = erase(vault, subject);
  close_if_kept(vault, subject);
  if (told.after) {
    told.after(subject, answer.receipt);
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
  auto const known = open_request(vault, subject, Right::erasure);
  if (!known && vault.standing(subject).restricted) {
    throw Failure(FailureKind::conflict,
                  {.code = "erasure.restricted",
                   .message = "the person has asked that their data be stored and nothing else",
                   .remedy = "lift the restriction first"});
  }
  Day const last = known ? last_day(*known) : vault.today() + days{erasure_undo_days(vault)};
  // First what makes sure that it is done; without a request it does no harm.
  agenda.put({.subject = subject, .day = last});
  ask(vault, subject, Right::erasure, last);
  restrict(vault, subject);
  return {.undo_until = last, .answer = std::nullopt};
}

std::optional<Request> pending_erasure(Vault const& vault, SubjectId const& subject) {
  auto request = open_request(vault, subject, Right::erasure);
  if (request) {
    request->until = last_day(*request);
  }
  return request;
}

bool undo_erasure(Vault& vault, Agenda& agenda, SubjectId const& subject) {
  auto const request = open_request(vault, subject, Right::erasure);
  if (!request || last_day(*request) < vault.today()) {
    return false;
  }
  lift_restriction(vault, subject);
  close(vault, subject, *request, Request::State::undone);
  agenda.remove({.subject = subject, .day = last_day(*request)});
  return true;
}

ErasuresDone erase_those_due(Vault& vault, Agenda& agenda, ErasureTold const& told) {
  ErasuresDone counted;
  Day const today = vault.today();
  agenda.visit_due(today, [&](custody::agenda::Entry const& entry) {
    try {
      auto const request = open_request(vault, entry.subject, Right::erasure);
      if (request && last_day(*request) >= today) {
        agenda.put({.subject = entry.subject, .day = last_day(*request)});
      } else if (request) {
        carry_out(vault, entry.subject, told);
        ++counted.done;
      }
      agenda.remove(entry);
    } catch (Failure const&) {
      ++counted.failed;
    }
  });
  return counted;
}

}  // namespace lofte::shop::rights
