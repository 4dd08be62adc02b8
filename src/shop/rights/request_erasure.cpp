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

// The law may ask for the request to be kept, and the rest with it is gone.
void close_if_kept(Vault& vault, SubjectId const& subject) {
  if (auto const request = pending_erasure(vault, subject)) {
    close(vault, subject, *request, Request::State::answered);
  }
}

// Each step may be done again: the request stays open until all is done.
void carry_out(Vault& vault, SubjectId const& subject, ErasureTold const& told) {
  if (told.before) {
    told.before(subject);
  }
  // It would keep what is to be erased; that it ends is nothing to tell others.
  vault.lift_restriction(subject, Vault::Telling::nobody);
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
  auto const known = pending_erasure(vault, subject);
  if (!known && vault.standing(subject).restricted) {
    throw Failure(FailureKind::conflict,
                  {.code = "erasure.restricted",
                   .message = "the person has asked that their data be stored and nothing else",
                   .remedy = "lift the restriction first"});
  }
  Day const last = known ? *known->until : vault.today() + days{erasure_undo_days(vault)};
  // First what makes sure that it is done; without a request it does no harm.
  agenda.put({.subject = subject, .day = last});
  ask(vault, subject, {.right = Right::erasure, .until = last});
  restrict(vault, subject);
  return {.undo_until = last, .answer = std::nullopt};
}

std::optional<Request> pending_erasure(Vault const& vault, SubjectId const& subject) {
  auto const requests = requests_of(vault, subject);
  auto const found = std::ranges::find_if(requests, [](Request const& request) {
    return request.right == Right::erasure && request.is_open() && request.until;
  });
  return found == requests.end() ? std::nullopt : std::optional(*found);
}

bool undo_erasure(Vault& vault, Agenda& agenda, SubjectId const& subject) {
  auto const request = pending_erasure(vault, subject);
  if (!request || *request->until < vault.today()) {
    return false;
  }
  vault.lift_restriction(subject);
  close(vault, subject, *request, Request::State::undone);
  leave_agenda(vault, agenda, {.subject = subject, .day = *request->until});
  return true;
}

ErasuresDone erase_those_due(Vault& vault, Agenda& agenda, ErasureTold const& told) {
  ErasuresDone counted;
  Day const today = vault.today();
  agenda.visit_due(today, [&](custody::agenda::Entry const& entry) {
    try {
      auto const request = pending_erasure(vault, entry.subject);
      if (request && *request->until >= today) {
        agenda.put({.subject = entry.subject, .day = *request->until});
      } else if (request) {
        carry_out(vault, entry.subject, told);
        ++counted.done;
      }
      if (!has_open_request(vault, entry.subject)) {
        agenda.remove(entry);  // else it is what the shop finds that by
      }
    } catch (Failure const&) {
      ++counted.failed;
    }
  });
  return counted;
}

}  // namespace lofte::shop::rights
