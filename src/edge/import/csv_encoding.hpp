// Is it UTF-8?
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace lofte::edge::import {

// The first byte of the first sequence that is not UTF-8 (RFC 3629: no surrogates, no overlong
// forms), or a NUL byte. Pure.
std::optional<std::size_t> first_byte_not_utf8(std::string_view bytes);

}  // namespace lofte::edge::import
