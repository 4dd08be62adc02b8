#include "custody/suppression/addresses.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace lofte::custody::suppression {

namespace {

constexpr std::size_t digits_min = 6;

bool is_space(char letter) {
  return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n';
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) {
    text.remove_prefix(1);
  }
  while (!text.empty() && is_space(text.back())) {
    text.remove_suffix(1);
  }
  return text;
}

// Of countries where a national number begins with a 0 that goes when the code is put before it.
std::string_view calling_code(std::string_view country) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 8> known{{{"SE", "46"},
                                                                                {"FI", "358"},
                                                                                {"DE", "49"},
                                                                                {"AT", "43"},
                                                                                {"NL", "31"},
                                                                                {"BE", "32"},
                                                                                {"FR", "33"},
                                                                                {"GB", "44"}}};
  auto const found =
      std::ranges::find(known, country, &std::pair<std::string_view, std::string_view>::first);
  return found == known.end() ? "" : found->second;
}

}  // namespace

Address email_address(std::string_view typed) {
  Address address{.kind = Address::Kind::email, .text = "mailto:"};
  for (char const letter : trimmed(typed)) {
    address.text += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  }
  return address;
}

std::optional<Address> phone_number(std::string_view typed, std::string_view shop_country) {
  typed = trimmed(typed);
  std::string digits;
  for (char const letter : typed) {
    if (letter >= '0' && letter <= '9') {
      digits += letter;
    }
  }
  if (digits.size() < digits_min) {
    return std::nullopt;
  }
  std::string const code(calling_code(shop_country));
  if (typed.front() == '+') {
    digits.insert(0, 1, '+');
  } else if (digits.starts_with("00")) {
    digits.replace(0, 2, "+");
  } else if (digits.front() == '0' && !code.empty()) {
    digits.replace(0, 1, "+" + code);
  }
  // "+46 (0)70 …", as people write who mean both.
  if (std::string const both = "+" + code + "0"; !code.empty() && digits.starts_with(both)) {
    digits.erase(both.size() - 1, 1);
  }
  return Address{.kind = Address::Kind::phone, .text = "tel:" + digits};
}

std::optional<Address> address_in(promise::policy::Policy const& policy,
                                  promise::policy::Category const& category,
                                  std::string_view value) {
  if (category.kind == "email" && trimmed(value).contains('@')) {
    return email_address(value);
  }
  if (category.kind == "phone") {
    return phone_number(value, policy.controller.get("country"));
  }
  return std::nullopt;
}

bool leads_to(std::string_view channel, Address::Kind kind) {
  return kind == Address::Kind::email ? channel == "email" : channel == "sms" || channel == "phone";
}

}  // namespace lofte::custody::suppression
