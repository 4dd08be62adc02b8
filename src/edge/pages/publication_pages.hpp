// What people send in for publication: what is published, the form, and each one's own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "edge/pages/held.hpp"
#include "edge/pages/view.hpp"

namespace lofte::edge::pages {

// What is published, for everybody.
struct ReviewsPage {
  struct Review {
    Day published{};
    std::string name{};   // "": none was given
    std::string about{};  // may be empty
    std::string text{};
  };
  std::vector<Review> reviews{};  // of this page, newest first
  Pager pager{};
};

// The form.
struct WriteReviewPage {
  // As typed.
  struct Typed {
    std::string name{}, email{}, about{}, text{};
  } typed{};
  std::string submission{};    // sent back as fields::submission
  std::string licence{};       // the terms, in full
  std::string licence_mark{};  // sent back as fields::licence_mark: which terms were shown
  std::vector<FormFault> faults{};
  struct Takes {
    bool name = false;
    bool about = false;
    bool email = false;  // of who has not signed in
  } takes{};
  std::string shape = "publication";
};

// One's own, as it is held.
struct OwnPublication {
  enum class State { waiting, published, withdrawn } state = State::waiting;
  Day submitted{};
  std::optional<Day> published{};
  Ending ends{};
  std::string name{};
  std::string about{};
  std::string text{};
  std::string licence{};
  std::string path{};    // that withdrawing posts to
  std::string record{};  // sent as fields::record; "": the path says which
};

// All of a person's, on My pages.
struct OwnPublicationsPage {
  std::vector<OwnPublication> publications{};  // newest first
};

}  // namespace lofte::edge::pages
