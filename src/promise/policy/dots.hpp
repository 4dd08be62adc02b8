// TOML lets a key nest tables by dots, without limit; what reads them recurses. So dots are counted
// before anything is read. Internal to the module.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lofte::promise::policy {

// The first line with more than `dots_max` dots outside strings and comments; nullopt: none has.
std::optional<std::uint32_t> find_line_of_dots(std::string_view text, std::size_t dots_max);

}  // namespace lofte::promise::policy
