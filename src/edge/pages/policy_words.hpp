// Names of the policy in the reader's words: "order" as "beställning". A name that the policy does
// not know, as one of an earlier version, stands for itself.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "edge/pages/held.hpp"
#include "edge/pages/phrases.hpp"
#include "promise/policy/policy.hpp"

namespace lofte::edge::pages {

// Borrows both; any thread.
class PolicyWords {
 public:
  PolicyWords(promise::policy::Policy const& policy, Phrases const& phrases)
      : policy_(policy), phrases_(phrases) {}

  promise::policy::Policy const& policy() const { return policy_; }
  Phrases const& phrases() const { return phrases_; }
  std::string_view text(std::string_view key) const { return phrases_.text(key); }

  std::string shape(std::string_view shape) const;  // "Beställning"
  std::string field(std::string_view shape, std::string_view field) const;
  // "Namn, adress"
  std::string fields(std::string_view shape, std::vector<std::string> const& fields) const;
  std::string category(std::string_view category) const;
  // What a field is of, as the policy's language knows it ("email"), else "".
  std::string kind_of_field(std::string_view shape, std::string_view field) const;
  std::string purpose(std::string_view purpose) const;
  std::string basis(std::string_view purpose) const;  // "" for an unknown purpose
  // "e-post"; on what the purpose uses it, "" when that is the purpose's own basis
  std::string channel(std::string_view channel) const;
  std::string channel_ground(std::string_view purpose, std::string_view channel) const;
  std::string recipient(std::string_view recipient) const;
  std::string happened(std::string_view shape, std::string_view event) const;  // "Skickad"

  promise::policy::Purpose const* find_purpose(std::string_view purpose) const;
  promise::policy::Holding const* find_holding(std::string_view purpose,
                                               std::string_view shape) const;

  std::string day(Day day) const;                // "31 december 2027"
  std::string ending(Ending const& ends) const;  // "till och med 31 december 2027"
  // "1 post", "12 poster": `key`.one and `key`.many
  std::string counted(std::string const& key, std::uint64_t count) const;

 private:
  promise::policy::Field const* find_field(std::string_view shape, std::string_view field) const;

  promise::policy::Policy const& policy_;
  Phrases const& phrases_;
};

// Something that a person may get whether or not they want it.
bool is_marketing(promise::policy::Purpose const& purpose);

// With a capital first letter, where that is one of a–z, å, ä, ö and their like.
std::string capitalised(std::string text);

}  // namespace lofte::edge::pages
