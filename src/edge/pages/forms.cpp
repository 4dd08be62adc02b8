#include "edge/pages/forms.hpp"

#include <algorithm>
#include <array>

#include "edge/pages/policy_words.hpp"

namespace lofte::edge::pages {
namespace {

std::string_view key_of(Fault fault) {
  constexpr std::array<std::string_view, 17> keys{
      "missing",       "malformed",        "too_long",  "too_short", "too_common",
      "taken",         "in_the_future",    "wrong",     "unchanged", "not_known",
      "too_often",     "form_too_old",     "file_type", "too_many",  "passkey_refused",
      "passkey_known", "passkeys_too_many"};
  return keys.at(static_cast<std::size_t>(fault));
}

// An id for a name such as "field.email".
std::string id_of(std::string_view prefix, std::string_view name) {
  std::string id = std::string(prefix) + "-" + std::string(name);
  std::ranges::replace_if(
      id,
      [](char letter) {
        return (letter < 'a' || letter > 'z') && (letter < '0' || letter > '9') && letter != '_';
      },
      '-');
  return id;
}

void fill_control(Filling& shown, Input const& input) {
  switch (input.control) {
    case Input::Control::line:
      shown.section("INPUT_LINE");
      return;
    case Input::Control::lines:
      shown.section("INPUT_LINES");
      return;
    case Input::Control::files:
      shown.section("INPUT_FILES").set("ACCEPT", input.accept);
      return;
    case Input::Control::box:
      shown.section("INPUT_BOX");
      shown.section("IS_BOX");
      return;
    case Input::Control::choice: {
      Filling choice = shown.section("INPUT_CHOICE");
      for (Input::Option const& option : input.options) {
        Filling line = choice.section("OPTION");
        line.set("OPTION_VALUE", option.value).set("OPTION_NAME", option.name);
        if (option.value == input.value) {
          line.section("OPTION_CHOSEN");
        }
      }
      return;
    }
  }
}

}  // namespace

std::string Form::words_of(FormFault const& fault, std::string_view key) const {
  std::string const kind(key_of(fault.fault));
  std::string_view const own = place_.phrases.find("fault." + std::string(key) + "." + kind);
  return std::string(own.empty() ? place_.phrases.text("fault." + kind) : own);
}

void Form::input(Input const& input) {
  std::string const id = id_of(place_.prefix, input.name);
  Filling shown = section_.section("INPUT");
  shown.set("INPUT_ID", id)
      .set("INPUT_NAME", input.name)
      .set("INPUT_LABEL", capitalised(input.label))
      .set("INPUT_TYPE", input.type)
      .set("INPUT_AUTOCOMPLETE", input.autocomplete)
      .set("INPUT_VALUE", input.value);
  fill_control(shown, input);
  if (input.need != Input::Need::unsaid) {
    shown.section(input.need == Input::Need::required ? "INPUT_NEEDED" : "INPUT_FREE");
  }
  if (!input.hint.empty()) {
    shown.section("INPUT_HINT").set("HINT", input.hint);
  }
  auto const fault = std::ranges::find(place_.faults, input.name, &FormFault::field);
  if (fault != place_.faults.end()) {
    std::string const words =
        words_of(*fault, input.fault_key.empty() ? input.name : input.fault_key);
    shown.section("INPUT_FAULT").set("FAULT", words);
    lines_.push_back({.id = id, .words = words});
    told_.push_back(input.name);
  }
  std::string const by = (input.hint.empty() ? "" : id + "-hint") +
                         (fault == place_.faults.end() ? "" : " " + id + "-fault");
  if (!by.empty()) {
    shown.section("INPUT_DESCRIBED").set("DESCRIBED_BY", by);
  }
}

void Form::summary(Filling page) const {
  if (place_.faults.empty()) {
    return;
  }
  Filling summary = page.section("FAULTS");
  for (Line const& line : lines_) {
    summary.section("FAULT_LINE").section("FAULT_LINK").set("ID", line.id).set("WORDS", line.words);
  }
  for (FormFault const& fault : place_.faults) {
    if (std::ranges::find(told_, fault.field) == told_.end()) {
      summary.section("FAULT_LINE")
          .section("FAULT_PLAIN")
          .set("WORDS", words_of(fault, fault.field.empty() ? "form" : fault.field));
    }
  }
}

std::string faulty_title(std::string_view title, std::vector<FormFault> const& faults,
                         Phrases const& phrases) {
  return faults.empty() ? std::string(title)
                        : phrases.filled("form.faulty_title", {{"title", title}});
}

}  // namespace lofte::edge::pages
