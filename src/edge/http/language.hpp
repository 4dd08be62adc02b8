// Which language a reader would rather have.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lofte::edge::http {

// The one of `available` that an Accept-Language header (RFC 9110 §12.5.4) weighs highest: "sv-SE"
// asks for "sv" too, "*" for any. The first available when the header asks for none of them or
// can't be read. `available` is not empty. Pure.
std::string preferred_language(std::string_view accept_language,
                               std::vector<std::string> const& available);

}  // namespace lofte::edge::http
