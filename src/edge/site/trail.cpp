#include "edge/site/trail.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <iterator>
#include <optional>
#include <ranges>

namespace lofte::edge::site {

namespace json = boost::json;
using pages::SignIn;
using pages::TrailEntry;

namespace {

constexpr std::string_view denied_prefix = "denied.";
constexpr std::string_view signed_in_act = "signed_in";

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
  if (text_of(statement, "act") != signed_in_act) {
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

std::optional<json::object> parsed(std::string_view statement) {
  json::error_code error;
  json::value value = json::parse(statement, error);
  return !error && value.is_object() ? std::optional(std::move(value.get_object())) : std::nullopt;
}

// Tells sign-ins from the rest before either is parsed; a few others may be taken for one.
bool may_be_sign_in(std::string_view statement) {
  return statement.contains(signed_in_act);
}

struct Sorted {
  std::vector<SignIn> sign_ins;
  std::vector<std::string_view> entries;
};

// Newest first.
Sorted sorted(std::vector<std::string> const& statements) {
  Sorted sorted;
  for (std::string const& statement : statements | std::views::reverse) {
    auto const suspect = may_be_sign_in(statement) ? parsed(statement) : std::nullopt;
    if (auto const sign_in = suspect ? sign_in_of(*suspect) : std::nullopt) {
      sorted.sign_ins.push_back(*sign_in);
    } else {
      sorted.entries.push_back(statement);
    }
  }
  return sorted;
}

}  // namespace

pages::TrailPage trail_page(std::vector<std::string> const& statements, unsigned page,
                            NameOfActor const& name_of) {
  auto const [sign_ins, entries] = sorted(statements);
  pages::TrailPage trail{.pager = pages::Pager::of(entries.size(), trail_entries_on_a_page, page)};
  if (trail.pager.page == 1) {
    std::ranges::copy(sign_ins | std::views::take(sign_ins_shown),
                      std::back_inserter(trail.sign_ins));
  }
  for (auto const statement : trail.pager.on_it(std::span(entries), trail_entries_on_a_page)) {
    if (auto const object = parsed(statement)) {
      trail.entries.push_back(entry_of(*object, name_of));
    }
  }
  return trail;
}

}  // namespace lofte::edge::site
