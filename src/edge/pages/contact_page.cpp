// CustomerPages: the form to the shop, and an enquiry's own page.
#include <fmt/format.h>

#include <array>

#include "edge/pages/contact_pages.hpp"
#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/detail.hpp"
#include "edge/pages/forms.hpp"
#include "edge/pages/held_record.hpp"
#include "edge/pages/kept.hpp"

namespace lofte::edge::pages {
namespace {

using Need = Input::Need;
using Control = Input::Control;

constexpr std::array<std::string_view, 7> reached_by{
    "name", "address", "phone", "phone_hours", "email", "website", "contact_form"};

struct FilesInput {
  std::string accept;
  unsigned files_max;
  unsigned files_mib_max;
  bool again;  // a form that is shown again has lost them
};

Input files_input(FilesInput const& files, Phrases const& phrases) {
  std::string hint = phrases.filled(
      "input.files_hint",
      {{"count", std::to_string(files.files_max)}, {"size", std::to_string(files.files_mib_max)}});
  hint += files.again ? " " + std::string(phrases.text("input.files_again")) : "";
  return {.name = std::string(fields::files),
          .label = std::string(phrases.text("input.files")),
          .hint = std::move(hint),
          .need = Need::optional,
          .control = Control::files,
          .accept = files.accept};
}

void fill_sender(Form& form, ContactPage const& page, Phrases const& phrases) {
  auto const text = [&](std::string_view key) { return std::string(phrases.text(key)); };
  form.input({.name = std::string(fields::name),
              .label = text("input.name"),
              .value = page.typed.name,
              .autocomplete = "name"});
  form.input({.name = std::string(fields::email),
              .label = text("input.email"),
              .value = page.typed.email,
              .type = "email",
              .autocomplete = "email",
              .hint = text("contact.email_hint")});
  if (page.takes.phone) {
    form.input({.name = std::string(fields::phone),
                .label = text("input.phone"),
                .value = page.typed.phone,
                .type = "tel",
                .autocomplete = "tel",
                .need = Need::optional});
  }
}

void fill_enquiry(Form& form, ContactPage const& page, Phrases const& phrases) {
  if (page.takes.kind) {
    Input kind{.name = std::string(fields::kind),
               .label = std::string(phrases.text("input.kind")),
               .value = page.typed.kind,
               .control = Control::choice};
    for (std::string const& name : page.kinds) {
      kind.options.push_back(
          {.value = name, .name = std::string(phrases.text("enquiry.kind." + name))});
    }
    form.input(kind);
  }
  form.input({.name = std::string(fields::message),
              .label = std::string(phrases.text("input.message")),
              .value = page.typed.message,
              .control = Control::lines});
  if (page.takes.files) {
    form.input(files_input({.accept = page.accept,
                            .files_max = page.files_max,
                            .files_mib_max = page.files_mib_max,
                            .again = !page.faults.empty()},
                           phrases));
  }
}

void fill_reached_by(Filling& filling, CustomerFrame const& frame) {
  for (std::string_view const key : reached_by) {
    fill_detail(filling, frame.words().policy(), key, frame.phrases());
  }
}

std::string size_in_words(std::uint64_t bytes, Phrases const& phrases) {
  constexpr std::uint64_t kib = 1024;
  return phrases.filled("case.file_size", {{"count", std::to_string((bytes + kib - 1) / kib)}});
}

std::string_view key_of(CasePage::State state) {
  constexpr std::array<std::string_view, 3> keys{"case.state.received", "case.state.answered",
                                                 "case.state.closed"};
  return keys.at(static_cast<std::size_t>(state));
}

void fill_case(Filling& filling, CasePage const& page, CustomerFrame const& frame) {
  Phrases const& phrases = frame.phrases();
  filling.set("STATE", phrases.text(key_of(page.state)))
      .set("RECEIVED", frame.words().day(page.received));
  filling.section(page.state == CasePage::State::received ? "WAITS" : "IS_CLOSED");
  filling.text("KIND",
               page.kind.empty() ? std::string_view() : phrases.text("enquiry.kind." + page.kind));
  filling.text("ANSWERED", page.answered ? frame.words().day(*page.answered) : "");
  filling.text("CLOSED", page.closed ? frame.words().day(*page.closed) : "");
  if (!page.answer.empty()) {
    Filling answer = filling.section("ANSWER");
    fill_lines(answer, page.answer);
  }
  Filling written = filling.section("WRITTEN");
  fill_lines(written, page.message);
  if (page.files.empty()) {
    return;
  }
  Filling files = filling.section("FILES");
  for (std::size_t i = 0; i < page.files.size(); ++i) {
    files.section("FILE")
        .set("HREF", frame.to(paths::case_file(page.token, std::to_string(i + 1))))
        .set("NAME", page.files[i].name)
        .set("SIZE", size_in_words(page.files[i].bytes, phrases));
  }
}

void fill_more(Filling& filling, CasePage const& page, CustomerFrame const& frame) {
  Phrases const& phrases = frame.phrases();
  Filling section = filling.section("FORM");
  section.set("PATH", frame.to(paths::case_page(page.token)));
  Form form(section, {.prefix = "more", .faults = page.faults, .phrases = phrases});
  form.input({.name = std::string(fields::message),
              .label = std::string(phrases.text("input.message")),
              .value = page.typed,
              .need = Need::unsaid,
              .control = Control::lines});
  if (!page.accept.empty()) {
    form.input(files_input({.accept = page.accept,
                            .files_max = page.files_max,
                            .files_mib_max = page.files_mib_max,
                            .again = !page.faults.empty()},
                           phrases));
  }
  form.summary(filling);
}

}  // namespace

std::string CustomerPages::contact(Policy const& policy, View const& view,
                                   ContactPage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  Filling filling = frame.begin(faulty_title(phrases.text("contact.title"), page.faults, phrases),
                                paths::contact);
  filling.set("HEADING", phrases.text("contact.title"));
  fill_reached_by(filling, frame);
  if (!page.takes.enquiries) {
    filling.section("NO_FORM");
    return templates_->contact.with(frame.dictionary(), frame.phrases());
  }
  Filling section = filling.section("FORM");
  section.set("SUBMISSION", page.submission);
  Form form(section, {.prefix = "ask", .faults = page.faults, .phrases = phrases});
  fill_sender(form, page, phrases);
  fill_enquiry(form, page, phrases);
  form.summary(filling);
  filling.section("KEEPS");
  fill_kept(filling, page.shape, frame);
  return templates_->contact.with(frame.dictionary(), frame.phrases());
}

std::string CustomerPages::enquiry_case(Policy const& policy, View const& view,
                                        CasePage const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  Filling filling = frame.begin(faulty_title(phrases.text("case.title"), page.faults, phrases), "");
  filling.set("HEADING", phrases.text("case.title"));
  fill_case(filling, page, frame);
  if (page.state != CasePage::State::closed) {
    fill_more(filling, page, frame);
  }
  return templates_->enquiry_case.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages
