// The link to a contribution's own page: who has it sees that contribution and may withdraw it,
// without signing in. It works as long as the contribution is held.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "custody/tickets/tickets.hpp"

namespace lofte::shop::publications {

struct Place {
  SubjectId subject;
  RecordId record;
};

// The token of a fresh link, which is void after a day that is some time away.
std::string issue_publication_link(custody::tickets::Tickets& tickets, Instant void_after,
                                   Place const& place);
// Nullopt when there is no such link, or no longer.
std::optional<Place> place_of_link(custody::tickets::Tickets const& tickets,
                                   std::string_view token);

}  // namespace lofte::shop::publications
