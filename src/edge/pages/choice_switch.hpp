// Internal to edge/pages: one switch, which is a form of its own. Template: parts/switch.html.
#pragma once

#include <string_view>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/me_pages.hpp"

namespace lofte::edge::pages {

struct ChoiceSwitch {
  Choice const& choice;
  std::string_view path;  // that it posts to: purpose, channel, answer
  // A channel of a purpose that is off as a whole has nothing to switch.
  enum class Reach { open, shut } reach = Reach::open;
};
void fill_switch(Filling shown, CustomerFrame const& frame, ChoiceSwitch const& its);

}  // namespace lofte::edge::pages
