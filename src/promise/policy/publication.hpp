// What a policy says of contributions that people send in for publication.
#pragma once

#include <optional>

#include "promise/policy/policy.hpp"

namespace lofte::promise::policy {

inline constexpr std::string_view publication_shape = "publication";

// A record of the shape `publication` is held, with its `text` and the day it was `submitted`, for
// a purpose that serves `publication` and rests on consent, and an act that asks for nothing else
// states the words that are agreed to.
struct PublicationTerms {
  PurposeIndex purpose{};
  ShapeIndex shape{};
  FieldSet fields = 0;      // of the shape: those that the purpose holds
  ConsentAct const* act{};  // of the policy; with its text
};

// Nullopt: nothing can be sent in. Pure; borrows from the policy.
std::optional<PublicationTerms> publication_terms(Policy const& policy);

// The purpose of such a holding, whether or not the words are stated.
Holding const* publication_holding(Policy const& policy);

}  // namespace lofte::promise::policy
