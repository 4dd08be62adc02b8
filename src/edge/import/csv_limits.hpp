// What one row of a file may weigh. A file as a whole has no limit: it is never held in memory.
#pragma once

#include <cstddef>

namespace lofte::edge::import {

inline constexpr std::size_t field_bytes_max = 1024 * 1024;
inline constexpr std::size_t row_bytes_max = 4 * 1024 * 1024;
inline constexpr std::size_t columns_max = 256;

}  // namespace lofte::edge::import
