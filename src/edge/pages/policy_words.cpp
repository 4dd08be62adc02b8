#include "edge/pages/policy_words.hpp"

#include <algorithm>

#include "edge/pages/describe.hpp"
#include "edge/pages/words.hpp"

namespace lofte::edge::pages {

using promise::policy::Field;
using promise::policy::Holding;
using promise::policy::Purpose;
using promise::policy::Recipient;

std::string capitalised(std::string text) {
  constexpr char upper_case_distance = 32;
  constexpr char latin_1_lead = '\xc3';
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - upper_case_distance);
  } else if (text.size() > 1 && text[0] == latin_1_lead && text[1] >= '\xa0' && text[1] <= '\xbe' &&
             text[1] != '\xb7') {
    text[1] = static_cast<char>(text[1] - upper_case_distance);
  }
  return text;
}

std::string PolicyWords::shape(std::string_view shape) const {
  auto const found = policy_.find_shape(shape);
  return found ? capitalised(shape_label(policy_, *found, phrases_)) : std::string(shape);
}

Field const* PolicyWords::find_field(std::string_view shape, std::string_view field) const {
  auto const found_shape = policy_.find_shape(shape);
  auto const found = found_shape ? policy_.find_field(*found_shape, field) : std::nullopt;
  return found ? &policy_.shapes[*found_shape].fields[*found] : nullptr;
}

std::string PolicyWords::field(std::string_view shape, std::string_view field) const {
  Field const* found = find_field(shape, field);
  return found == nullptr ? std::string(field)
                          : data_labels(policy_, {found->category}, phrases_).front();
}

std::string PolicyWords::fields(std::string_view shape,
                                std::vector<std::string> const& fields) const {
  std::vector<std::string> labels;
  for (std::string const& name : fields) {
    std::string label = field(shape, name);
    if (std::ranges::find(labels, label) == labels.end()) {
      labels.push_back(std::move(label));
    }
  }
  return joined(labels);
}

std::string PolicyWords::category(std::string_view category) const {
  auto const found = policy_.find_category(category);
  return found ? data_labels(policy_, {*found}, phrases_).front() : std::string(category);
}

std::string PolicyWords::kind_of_field(std::string_view shape, std::string_view field) const {
  Field const* found = find_field(shape, field);
  return found == nullptr ? "" : policy_.categories.at(found->category).kind;
}

Purpose const* PolicyWords::find_purpose(std::string_view purpose) const {
  auto const found = policy_.find_purpose(purpose);
  return found ? &policy_.purposes[*found] : nullptr;
}

Holding const* PolicyWords::find_holding(std::string_view purpose, std::string_view shape) const {
  auto const found_purpose = policy_.find_purpose(purpose);
  auto const found_shape = policy_.find_shape(shape);
  return found_purpose && found_shape ? policy_.find_holding(*found_purpose, *found_shape)
                                      : nullptr;
}

std::string PolicyWords::purpose(std::string_view purpose) const {
  Purpose const* found = find_purpose(purpose);
  return found == nullptr ? std::string(purpose) : purpose_title(policy_, *found, phrases_);
}

std::string PolicyWords::basis(std::string_view purpose) const {
  Purpose const* found = find_purpose(purpose);
  return found == nullptr ? "" : basis_in_words(found->basis, phrases_);
}

std::string PolicyWords::channel(std::string_view channel) const {
  std::string_view const known = phrases_.find("channel." + std::string(channel));
  return std::string(known.empty() ? channel : known);
}

std::string PolicyWords::channel_ground(std::string_view purpose, std::string_view channel) const {
  Purpose const* found = find_purpose(purpose);
  if (found == nullptr) {
    return "";
  }
  auto const at = std::ranges::find(found->channels, channel) - found->channels.begin();
  auto const index = static_cast<std::size_t>(at);
  return index < found->channel_grounds.size()
             ? std::string(
                   phrases_.find("ground." + std::string(name_of(found->channel_grounds[index]))))
             : "";
}

std::string PolicyWords::recipient(std::string_view recipient) const {
  auto const found = std::ranges::find(policy_.recipients, recipient, &Recipient::name);
  return found == policy_.recipients.end() ? std::string(recipient)
                                           : recipient_label(policy_, *found, phrases_);
}

std::string PolicyWords::happened(std::string_view shape, std::string_view event) const {
  std::string const name(event);
  std::string_view known = phrases_.find("happened." + std::string(shape) + "." + name);
  known = known.empty() ? phrases_.find("happened." + name) : known;
  return capitalised(std::string(known.empty() ? event : known));
}

std::string PolicyWords::day(Day day) const {
  return date_in_words(day, phrases_);
}

std::string PolicyWords::ending(Ending const& ends) const {
  std::string const last = ends.last ? day(*ends.last) : "";
  switch (ends.kind) {
    case Ending::Kind::dated:
      return phrases_.filled("ending.dated", {{"date", last}});
    case Ending::Kind::no_date_yet:
      return std::string(phrases_.text("ending.no_date_yet"));
    case Ending::Kind::on_withdrawal:
      return last.empty() ? std::string(phrases_.text("ending.on_withdrawal"))
                          : phrases_.filled("ending.on_withdrawal_capped", {{"date", last}});
    case Ending::Kind::on_release:
      return last.empty() ? std::string(phrases_.text("ending.on_release"))
                          : phrases_.filled("ending.on_release_reviewed", {{"date", last}});
    case Ending::Kind::on_lift:
      return std::string(phrases_.text("ending.on_lift"));
  }
  return "";
}

std::string PolicyWords::counted(std::string const& key, std::uint64_t count) const {
  return count == 1 ? std::string(phrases_.text(key + ".one"))
                    : phrases_.filled(key + ".many", {{"count", number_in_words(count, phrases_)}});
}

}  // namespace lofte::edge::pages
