// What people type into forms, checked.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "edge/pages/view.hpp"

namespace lofte::edge::site {

// In characters.
inline constexpr std::size_t password_characters_min = 12;
inline constexpr std::size_t typed_characters_max = 200;

// The address as letters are sent to it and people are found by it; nullopt for what is none.
std::optional<std::string> address_of(std::string_view typed);

// Adds what is wrong with an e-mail address: missing, malformed, too long.
void check_email(std::string_view field, std::string_view typed,
                 std::vector<pages::FormFault>& faults);

// What is wrong with a new password: too short, too long, or one that is tried first.
struct NewPassword {
  std::string_view field;
  std::string_view typed;
  std::string_view email;  // which it must not be made of
};
void check_new_password(NewPassword const& password, std::vector<pages::FormFault>& faults);

// A field that is free to be empty: at most so many characters.
void check_length(std::string_view field, std::string_view typed,
                  std::vector<pages::FormFault>& faults);

// A date that has been, as "1985-02-11"; free to be empty.
void check_past_day(std::string_view field, std::string_view typed, Day today,
                    std::vector<pages::FormFault>& faults);

// Characters of UTF-8.
std::size_t characters_in(std::string_view text);

}  // namespace lofte::edge::site
