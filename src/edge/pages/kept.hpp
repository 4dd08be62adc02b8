// Internal to edge/pages: what is kept of a record that a form makes, for what, and for how long.
// Template: the section KEPT.
#pragma once

#include <string>

#include "edge/pages/customer_frame.hpp"

namespace lofte::edge::pages {

void fill_kept(Filling& filling, std::string const& shape, CustomerFrame const& frame);

}  // namespace lofte::edge::pages
