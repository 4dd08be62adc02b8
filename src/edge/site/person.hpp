// What is held of a person, as their pages show it.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "custody/vault/vault.hpp"
#include "edge/pages/me_pages.hpp"
#include "edge/pages/right_pages.hpp"
#include "shop/rights/requests.hpp"

namespace lofte::edge::site {

// Everything that is held, oldest first, with its values: the person's own access (GDPR article
// 15). Throws Failure (not_found, "subject.unknown").
std::vector<pages::HeldRecord> held_records(custody::vault::Vault const& vault,
                                            SubjectId const& subject);

// The same without any value: nothing of them is opened.
std::vector<pages::HeldRecord> held_outlines(custody::vault::Vault const& vault,
                                             SubjectId const& subject);
// Gives outlines their values. One that is held no longer stays without.
void open_outlines(custody::vault::Vault const& vault, SubjectId const& subject,
                   std::span<pages::HeldRecord> outlines);

// The name that the pages say whose they are by; "" when none is held. Of records with their
// values; or of outlines, of which it opens the one that says it.
std::string name_among(std::vector<pages::HeldRecord> const& records);
std::string name_of(custody::vault::Vault const& vault, SubjectId const& subject,
                    std::vector<pages::HeldRecord> const& outlines);
std::string name_of(custody::vault::Vault const& vault, SubjectId const& subject);

// What of each purpose the person has, for the policy page.
std::vector<pages::YourHolding> holdings_among(std::vector<pages::HeldRecord> const& records);

// What the person can say yes or no to, in the order of the policy.
std::vector<pages::Choice> choices_of(custody::vault::Vault const& vault, SubjectId const& subject);

// What an erasure today would take, and what it would leave.
struct Erasure {
  std::vector<pages::Going> goes;
  std::vector<pages::StayingOn> stays;
};
Erasure erasure_of(std::vector<pages::HeldRecord> const& records);

std::vector<pages::RightRequest> requests_shown(std::vector<shop::rights::Request> const& requests);

// The orders among the records, newest first, and one as its page shows it.
std::vector<pages::HeldRecord> orders_among(std::vector<pages::HeldRecord> records);
pages::Order order_shown(pages::HeldRecord const& order);

}  // namespace lofte::edge::site
