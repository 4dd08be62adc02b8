// CustomerPages::rights: what a person may ask for, and what has been asked.
#include <algorithm>
#include <array>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/documents.hpp"
#include "edge/pages/forms.hpp"
#include "edge/pages/held_record.hpp"
#include "edge/pages/rights_in_words.hpp"

namespace lofte::edge::pages {
namespace {

using promise::policy::RightKind;

std::string_view name_key(RightRequest::Right right) {
  constexpr std::array<std::string_view, 6> keys{
      "request.right.access",      "request.right.rectification", "request.right.erasure",
      "request.right.restriction", "request.right.portability",   "request.right.objection"};
  return keys.at(static_cast<std::size_t>(right));
}

void fill_state(Filling& shown, RightRequest const& request, CustomerFrame const& frame) {
  constexpr std::array<std::string_view, 5> keys{"request.in_progress", "request.answered",
                                                 "request.extended", "request.refused",
                                                 "request.undone"};
  bool const waits = request.state == RightRequest::State::in_progress ||
                     request.state == RightRequest::State::extended;
  shown.set("STATE", frame.phrases().text(keys.at(static_cast<std::size_t>(request.state))));
  shown.section(waits ? "WAITS" : "IS_CLOSED");
  if (waits) {
    shown.section("DUE").set("DATE", frame.words().day(request.due));
  } else if (request.closed) {
    shown.section("CLOSED").set("DATE", frame.words().day(*request.closed));
  }
}

// A section with what somebody wrote, shown only when there is something.
void fill_text(Filling& shown, std::string_view name, std::string_view text) {
  if (!text.empty()) {
    Filling section = shown.section(name);
    fill_lines(section, text);
  }
}

void fill_requests(Filling& filling, RightsPage const& page, CustomerFrame const& frame) {
  if (page.requests.empty()) {
    filling.section("NO_REQUESTS");
  }
  for (RightRequest const& request : page.requests) {
    Filling shown = filling.section("REQUEST");
    shown.set("RIGHT", frame.phrases().text(name_key(request.right)))
        .set("ASKED", frame.words().day(request.asked));
    fill_state(shown, request, frame);
    if (request.extended) {
      shown.section("EXTENDED").set("DATE", frame.words().day(*request.extended));
    }
    fill_text(shown, "DETAILS", request.details);
    fill_text(shown, "EXTENSION", request.extension);
    fill_text(shown, "ANSWER", request.answer);
    if (request.state == RightRequest::State::refused) {
      Filling refused = shown.section("IS_REFUSED");
      fill_authority(refused, frame.words().policy(), frame.phrases());
    }
    fill_documents(shown, request.documents, frame);
  }
}

void fill_ask(Filling& filling, AskForm const& ask, Phrases const& phrases) {
  if (ask.rights.empty()) {
    return;
  }
  Filling section = filling.section("ASK");
  Form form(section, {.prefix = "ask", .faults = ask.faults, .phrases = phrases});
  Input right{.name = std::string(fields::right),
              .label = std::string(phrases.text("input.right")),
              .value = ask.right,
              .control = Input::Control::choice};
  for (std::string const& name : ask.rights) {
    right.options.push_back(
        {.value = name, .name = std::string(phrases.text("request.right." + name))});
  }
  form.input(right);
  if (ask.takes == AskForm::Takes::details_too) {
    form.input({.name = std::string(fields::details),
                .label = std::string(phrases.text("input.details")),
                .value = ask.details,
                .hint = std::string(phrases.text("input.details_hint")),
                .control = Input::Control::lines});
  }
  form.summary(filling);
}

}  // namespace

std::string CustomerPages::rights(Policy const& policy, View const& view,
                                  RightsPage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  Filling filling = frame.begin(
      faulty_title(phrases.text("rights_page.title"), page.ask.faults, phrases), paths::rights);
  filling.set("HEADING", phrases.text("rights_page.title"));
  auto const right = [&](std::string_view name, RightKind kind) {
    filling.set(name, right_in_words(policy, kind, phrases));
  };
  right("R_ACCESS", RightKind::access);
  right("R_RECTIFICATION", RightKind::rectification);
  right("R_ERASURE", RightKind::erasure);
  right("R_RESTRICTION", RightKind::restriction);
  right("R_PORTABILITY", RightKind::portability);
  right("R_OBJECTION", RightKind::objection);
  right("R_WITHDRAWAL", RightKind::withdrawal);
  right("R_COMPLAINT", RightKind::complaint);
  bool const restricted = view.visitor && view.visitor->restricted_since;
  filling.section(restricted ? "LIFT" : "RESTRICT");
  fill_authority(filling, policy, phrases);
  fill_ask(filling, page.ask, phrases);
  fill_requests(filling, page, frame);
  return templates_->rights.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages
