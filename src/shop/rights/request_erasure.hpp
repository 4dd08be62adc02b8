// An erasure that can be undone for some days (the policy's `erasure_undo_days`). Meanwhile nothing
// is used: the data is restricted, and the person may change their mind.
#pragma once

#include <functional>

#include "custody/agenda/agenda.hpp"
#include "shop/rights/answer.hpp"
#include "shop/rights/requests.hpp"

namespace lofte::shop::rights {

// So that it is done within the month of article 12(3).
inline constexpr unsigned erasure_undo_days_max = 20;

// By the policy in force; 0: an erasure can't be undone. So it is, too, where the policy keeps no
// requests.
unsigned erasure_undo_days(custody::vault::Vault const& vault);

struct ErasureAsked {
  std::optional<Day> undo_until;  // the last day; nullopt: it has been done
  std::optional<Answer> answer;   // when it has been done
};

// Done at once where it can't be undone, else asked for; asking again changes nothing. Throws
// Failure: not_found ("subject.unknown"), conflict ("erasure.restricted": the person has asked for
// their data to be kept, and must take that back first).
ErasureAsked request_erasure(custody::vault::Vault& vault, custody::agenda::Agenda& agenda,
                             SubjectId const& subject);

// The erasure that was asked for and not yet done or undone; nullopt when there is none. It is as
// it was promised, whatever a later policy says of the days.
std::optional<Request> pending_erasure(custody::vault::Vault const& vault,
                                       SubjectId const& subject);

// Nothing is erased, and use goes on. False when there is nothing to undo any more.
bool undo_erasure(custody::vault::Vault& vault, custody::agenda::Agenda& agenda,
                  SubjectId const& subject);

struct ErasuresDone {
  std::size_t done = 0;
  std::size_t failed = 0;  // and left to the next time
};
// Told of each before it is done, and of the receipt after it.
struct ErasureTold {
  std::function<void(SubjectId const& subject)> before{};
  std::function<void(SubjectId const& subject, custody::ledger::ReceiptLink const& receipt)>
      after{};
};
// Erases those whose days are over. With every tick that believes its clock, after it.
ErasuresDone erase_those_due(custody::vault::Vault& vault, custody::agenda::Agenda& agenda,
                             ErasureTold const& told = {});

}  // namespace lofte::shop::rights
