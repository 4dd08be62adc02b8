// Internal to edge/pages: forms, and what is wrong with what was typed into them. Templates:
// parts/inputs.html and parts/faults.html.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "edge/pages/phrases.hpp"
#include "edge/pages/render.hpp"
#include "edge/pages/view.hpp"

namespace lofte::edge::pages {

struct Input {
  std::string name;  // as it is sent
  std::string label;
  std::string value{};  // as typed; never a password
  std::string_view type = "text";
  std::string_view autocomplete = "off";
  std::string hint{};
  enum class Need {
    required,
    optional,  // and the page says so
    unsaid     // as where all is typed already
  } need = Need::required;
  enum class Control {
    line,
    lines,   // a text of several
    choice,  // among `options`
    files,   // several, with the endings in `accept`
    box      // ticked to agree; `hint`, which may have several lines, says to what
  } control = Control::line;
  struct Option {
    std::string value;
    std::string name;
  };
  std::vector<Option> options{};
  std::string accept{};
  std::string fault_key{};  // under which web/texts has its own words for faults; "": its name
};

// One form of a page: its inputs' ids begin with a prefix of their own, so that two forms may ask
// for the same thing.
class Form {
 public:
  struct Place {
    std::string_view prefix;
    std::vector<FormFault> const& faults;
    Phrases const& phrases;
  };
  Form(Filling section, Place const& place) : section_(section), place_(place) {}

  // Inputs are shown in this order. Their faults stand with them.
  void input(Input const& input);
  // The summary at the top of `page`: faults in the order of the inputs, then those of the whole
  // form. Shows nothing when there is none.
  void summary(Filling page) const;

 private:
  std::string words_of(FormFault const& fault, std::string_view key) const;

  Filling section_;
  Place place_;
  struct Line {
    std::string id;
    std::string words;
  };
  std::vector<Line> lines_;
  std::vector<std::string> told_;  // fields whose fault stands beside them
};

// The name of a page in the browser's tab says when a form was sent in vain.
std::string faulty_title(std::string_view title, std::vector<FormFault> const& faults,
                         Phrases const& phrases);

}  // namespace lofte::edge::pages
