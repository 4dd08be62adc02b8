// Internal to edge/pages: the templates that Pages owns.
#pragma once

#include "edge/pages/pages.hpp"
#include "edge/pages/render.hpp"

namespace lofte::edge::pages {

struct Pages::Templates {
  Rendering policy{"templates/layout.html", "templates/policy.html"};
  Rendering difference{"templates/layout.html", "templates/difference.html"};
};

}  // namespace lofte::edge::pages
