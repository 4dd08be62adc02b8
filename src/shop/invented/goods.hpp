// What the invented shop sells, and what people say about it.
#pragma once

#include <string>
#include <string_view>

#include "shop/invented/dice.hpp"

namespace lofte::shop::invented {

// "1 × Nordsjö 64 GB USB-C à 149 kr; 2 × …"
std::string invent_lines(Dice& dice);

std::string_view invent_payment_option(Dice& dice);
std::string_view invent_interests(Dice& dice);
std::string_view invent_question(Dice& dice);
std::string_view invent_review(Dice& dice);

}  // namespace lofte::shop::invented
