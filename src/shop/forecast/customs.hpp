// What a policy's shapes of record are like, worked out beforehand: how they come in, whose consent
// they need, and which of their events a term counts from.
#pragma once

#include <vector>

#include "promise/policy/policy.hpp"
#include "shop/forecast/habits.hpp"

namespace lofte::shop::forecast {

struct Custom {
  Arrival arrival{};
  promise::policy::PurposeSet on_consent = 0;    // purposes that hold it with consent
  promise::policy::PurposeSet to_object_to = 0;  // purposes that hold it and may be objected to
  bool is_held = false;                          // by any purpose
  bool needs_consent = false;                    // by none without consent
  std::vector<Sequel> sequels{};                 // by event; of the first: the day itself
  // Events that a term counts from. The others change nothing, and are told only with the record.
  std::vector<bool> counts{};  // by event
};

// By shape.
std::vector<Custom> customs_of(promise::policy::Policy const& policy);

}  // namespace lofte::shop::forecast
