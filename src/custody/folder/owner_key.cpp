#include "custody/folder/owner_key.hpp"

#include <array>
#include <cstdint>

#include "custody/folder/durable_file.hpp"

namespace lofte::custody::folder {

namespace fs = std::filesystem;

std::string fresh_api_key(Random& random) {
  static constexpr char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
  constexpr std::size_t characters = 52;
  std::array<std::uint8_t, characters> bytes{};
  random.fill(bytes);
  std::string key = "lofte_";
  for (std::uint8_t const byte : bytes) {
    key += alphabet[byte & 31];
  }
  return key;
}

fs::path owner_key_file(fs::path const& directory, Random& random) {
  fs::path const file = directory / "owner.key";
  if (!fs::exists(file)) {
    write_durably(file, fresh_api_key(random) + "\n");
  }
  return file;
}

}  // namespace lofte::custody::folder
