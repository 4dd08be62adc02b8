// Internal to edge/pages: one record with its values, why it is held, and until when. Template:
// parts/held.html.
#pragma once

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/held.hpp"

namespace lofte::edge::pages {

// "Beställning 10234"
std::string name_of(HeldRecord const& record, PolicyWords const& words);

// Sets HELD_NAME, HELD_WHEN, HELD_UNTIL and fills VALUE, HAPPENED and WHY in `section`.
void fill_held(Filling section, HeldRecord const& record, CustomerFrame const& frame);

// Lines of a value, which the template engine would run together.
void fill_lines(Filling& section, std::string_view value);

}  // namespace lofte::edge::pages
