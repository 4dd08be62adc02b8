// An erasure that can be undone for some days (the policy's `erasure_undo_days`). Meanwhile nothing
// is used: the data is restricted, and the person may change their mind.
#pragma once

#include "custody/agenda/agenda.hpp"
#include "shop/rights/answer.hpp"
#include "shop/rights/requests.hpp"

namespace lofte::shop::rights {

// A month less than article 12(3) has is left for what may fail.
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

// The last day on which the erasure that was asked for can be undone; nullopt when none was.
std::optional<Day> undo_until(custody::vault::Vault const& vault, SubjectId const& subject);

// Nothing is erased, and use goes on. False when there is nothing to undo any more.
bool undo_erasure(custody::vault::Vault& vault, custody::agenda::Agenda& agenda,
                  SubjectId const& subject);

// Erases those whose days are over; how many. To be called with every tick, before it. One that
// fails is left to the next.
std::size_t erase_those_due(custody::vault::Vault& vault, custody::agenda::Agenda& agenda);

}  // namespace lofte::shop::rights
