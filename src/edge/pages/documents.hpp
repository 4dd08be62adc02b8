// Internal to edge/pages: links to what a person can fetch.
#pragma once

#include <vector>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/me_pages.hpp"

namespace lofte::edge::pages {

// Fills DOCUMENT with HREF and NAME, in `section`.
void fill_documents(Filling& section, std::vector<Document> const& documents,
                    CustomerFrame const& frame);

}  // namespace lofte::edge::pages
