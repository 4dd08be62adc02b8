// CustomerPages::trail: who has done what with a person's data, and why.
#include <algorithm>
#include <array>
#include <optional>

#include "edge/pages/clock_time.hpp"
#include "edge/pages/customer_frame.hpp"
#include "edge/pages/customer_pages.hpp"
#include "edge/pages/customer_templates.hpp"
#include "edge/pages/words.hpp"

namespace lofte::edge::pages {
namespace {

std::string in_words(std::string const& act, Phrases const& phrases) {
  std::string_view const known = phrases.find("act." + act);
  return std::string(known.empty() ? std::string_view(act) : known);
}

std::string by_of(TrailEntry const& entry, Phrases const& phrases) {
  constexpr std::array<std::string_view, 3> keys{"trail.by_you", "trail.by_staff",
                                                 "trail.by_system"};
  std::string by(phrases.text(keys.at(static_cast<std::size_t>(entry.by))));
  return entry.actor.empty() || entry.by == TrailEntry::By::you ? by
                                                                : by + " (" + entry.actor + ")";
}

// "lapsed", or with the gate's prefix "denied.lapsed".
std::string reason_of(TrailEntry const& entry, Phrases const& phrases) {
  std::string const name = entry.reason.substr(entry.reason.rfind('.') + 1);
  std::string_view const known = phrases.find("refusal." + name);
  return known.empty() ? name : std::string(known);
}

void fill_entry(Filling shown, TrailEntry const& entry, CustomerFrame const& frame) {
  PolicyWords const& words = frame.words();
  Phrases const& phrases = frame.phrases();
  shown.set("TIME", clock_time(entry.at, words.policy()))
      .set("ACT", in_words(entry.act, phrases))
      .set("BY", by_of(entry, phrases));
  shown.text("SHAPE", entry.shape.empty() ? "" : words.shape(entry.shape));
  shown.text("FIELDS", words.fields(entry.shape, entry.fields));
  if (!entry.recipient.empty()) {
    shown.section("RECIPIENT")
        .set("NAME", words.recipient(entry.recipient))
        .set("ABOUT", in_words(entry.about, phrases));
  }
  shown.text("PURPOSE", entry.purpose.empty() ? "" : words.purpose(entry.purpose));
  if (!entry.reason.empty()) {
    shown.section("REFUSED").set("REASON", reason_of(entry, phrases));
  }
  if (entry.times > 1) {
    shown.section("TIMES").set(
        "TEXT", phrases.filled("trail.times", {{"count", number_in_words(entry.times, phrases)}}));
  }
}

std::string_view key_of(SignIn::Way way) {
  constexpr std::array<std::string_view, 3> keys{"trail.with_password", "trail.with_link",
                                                 "trail.with_passkey"};
  return keys.at(static_cast<std::size_t>(way));
}

void fill_sign_ins(Filling& filling, TrailPage const& page, CustomerFrame const& frame) {
  if (page.sign_ins.empty()) {
    return;
  }
  Filling list = filling.section("SIGN_INS");
  for (SignIn const& sign_in : page.sign_ins) {
    Filling shown = list.section("SIGN_IN");
    shown.set("WHEN", day_and_time(sign_in.at, frame.words()))
        .set("WAY", frame.phrases().text(key_of(sign_in.way)));
    shown.text("DEVICE", sign_in.device);
  }
}

}  // namespace

std::string CustomerPages::trail(Policy const& policy, View const& view,
                                 TrailPage const& page) const {
  CustomerFrame frame(policy, view);
  Filling filling = frame.begin(frame.phrases().text("trail.title"), paths::trail);
  if (page.entries.empty()) {
    filling.section("NO_ENTRIES");
  }
  std::optional<Filling> group;
  std::optional<Day> group_day;
  for (TrailEntry const& entry : page.entries) {
    Day const day = day_of(entry.at, policy);
    if (group_day != day) {
      group = filling.section("DAY");
      group->set("DATE", frame.words().day(day)).set("DATE_ISO", to_string(day));
      group_day = day;
    }
    fill_entry(group->section("ENTRY"), entry, frame);
  }
  frame.pager(filling, paths::trail, page.pager);
  fill_sign_ins(filling, page, frame);
  return templates_->trail.with(frame.dictionary(), frame.phrases());
}

}  // namespace lofte::edge::pages
