#include "edge/site/typed.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "custody/crypto/password.hpp"
#include "edge/mail/letter.hpp"

namespace lofte::edge::site {

using pages::Fault;
using pages::FormFault;

namespace {

constexpr std::size_t different_letters_min = 5;
// Guessers begin with these, repeated, numbered and with other endings.
constexpr std::array<std::string_view, 16> tried_first{
    "password", "losenord", "lösenord", "qwerty", "qwertz", "asdfgh", "123456",     "abc123",
    "iloveyou", "letmein",  "welcome",  "sommar", "vinter", "hejsan", "administra", "1q2w3e4r"};

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
  });
  return lowered;
}

bool is_tried_first(NewPassword const& password) {
  std::string const typed = lower(password.typed);
  std::string const name = lower(password.email.substr(0, password.email.find('@')));
  if (std::set<char>(typed.begin(), typed.end()).size() < different_letters_min) {
    return true;
  }
  if (name.size() >= 4 && typed.contains(name) && typed.size() < name.size() + 8) {
    return true;
  }
  return std::ranges::any_of(tried_first, [&](std::string_view word) {
    return typed.contains(word) && typed.size() < word.size() + 8;
  });
}

}  // namespace

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }));
}

std::optional<std::string> address_of(std::string_view typed) {
  return mail::address_in_ascii(typed);
}

void check_email(std::string_view field, std::string_view typed, std::vector<FormFault>& faults) {
  if (typed.empty()) {
    faults.push_back({.field = std::string(field), .fault = Fault::missing});
  } else if (typed.size() > mail::address_bytes_max) {
    faults.push_back({.field = std::string(field), .fault = Fault::too_long});
  } else if (!mail::address_in_ascii(typed)) {
    faults.push_back({.field = std::string(field), .fault = Fault::malformed});
  }
}

void check_new_password(NewPassword const& password, std::vector<FormFault>& faults) {
  std::optional<Fault> fault;
  if (password.typed.empty()) {
    fault = Fault::missing;
  } else if (characters_in(password.typed) < password_characters_min) {
    fault = Fault::too_short;
  } else if (password.typed.size() > custody::crypto::password_bytes_max) {
    fault = Fault::too_long;
  } else if (is_tried_first(password)) {
    fault = Fault::too_common;
  }
  if (fault) {
    faults.push_back({.field = std::string(password.field), .fault = *fault});
  }
}

void check_length(std::string_view field, std::string_view typed, std::vector<FormFault>& faults) {
  if (characters_in(typed) > typed_characters_max) {
    faults.push_back({.field = std::string(field), .fault = Fault::too_long});
  }
}

void check_past_day(std::string_view field, std::string_view typed, Day today,
                    std::vector<FormFault>& faults) {
  if (typed.empty()) {
    return;
  }
  auto const day = parse_day(typed);
  if (!day) {
    faults.push_back({.field = std::string(field), .fault = Fault::malformed});
  } else if (*day > today) {
    faults.push_back({.field = std::string(field), .fault = Fault::in_the_future});
  }
}

}  // namespace lofte::edge::site
