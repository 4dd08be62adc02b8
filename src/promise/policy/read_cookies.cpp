// Reads [cookies] and [cookie.*].
#include <algorithm>

#include "promise/policy/phrase.hpp"
#include "promise/policy/reading.hpp"

namespace lofte::promise::policy {
namespace {

void read_lifetime(Reading& reading, Section& section, Cookie& cookie) {
  auto const* node = section.demand("lifetime", Node::Kind::text,
                                    "lifetime = \"session\", or a duration such as \"12 months\"");
  if (!node || node->text == "session") {
    return;
  }
  auto const duration = parse_duration(node->text);
  if (!duration) {
    reading.errors.add({.code = duration.error().code,
                        .at = node->at,
                        .message = duration.error().message,
                        .remedy = duration.error().remedy + ", or \"session\""});
  } else if (duration->unit == Unit::calendar_years || duration->unit == Unit::fiscal_years) {
    reading.errors.add({.code = "cookie.lifetime",
                        .at = node->at,
                        .message = "a browser counts a cookie's life in days, months or years",
                        .remedy = "write such as \"12 months\""});
  } else {
    cookie.lifetime = *duration;
  }
}

// Cookies have names of their own, given by whoever made them: any name that HTTP allows.
bool check_cookie_name(Reading& reading, Word const& name) {
  auto const fits = [](char letter) {
    return letter > 0x20 && letter < 0x7F &&
           std::string_view("()<>@,;:\\\"/[]?={}").find(letter) == std::string_view::npos;
  };
  if (!name.text.empty() && name.text.size() <= name_characters_max &&
      std::ranges::all_of(name.text, fits)) {
    return true;
  }
  reading.errors.add({.code = "name.malformed",
                      .at = name.at,
                      .message = quoted(name.text) + " can't be the name of a cookie",
                      .remedy = "use letters, digits, _ and -; put it in quotation marks"});
  return false;
}

Cookie read_cookie(Reading& reading, Section& section, Entry const& entry) {
  Cookie cookie{.name = entry.key, .at = entry.at};
  if (auto const* party = section.demand("party", Node::Kind::text, "party = \"first\"")) {
    cookie.party = party->text;
    cookie.first_party = party->text == "first";
  }
  if (auto const* node = section.demand("purpose", Node::Kind::text, "purpose = \"…\"")) {
    cookie.purpose = refer_to_purpose(reading, {.text = node->text, .at = node->at}).value_or(0);
  }
  read_lifetime(reading, section, cookie);
  cookie.needed = section.flag("needed");
  cookie.description = demand_localized(reading, section, "description");
  section.finish();
  return cookie;
}

}  // namespace

void read_cookies(Reading& reading) {
  if (auto section = reading.root.below("cookies")) {
    if (section->flag("used")) {
      reading.policy.stated.cookies_used = section->at("used");
    }
    section->finish();
  }
  auto const* table = reading.root.find("cookie", Node::Kind::table);
  if (!table) {
    return;
  }
  for (Entry const& entry : table->entries) {
    if (entry.value.kind != Node::Kind::table) {
      reading.root.wrong_kind(entry.value, entry.key, "a table");
    } else if (check_cookie_name(reading, {.text = entry.key, .at = entry.at})) {
      Section section(entry.value, "[cookie." + entry.key + "]", entry.at, reading.errors);
      reading.policy.cookies.push_back(read_cookie(reading, section, entry));
    }
  }
}

}  // namespace lofte::promise::policy
