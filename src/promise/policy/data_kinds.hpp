// The kinds of personal data that need no explanation, and that lint knows the law about. A
// category of such a name is of that kind unless it says otherwise.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace lofte::promise::policy {

inline constexpr std::array<std::string_view, 18> data_kinds{
    "name",     "address",       "email",          "phone",    "birth_date", "ip_address",
    "password", "order_history", "payment_option", "location", "browser",    "operating_system",
    "referrer", "page_views",    "visit_length",   "message",  "navigation", "passkey"};

constexpr bool is_data_kind(std::string_view word) {
  return std::ranges::find(data_kinds, word) != data_kinds.end();
}

}  // namespace lofte::promise::policy
