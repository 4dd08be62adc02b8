// The owner's API key: made once, kept in a file that only its user can read.
#pragma once

#include <filesystem>
#include <string>

#include "base/random.hpp"

namespace lofte::custody::folder {

// DIR/owner.key; made with a fresh key when it is not there.
std::filesystem::path owner_key_file(std::filesystem::path const& directory, Random& random);

// A fresh API key: "lofte_" and 52 characters of base32, 256 random bits.
std::string fresh_api_key(Random& random);

}  // namespace lofte::custody::folder
