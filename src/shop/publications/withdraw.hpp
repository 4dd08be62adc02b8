// Taking a contribution back: one of them, and not the others.
#pragma once

#include "shop/publications/publications.hpp"

namespace lofte::shop::publications {

// It is shown to nobody from now on. Its values are removed, and the next tick destroys their keys;
// that it was withdrawn, and when, stays through the day where the policy has the event
// `withdrawn_by_author`. Withdrawn already: finishes what a crash may have left. Throws Failure
// (not_found, "record.unknown") when it is held no longer.
void withdraw(custody::vault::Vault& vault, SubjectId const& subject, RecordId const& record);

// The same by the shop's hand, of what it will not publish, or no longer: no event of the author's.
// `actor` is bound to the purpose.
void decline(custody::vault::Vault& vault, promise::gate::Actor const& actor,
             SubjectId const& subject, RecordId const& record);

}  // namespace lofte::shop::publications
