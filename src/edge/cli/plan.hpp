// A plan, as text.
#pragma once

#include "custody/upkeep/plan.hpp"

namespace lofte::edge::cli {

// The plan of publishing `policy_text`, with a bar while it is made.
custody::upkeep::Plan make_plan(custody::vault::Vault const& vault, std::string_view policy_text);

// To stdout.
void tell(custody::upkeep::Plan const& plan);

}  // namespace lofte::edge::cli
