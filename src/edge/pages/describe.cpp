#include "edge/pages/describe.hpp"

#include <algorithm>
#include <array>

#include "edge/pages/words.hpp"

namespace lofte::edge::pages {

using promise::policy::Basis;
using promise::policy::CategoryIndex;
using promise::policy::Cookie;
using promise::policy::Policy;
using promise::policy::Purpose;
using promise::policy::PurposeIndex;
using promise::policy::Recipient;
using promise::policy::ShapeIndex;

namespace {

// The European Economic Area, where data moves without a safeguard (GDPR article 44).
constexpr std::array<std::string_view, 30> economic_area{
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK"};

std::string_view or_name(std::string_view text, std::string_view name) {
  return text.empty() ? name : text;
}

std::string name_or(Phrases const& phrases, std::string_view prefix, std::string_view name) {
  return std::string(or_name(phrases.find(std::string(prefix) + std::string(name)), name));
}

}  // namespace

std::string joined(std::vector<std::string> const& names) {
  std::string text;
  for (std::string const& name : names) {
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

std::string controller_detail(Policy const& policy, std::string_view key) {
  std::string value = policy.controller.get(key);
  if (key == "address") {
    std::string const& code = policy.controller.get("postal_code");
    std::string const& town = policy.controller.get("city");
    value += value.empty() || (code + town).empty() ? "" : ", ";
    value += code + (code.empty() || town.empty() ? "" : " ") + town;
  }
  return value;
}

std::string shape_label(Policy const& policy, ShapeIndex shape, Phrases const& phrases) {
  auto const& record = policy.shapes.at(shape);
  return std::string(or_name(record.label.in(phrases.language(), policy.language), record.name));
}

std::string purpose_title(Policy const& policy, Purpose const& purpose, Phrases const& phrases) {
  return std::string(or_name(purpose.title.in(phrases.language(), policy.language), purpose.name));
}

std::vector<std::string> purpose_titles(Policy const& policy,
                                        std::vector<PurposeIndex> const& purposes,
                                        Phrases const& phrases) {
  std::vector<std::string> titles;
  for (PurposeIndex const purpose : purposes) {
    titles.push_back(purpose_title(policy, policy.purposes.at(purpose), phrases));
  }
  return titles;
}

std::vector<std::string> data_labels(Policy const& policy, std::vector<CategoryIndex> const& data,
                                     Phrases const& phrases) {
  std::vector<std::string> labels;
  for (CategoryIndex const index : data) {
    auto const& category = policy.categories.at(index);
    labels.emplace_back(
        or_name(category.label.in(phrases.language(), policy.language), category.name));
  }
  return labels;
}

std::string recipient_label(Policy const& policy, Recipient const& recipient,
                            Phrases const& phrases) {
  return std::string(
      or_name(recipient.label.in(phrases.language(), policy.language), recipient.name));
}

std::string basis_in_words(Basis basis, Phrases const& phrases) {
  return std::string(phrases.text("basis." + std::string(name_of(basis))));
}

std::vector<std::string> channel_labels(Purpose const& purpose, Phrases const& phrases) {
  std::vector<std::string> labels;
  for (std::size_t at = 0; at < purpose.channels.size(); ++at) {
    std::string label = name_or(phrases, "channel.", purpose.channels[at]);
    std::string_view const ground =
        at < purpose.channel_grounds.size()
            ? phrases.find("ground." + std::string(name_of(purpose.channel_grounds[at])))
            : "";
    if (!ground.empty()) {
      label += " (" + std::string(ground) + ")";
    }
    labels.push_back(std::move(label));
  }
  return labels;
}

std::string country_in_words(Recipient const& recipient, Phrases const& phrases) {
  std::string const country = name_or(phrases, "country.", recipient.country);
  bool const inside = std::ranges::find(economic_area, recipient.country) != economic_area.end();
  if (inside) {
    return country + " (" + std::string(phrases.text("recipient.inside")) + ")";
  }
  std::string const safeguard = recipient.safeguard
                                    ? name_or(phrases, "safeguard.", *recipient.safeguard)
                                    : std::string(phrases.text("recipient.unguarded"));
  return country + " (" + std::string(phrases.text("recipient.outside")) + "): " + safeguard;
}

std::string party_in_words(Policy const& policy, Cookie const& cookie, Phrases const& phrases) {
  if (cookie.first_party) {
    return std::string(phrases.text("cookie.own"));
  }
  auto const recipient = std::ranges::find(policy.recipients, cookie.party, &Recipient::name);
  return recipient == policy.recipients.end() ? cookie.party
                                              : recipient_label(policy, *recipient, phrases);
}

std::string lifetime_in_words(Cookie const& cookie, Phrases const& phrases) {
  return cookie.lifetime ? duration_in_words(*cookie.lifetime, phrases)
                         : std::string(phrases.text("cookie.session"));
}

std::string summary(Policy const& policy, Purpose const& purpose, Phrases const& phrases) {
  std::string const data = joined(data_labels(policy, purpose.data, phrases));
  std::string text = basis_in_words(purpose.basis, phrases) + (data.empty() ? "" : ": " + data);
  for (auto const index : purpose.holdings) {
    auto const& holding = policy.holdings.at(index);
    text += "; " + shape_label(policy, holding.shape, phrases) + " – " +
            term_in_words(policy, holding, phrases);
  }
  return text;
}

std::string summary(Policy const& policy, Recipient const& recipient, Phrases const& phrases) {
  return country_in_words(recipient, phrases) + ": " +
         joined(data_labels(policy, recipient.data, phrases));
}

std::string summary(Policy const& policy, Cookie const& cookie, Phrases const& phrases) {
  return party_in_words(policy, cookie, phrases) + ", " + lifetime_in_words(cookie, phrases);
}

}  // namespace lofte::edge::pages
