// Internal to shop/publications: what the policy calls a contribution's fields and events.
#pragma once

#include <string_view>

namespace lofte::shop::publications {

inline constexpr std::string_view name_field = "name";
inline constexpr std::string_view email_field = "email";
inline constexpr std::string_view about_field = "about";
inline constexpr std::string_view text_field = "text";
inline constexpr std::string_view licence_field = "licence";

inline constexpr std::string_view submitted_event = "submitted";
inline constexpr std::string_view withdrawn_event = "withdrawn_by_author";

}  // namespace lofte::shop::publications
