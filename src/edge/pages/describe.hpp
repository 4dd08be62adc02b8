// The policy's own things in plain words, for both pages.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "edge/pages/phrases.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::pages {

// What a page shows of the controller, in its order.
inline constexpr std::array<std::string_view, 11> controller_keys{"name",
                                                                  "organisation_number",
                                                                  "vat_number",
                                                                  "address",
                                                                  "email",
                                                                  "phone",
                                                                  "phone_hours",
                                                                  "website",
                                                                  "contact_form",
                                                                  "facebook",
                                                                  "data_protection_officer"};

// What the policy states for a key; "address" with postal code and town.
std::string controller_detail(promise::policy::Policy const& policy, std::string_view key);

std::string joined(std::vector<std::string> const& names);  // "a, b, c"

std::string shape_label(promise::policy::Policy const& policy, promise::policy::ShapeIndex shape,
                        Phrases const& phrases);
std::string purpose_title(promise::policy::Policy const& policy,
                          promise::policy::Purpose const& purpose, Phrases const& phrases);
std::vector<std::string> purpose_titles(promise::policy::Policy const& policy,
                                        std::vector<promise::policy::PurposeIndex> const& purposes,
                                        Phrases const& phrases);
std::vector<std::string> data_labels(promise::policy::Policy const& policy,
                                     std::vector<promise::policy::CategoryIndex> const& data,
                                     Phrases const& phrases);
std::string recipient_label(promise::policy::Policy const& policy,
                            promise::policy::Recipient const& recipient, Phrases const& phrases);
std::string basis_in_words(promise::policy::Basis basis, Phrases const& phrases);
// "e-post (med ditt samtycke)"
std::vector<std::string> channel_labels(promise::policy::Purpose const& purpose,
                                        Phrases const& phrases);

// "Sverige (inom EU/EES)", "USA (utanför EU/EES): standardavtalsklausuler"
std::string country_in_words(promise::policy::Recipient const& recipient, Phrases const& phrases);

// Who sets a cookie, and until when it stays.
std::string party_in_words(promise::policy::Policy const& policy,
                           promise::policy::Cookie const& cookie, Phrases const& phrases);
std::string lifetime_in_words(promise::policy::Cookie const& cookie, Phrases const& phrases);

// One line that says what a thing is, where it is new or gone.
std::string summary(promise::policy::Policy const& policy, promise::policy::Purpose const& purpose,
                    Phrases const& phrases);
std::string summary(promise::policy::Policy const& policy,
                    promise::policy::Recipient const& recipient, Phrases const& phrases);
std::string summary(promise::policy::Policy const& policy, promise::policy::Cookie const& cookie,
                    Phrases const& phrases);

}  // namespace lofte::edge::pages
