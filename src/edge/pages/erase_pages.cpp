// CustomerPages: what an erasure would do, and one that waits.
#include <algorithm>
#include <tuple>

#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/forms.hpp"
#include "edge/pages/passkey_form.hpp"

namespace lofte::edge::pages {
namespace {

// Lines that say the same are one, counted.
struct Line {
  std::string shape;
  std::string reference;
  std::string fields;
  std::string purpose;
  std::string until;
  std::uint64_t count = 1;

  auto what() const { return std::tie(shape, fields, purpose, until); }
};

void add(std::vector<Line>& lines, Line line) {
  auto const known =
      std::ranges::find_if(lines, [&](Line const& one) { return one.what() == line.what(); });
  if (known == lines.end()) {
    lines.push_back(std::move(line));
  } else {
    ++known->count;
  }
}

std::string name_of(Line const& line, CustomerFrame const& frame) {
  std::string const shape = frame.words().shape(line.shape);
  if (line.count > 1) {
    return shape + " × " + std::to_string(line.count);
  }
  return shape + (line.reference.empty() ? "" : " " + line.reference);
}

void fill_goes(Filling& filling, std::vector<Going> const& goes, CustomerFrame const& frame) {
  std::vector<Line> lines;
  for (Going const& going : goes) {
    add(lines, {.shape = going.shape,
                .reference = going.reference,
                .fields = frame.words().fields(going.shape, going.fields),
                .purpose = "",
                .until = ""});
  }
  if (lines.empty()) {
    filling.section("NOTHING_GOES");
  }
  for (Line const& line : lines) {
    Filling shown = filling.section("GOES");
    shown.set("NAME", name_of(line, frame));
    shown.text("DATA", line.fields);
  }
}

void fill_stays(Filling& filling, std::vector<StayingOn> const& stays, CustomerFrame const& frame) {
  PolicyWords const& words = frame.words();
  std::vector<Line> lines;
  for (StayingOn const& staying : stays) {
    add(lines, {.shape = staying.shape,
                .reference = staying.reference,
                .fields = words.fields(staying.shape, staying.fields),
                .purpose = staying.purpose,
                .until = words.ending(staying.ends)});
  }
  if (lines.empty()) {
    filling.section("NOTHING_STAYS");
  }
  for (Line const& line : lines) {
    auto const* purpose = words.find_purpose(line.purpose);
    Filling shown = filling.section("STAYS");
    shown.set("NAME", name_of(line, frame)).set("UNTIL", capitalised(line.until));
    shown.set("PURPOSE", line.purpose.empty() ? std::string(words.text("held.legal_hold"))
                                              : words.purpose(line.purpose));
    shown.text("DATA", line.fields);
    shown.text("LAW", purpose == nullptr ? "" : purpose->law.value_or(""));
  }
}

void fill_proof(Filling& whole, Filling filling, ErasePreview const& page,
                CustomerFrame const& frame) {
  Phrases const& phrases = frame.phrases();
  using Proof = ErasePreview::Proof;
  Filling undo = filling.section(page.undo_days == 0 ? "NO_UNDO" : "UNDO");
  undo.set(
      "UNDO_TEXT",
      phrases.filled("erase.undo", {{"days", frame.words().counted("unit.days", page.undo_days)}}));
  if (page.proof == Proof::fresh) {
    filling.section("FRESH");
    return;
  }
  if (page.passkey == PasskeyOffer::offered) {
    fill_passkey_form(whole, filling,
                      {.action = paths::passkey_proof,
                       .options = paths::passkey_proof_options,
                       .button = "passkey.prove",
                       .next = paths::erase},
                      frame);
  }
  if (page.proof != Proof::mailed_link) {
    Form form(filling.section("BY_PASSWORD"),
              {.prefix = "erase", .faults = page.faults, .phrases = phrases});
    form.input({.name = std::string(fields::password),
                .label = std::string(phrases.text("input.password")),
                .type = "password",
                .autocomplete = "current-password"});
    form.summary(filling);
  }
  if (page.proof != Proof::password) {
    filling.section("BY_LINK");
  }
  if (page.proof == Proof::either) {
    filling.section("EITHER");
  }
}

}  // namespace

std::string CustomerPages::erase_preview(Policy const& policy, View const& view,
                                         ErasePreview const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  Filling filling =
      frame.begin(faulty_title(phrases.text("erase.title"), page.faults, phrases), paths::erase);
  filling.set("HEADING", phrases.text("erase.title"));
  fill_goes(filling, page.goes, frame);
  fill_stays(filling, page.stays, frame);
  if (!page.goes.empty()) {
    fill_proof(filling, filling.section("ASK"), page, frame);
  }
  return templates_->erase_preview.with(frame.dictionary(), frame.phrases());
}

std::string CustomerPages::erase_pending(Policy const& policy, View const& view,
                                         ErasePending const& page) const {
  CustomerFrame frame(policy, view);
  Phrases const& phrases = frame.phrases();
  Filling filling = frame.begin(phrases.text("erase_pending.title"), paths::erase);
  std::string const asked = frame.words().day(page.asked);
  std::string const until = frame.words().day(page.undo_until);
  filling.set("LEAD", phrases.filled("erase_pending.lead", {{"asked", asked}, {"until", until}}));
  fill_stays(filling, page.stays, frame);
  return templates_->erase_pending.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages
