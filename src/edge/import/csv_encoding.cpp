#include "edge/import/csv_encoding.hpp"

#include <cstdint>
#include <cstring>

namespace lofte::edge::import {

namespace {

// The length of the sequence that begins `rest`, or 0 when it is not UTF-8. `rest` is not empty.
std::size_t sequence_length(std::string_view rest) {
  auto const byte = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
  auto const continues = [&](std::size_t i) {
    return i < rest.size() && (byte(i) & 0xC0U) == 0x80U;
  };
  std::uint8_t const first = byte(0);
  if (first < 0x80) {
    return first == 0 ? 0 : 1;
  }
  if (first >= 0xC2 && first <= 0xDF) {
    return continues(1) ? 2 : 0;
  }
  if (first >= 0xE0 && first <= 0xEF) {
    bool const overlong = first == 0xE0 && rest.size() > 1 && byte(1) < 0xA0;
    bool const surrogate = first == 0xED && rest.size() > 1 && byte(1) > 0x9F;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    bool const overlong = first == 0xF0 && rest.size() > 1 && byte(1) < 0x90;
    bool const too_high = first == 0xF4 && rest.size() > 1 && byte(1) > 0x8F;
    return continues(1) && continues(2) && continues(3) && !overlong && !too_high ? 4 : 0;
  }
  return 0;
}

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
    std::size_t const length = sequence_length(bytes.substr(at));
    if (length == 0) {
      return at;
    }
    at += length;
  }
  return std::nullopt;
}

}  // namespace lofte::edge::import
