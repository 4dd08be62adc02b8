// What comes by mail: subscribing to it, and ending it.
#pragma once

#include <string>
#include <vector>

#include "edge/pages/me_pages.hpp"
#include "edge/pages/view.hpp"

namespace lofte::edge::pages {

// The form that mails a link to confirm.
struct NewsletterPage {
  // As typed; all but the address are free to be empty.
  struct Typed {
    std::string email{}, name{}, interests{};
  } typed{};
  std::vector<FormFault> faults{};
  std::string purpose{};               // a name of the policy
  std::string shape = "subscription";  // the shape of record that confirming makes
};

// Where the link at the foot of a mailing leads, without signing in.
struct UnsubscribePage {
  std::string purpose{};  // names of the policy
  std::string channel{};
  std::string path{};             // that the button posts to
  std::string choices_path{};     // that a switch posts to
  std::vector<Choice> choices{};  // of the purpose's channels; the button is shown while the
                                  // link's own is on
};

}  // namespace lofte::edge::pages
