// Plausible values for the fields of any policy. Invented: shop/invented says how.
#pragma once

#include <string>

#include "promise/policy/policy.hpp"
#include "shop/invented/people.hpp"

namespace lofte::shop::forecast {

// By the field's kind of data; a few words for a kind that is not known.
std::string invent_value(promise::policy::Category const& category, invented::Person const& person,
                         invented::Dice& dice);

}  // namespace lofte::shop::forecast
