// The link to an enquiry's page: who has it sees that enquiry and nothing else, without signing in.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/id.hpp"
#include "custody/tickets/tickets.hpp"

namespace lofte::shop::enquiries {

inline constexpr std::chrono::hours case_link_hours_max{90 * 24};

struct Case {
  SubjectId subject;
  RecordId record;
};

// The token of a fresh link.
std::string issue_case_link(custody::tickets::Tickets& tickets, Clock const& clock,
                            Case const& enquiry);
// Nullopt when there is no such link, or no longer.
std::optional<Case> case_of_link(custody::tickets::Tickets const& tickets, std::string_view token);

}  // namespace lofte::shop::enquiries
