// Bytes as lower-case hexadecimal digits.
#pragma once

#include <string>

#include "base/wire.hpp"

namespace lofte {

std::string to_hex(BytesView bytes);

}  // namespace lofte
