// Base64 with padding (RFC 4648, section 4), and base64url without (section 5).
#pragma once

#include <optional>
#include <string>

#include "base/wire.hpp"

namespace lofte {

std::string to_base64(BytesView bytes);
// Nullopt for anything that to_base64 would not have written.
std::optional<Bytes> from_base64(std::string_view text);

std::string to_base64url(BytesView bytes);
// Nullopt for anything that to_base64url would not have written.
std::optional<Bytes> from_base64url(std::string_view text);

}  // namespace lofte
