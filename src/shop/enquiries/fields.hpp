// Internal to shop/enquiries: what the policy calls an enquiry's fields and events.
#pragma once

#include <string_view>

namespace lofte::shop::enquiries {

inline constexpr std::string_view name_field = "name";
inline constexpr std::string_view email_field = "email";
inline constexpr std::string_view phone_field = "phone";
inline constexpr std::string_view message_field = "message";
inline constexpr std::string_view kind_field = "kind";
inline constexpr std::string_view attachments_field = "attachments";
inline constexpr std::string_view answer_field = "answer";

inline constexpr std::string_view received_event = "received";
inline constexpr std::string_view closed_event = "closed";

}  // namespace lofte::shop::enquiries
