// Internal to edge/pages: the templates that CustomerPages owns.
#pragma once

#include "edge/pages/customer_pages.hpp"
#include "edge/pages/render.hpp"

namespace lofte::edge::pages {

struct CustomerPages::Templates {
  static constexpr std::string_view layout = "templates/layout.html";

  Rendering sign_in{layout, "templates/sign_in.html"};
  Rendering registering{layout, "templates/register.html"};
  Rendering newsletter{layout, "templates/newsletter.html"};
  Rendering unsubscribe{layout, "templates/unsubscribe.html"};
  Rendering notice{layout, "templates/notice.html"};
  Rendering contact{layout, "templates/contact.html"};
  Rendering enquiry_case{layout, "templates/case.html"};
  Rendering reviews{layout, "templates/reviews.html"};
  Rendering write_review{layout, "templates/write_review.html"};
  Rendering own_publication{layout, "templates/own_publication.html"};
  Rendering own_publications{layout, "templates/own_publications.html"};
  Rendering overview{layout, "templates/overview.html"};
  Rendering data{layout, "templates/data.html"};
  Rendering choices{layout, "templates/choices.html"};
  Rendering orders{layout, "templates/orders.html"};
  Rendering trail{layout, "templates/trail.html"};
  Rendering rights{layout, "templates/rights.html"};
  Rendering security{layout, "templates/security.html"};
  Rendering correct{layout, "templates/correct.html"};
  Rendering erase_preview{layout, "templates/erase_preview.html"};
  Rendering erase_pending{layout, "templates/erase_pending.html"};
  Rendering package{layout, "templates/package.html"};
  Rendering package_file{"templates/package_layout.html", "templates/package.html"};
};

}  // namespace lofte::edge::pages
