// Asking the shop something, and what becomes of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "edge/pages/view.hpp"

namespace lofte::edge::pages {

// Beside the form: how else the shop is reached.
struct ContactPage {
  // As typed, or known of who has signed in.
  struct Typed {
    std::string name{}, email{}, phone{}, kind{}, message{};
  } typed{};
  std::string submission{};  // sent back as fields::submission
  std::vector<FormFault> faults{};
  // What the policy keeps of it; without enquiries there is no form.
  struct Takes {
    bool enquiries = false;
    bool phone = false;
    bool kind = false;
    bool files = false;
  } takes{};
  std::vector<std::string> kinds{};  // names, each with words in web/texts: enquiry.kind.NAME
  std::string accept{};              // endings of the files that are taken: ".pdf,.png"
  unsigned files_max = 0;
  unsigned files_mib_max = 0;
  std::string shape = "enquiry";
};

// One enquiry, for whoever has its link.
struct CasePage {
  std::string token{};  // of the link
  enum class State { received, answered, closed } state = State::received;
  Day received{};
  std::optional<Day> answered{};
  std::optional<Day> closed{};
  std::string kind{};     // "": not held
  std::string message{};  // what has been written so far
  std::string answer{};
  struct File {
    std::string name{};
    std::uint64_t bytes = 0;
  };
  std::vector<File> files{};
  // The form for more; none when it is closed.
  std::string typed{};
  std::vector<FormFault> faults{};
  std::string accept{};  // "": no files
  unsigned files_max = 0;
  unsigned files_mib_max = 0;
};

}  // namespace lofte::edge::pages
