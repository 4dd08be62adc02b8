// Reads [controller] and [settings].
#include <array>

#include "promise/policy/reading.hpp"

namespace lofte::promise::policy {
namespace {

constexpr std::array controller_keys{"name",
                                     "organisation_number",
                                     "vat_number",
                                     "address",
                                     "postal_code",
                                     "city",
                                     "country",
                                     "email",
                                     "phone",
                                     "phone_hours",
                                     "website",
                                     "contact_form",
                                     "facebook",
                                     "authority",
                                     "authority_website",
                                     "data_protection_officer"};

// The shop's own terms that Löfte knows what to do with; others begin with "own_".
constexpr std::array setting_keys{
    "invoice_due_days",    "payments", "consent_months",        "answer_days",      "review_days",
    "reservation_minutes", "currency", "statistics_people_min", "erasure_undo_days"};

std::string as_text(Node const& node) {
  switch (node.kind) {
    case Node::Kind::integer:
      return std::to_string(node.integer);
    case Node::Kind::truth:
      return node.truth ? "true" : "false";
    default:
      return node.text;
  }
}

void read_setting(Reading& reading, Section& section, std::string const& key) {
  auto const* node = section.find(key);
  std::string value;
  if (!node) {
    return;
  }
  if (node->kind == Node::Kind::table || node->kind == Node::Kind::other) {
    section.wrong_kind(*node, key, "a text, a number, a date, true or false, or a list of texts");
    return;
  }
  if (node->kind == Node::Kind::list) {
    for (Word const& word : section.words(key)) {
      value += (value.empty() ? "" : ",") + word.text;
    }
  } else {
    value = as_text(*node);
  }
  if (value.empty()) {
    reading.policy.stated.empty_settings.push_back({.text = key, .at = section.at(key)});
  } else {
    reading.policy.settings[key] = value;
  }
}

// So that an erasure is done within the month of GDPR article 12(3).
constexpr std::int64_t erasure_undo_days_max = 20;

void check_undo_days(Section& section) {
  auto const* node = section.find("erasure_undo_days");
  if (node && (node->kind != Node::Kind::integer || node->integer < 0 ||
               node->integer > erasure_undo_days_max)) {
    section.wrong_kind(*node, "erasure_undo_days", "a number of days from 0 to 20");
  }
}

void read_settings(Reading& reading) {
  auto const* table = reading.root.find("settings", Node::Kind::table);
  if (!table) {
    return;
  }
  Section section(*table, "[settings]", reading.root.at("settings"), reading.errors);
  for (char const* key : setting_keys) {
    read_setting(reading, section, key);
  }
  for (Entry const& entry : table->entries) {
    if (entry.key.starts_with("own_")) {
      read_setting(reading, section, entry.key);
    }
  }
  check_undo_days(section);
  section.finish();
}

}  // namespace

void read_controller(Reading& reading) {
  read_settings(reading);
  Controller& controller = reading.policy.controller;
  controller.at = reading.root.at("controller");
  if (!reading.root.demand("controller", Node::Kind::table,
                           "[controller] with the name of who is responsible")) {
    return;
  }
  auto section = reading.root.below("controller");
  section->demand("name", Node::Kind::text, "name = \"…\"");
  for (char const* key : controller_keys) {
    if (section->has(key)) {
      if (auto value = section->text(key)) {
        controller.details[key] = std::move(*value);
      }
    } else {
      section->find(key);
    }
  }
  reading.policy.stated.also_named = section->words("also_named");
  section->finish();
}

}  // namespace lofte::promise::policy
