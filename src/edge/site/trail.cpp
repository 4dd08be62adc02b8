#include "edge/site/trail.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <optional>
#include <ranges>

namespace lofte::edge::site {

namespace json = boost::json;
using pages::SignIn;
using pages::TrailEntry;

namespace {

constexpr std::string_view denied_prefix = "denied.";

std::string text_of(json::object const& statement, std::string_view name) {
  auto const* const value = statement.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : "";
}

// "2026-11-27T20:15:00Z", as statements say when; the beginning of time for anything else.
Instant instant_of(json::object const& statement) {
  std::string const text = text_of(statement, "at");
  auto const day = parse_day(std::string_view(text).substr(0, 10));
  unsigned hours = 0, minutes = 0, seconds = 0;
  if (!day || std::sscanf(text.c_str() + 10, "T%2u:%2u:%2u", &hours, &minutes, &seconds) != 3) {
    return Instant{};
  }
  return Instant{std::chrono::days{day->time_since_epoch()} + std::chrono::hours{hours} +
                 std::chrono::minutes{minutes} + std::chrono::seconds{seconds}};
}

std::optional<SignIn> sign_in_of(json::object const& statement) {
  if (text_of(statement, "act") != "signed_in") {
    return std::nullopt;
  }
  std::string const by = text_of(statement, "by");
  return SignIn{.at = instant_of(statement),
                .way = by == "link"      ? SignIn::Way::mailed_link
                       : by == "passkey" ? SignIn::Way::passkey
                                         : SignIn::Way::password};
}

// What nobody does but the person, or the shop at their word: there is no actor in these entries.
constexpr std::array<std::string_view, 15> own_acts{
    "consent_given",  "consent_withdrawn",     "objected",        "objection_withdrawn",
    "channel_agreed", "channel_refused",       "restricted",      "restriction_lifted",
    "erased",         "access_given",          "reference_added", "reference_removed",
    "signed_out",     "signed_out_everywhere", "subject_created"};

// Who did it: an API key by its number; 0 is the person.
void take_actor(TrailEntry& entry, json::object const& statement, NameOfActor const& name_of) {
  auto const* const actor = statement.if_contains("actor");
  if (actor == nullptr || !actor->is_number()) {
    bool const own = std::ranges::find(own_acts, entry.act) != own_acts.end();
    entry.by = own ? TrailEntry::By::you : TrailEntry::By::system;
    return;
  }
  auto const number = actor->to_number<std::uint32_t>();
  entry.by = number == 0 ? TrailEntry::By::you : TrailEntry::By::system;
  if (number != 0) {
    entry.actor = name_of(number);
  }
}

TrailEntry entry_of(json::object const& statement, NameOfActor const& name_of) {
  TrailEntry entry{.at = instant_of(statement),
                   .act = text_of(statement, "act"),
                   .purpose = text_of(statement, "purpose"),
                   .shape = text_of(statement, "shape"),
                   .reason = text_of(statement, "reason"),
                   .recipient = text_of(statement, "recipient"),
                   .about = text_of(statement, "about")};
  if (entry.reason.starts_with(denied_prefix)) {
    entry.reason.erase(0, denied_prefix.size());
  }
  take_actor(entry, statement, name_of);
  if (auto const* const fields = statement.if_contains("fields"); fields && fields->is_array()) {
    for (auto const& field : fields->get_array()) {
      entry.fields.emplace_back(field.as_string());
    }
  }
  if (auto const* const times = statement.if_contains("times"); times && times->is_number()) {
    entry.times = times->to_number<std::uint64_t>();
  }
  return entry;
}

void take_page(pages::TrailPage& trail, std::vector<TrailEntry> const& all, unsigned page) {
  trail.pager = pages::Pager::of(all.size(), trail_entries_on_a_page, page);
  auto const shown = trail.pager.on_it(std::span(all), trail_entries_on_a_page);
  trail.entries.assign(shown.begin(), shown.end());
  if (trail.pager.page != 1) {
    trail.sign_ins.clear();
  }
}

}  // namespace

pages::TrailPage trail_page(std::vector<custody::vault::Noting> const& notings, unsigned page,
                            NameOfActor const& name_of) {
  pages::TrailPage trail;
  std::vector<TrailEntry> all;
  for (auto const& noting : notings | std::views::reverse) {
    json::error_code error;
    json::value const statement = json::parse(noting.statement, error);
    if (error || !statement.is_object()) {
      continue;
    }
    if (auto const sign_in = sign_in_of(statement.get_object())) {
      if (trail.sign_ins.size() < sign_ins_shown) {
        trail.sign_ins.push_back(*sign_in);
      }
    } else {
      all.push_back(entry_of(statement.get_object(), name_of));
    }
  }
  take_page(trail, all, page);
  return trail;
}

}  // namespace lofte::edge::site
