// Internal to edge/pages: the passkeys of an account, on the page about its security.
#pragma once

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/me_pages.hpp"

namespace lofte::edge::pages {

void fill_passkeys(Filling& page, PasskeySection const& section, CustomerFrame const& frame);

}  // namespace lofte::edge::pages
