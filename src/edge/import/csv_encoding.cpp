#include "edge/import/csv_encoding.hpp"

#include <cstdint>
#include <cstring>

#include "base/utf8.hpp"

namespace lofte::edge::import {

namespace {

// Eight bytes, all of them ASCII and none of them NUL.
bool is_plain(char const* bytes) {
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  constexpr std::uint64_t ones = 0x0101010101010101;
  constexpr std::uint64_t tops = 0x8080808080808080;
  return ((word | (word - ones)) & tops) == 0;
}

}  // namespace

std::optional<std::size_t> first_byte_not_utf8(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (at + sizeof(std::uint64_t) <= bytes.size() && is_plain(bytes.data() + at)) {
      at += sizeof(std::uint64_t);
      continue;
    }
    std::string_view rest = bytes.substr(at);
    Utf8Character const character = take_character(rest);
    if (!character.valid || character.code == 0) {
      return at;
    }
    at += character.bytes.size();
  }
  return std::nullopt;
}

}  // namespace lofte::edge::import
