// How much one request may ask for.
#pragma once

#include <cstddef>

namespace lofte::edge::api {

inline constexpr std::size_t json_depth_max = 16;
inline constexpr std::size_t keys_max = 1000;  // API keys, beside the owner's
inline constexpr std::size_t key_name_bytes_max = 100;
inline constexpr std::size_t hold_reason_bytes_max = 1000;
inline constexpr std::size_t records_per_read_max = 10'000;  // of one subject, in one answer
inline constexpr std::size_t mailings_listed_max = 100;      // in one answer
inline constexpr int figures_age_seconds_max = 60;           // of the figures on public pages
inline constexpr int erasure_bound_age_seconds_max = 1;      // of what the policy page says of it

}  // namespace lofte::edge::api
