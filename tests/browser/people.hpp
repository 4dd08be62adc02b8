// Invented people, and what is held of them under policies/usbstars.toml: for looking at the pages.
#pragma once

#include <string>
#include <vector>

#include "edge/pages/customer_pages.hpp"

namespace lofte::tests {

inline constexpr Day sample_today{std::chrono::local_days{std::chrono::year{2026} / 5 / 12}};

struct Person {
  std::string name;
  std::vector<edge::pages::HeldRecord> records;
  std::vector<edge::pages::Choice> choices;
};

Person anna();            // a customer of some years
Person of_200_records();  // a company's buyer
Person troublesome();     // names from right to left, emoji, markup, words without end

edge::pages::RightsPage anna_has_asked_for();

Instant moment(Day day, int minutes);

}  // namespace lofte::tests
