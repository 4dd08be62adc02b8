// Reads [recipient.*].
#include <algorithm>
#include <regex>

#include "promise/policy/reading.hpp"
#include "promise/policy/words.hpp"

namespace lofte::promise::policy {
namespace {

void read_country(Reading& reading, Section& section, Recipient& recipient) {
  auto const* node = section.demand("country", Node::Kind::text, "country = \"SE\"");
  if (!node) {
    return;
  }
  recipient.country = node->text;
  bool const shaped = node->text.size() == 2 && std::ranges::all_of(node->text, [](char letter) {
                        return letter >= 'A' && letter <= 'Z';
                      });
  if (!shaped) {
    reading.errors.add({.code = "value.country",
                        .at = node->at,
                        .message = quoted(node->text) + " is not a country code",
                        .remedy = "use the two capital letters of ISO 3166-1, such as \"SE\""});
  }
}

// https, or http to this machine; a host, no user's name, no fragment, nothing but visible ASCII.
bool is_webhook(std::string const& url) {
  static std::regex const secure(R"(https://[a-z0-9.-]+(:[0-9]{1,5})?(/[!-"$-~]*)?)");
  static std::regex const own(
      R"(http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?(/[!-"$-~]*)?)");
  constexpr std::size_t url_bytes_max = 2000;
  return url.size() <= url_bytes_max &&
         (std::regex_match(url, secure) || std::regex_match(url, own));
}

void read_webhook(Reading& reading, Section& section, Recipient& recipient) {
  auto const* node = section.find("webhook", Node::Kind::text);
  if (!node) {
    return;
  }
  recipient.webhook = node->text;
  if (!is_webhook(node->text)) {
    reading.errors.add({.code = "value.webhook",
                        .at = node->at,
                        .message = quoted(node->text) + " is no address for notices",
                        .remedy = "write it as https://partner.example/path, the host in lower "
                                  "case, without a user's name or a #; http only to 127.0.0.1"});
  }
}

Recipient read_recipient(Reading& reading, Section& section, NamedEntry const& entry) {
  Recipient recipient{.name = entry.name, .at = entry.at};
  recipient.label = read_localized(reading, section, "label");
  if (!section.has("purpose")) {
    section.demand("purpose", Node::Kind::text, "purpose = \"…\", or a list of purposes");
  }
  for (Word const& word : section.words("purpose")) {
    if (auto const purpose = refer_to_purpose(reading, word)) {
      recipient.purposes.push_back(*purpose);
    }
  }
  for (Word const& word : section.words("data")) {
    if (auto const category = refer_to_category(reading, word)) {
      recipient.data.push_back(*category);
    }
  }
  read_country(reading, section, recipient);
  if (auto const* node = section.find("safeguard", Node::Kind::text)) {
    recipient.safeguard = node->text;
    choose(reading, {.text = node->text, .at = node->at}, "safeguard", words::safeguards());
  }
  if (auto const* node = section.find("opt_out", Node::Kind::text)) {
    auto const place = choose(reading, {.text = node->text, .at = node->at}, "place to opt out at",
                              words::opt_out_places());
    recipient.opt_out = static_cast<OptOutAt>(place.value_or(0));
  }
  read_webhook(reading, section, recipient);
  section.finish();
  return recipient;
}

void check_parties(Reading& reading) {
  std::vector<std::string> known = names_of(reading.policy.recipients);
  known.insert(known.begin(), "first");
  for (Cookie const& cookie : reading.policy.cookies) {
    choose(reading, {.text = cookie.party, .at = cookie.at}, "party", known);
  }
}

}  // namespace

void read_recipients(Reading& reading) {
  for (NamedEntry const& entry : reading.root.named("recipient", "recipient")) {
    Section section = reading.root.open("recipient", entry);
    reading.policy.recipients.push_back(read_recipient(reading, section, entry));
  }
  check_parties(reading);
}

}  // namespace lofte::promise::policy
