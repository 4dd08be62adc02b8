// Writing and reading the bytes of stored values: integers big-endian (so that keys sort), lengths
// as varints.
#pragma once

#include <array>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/day.hpp"
#include "base/id.hpp"

namespace lofte {

// Bytes, not text.
using Bytes = std::string;
using BytesView = std::string_view;

class Writer {
 public:
  Writer() { bytes_.reserve(usual_bytes); }

  Writer& u8(std::uint8_t value) { return number(value); }
  Writer& u16(std::uint16_t value) { return number(value); }
  Writer& u32(std::uint32_t value) { return number(value); }
  Writer& u64(std::uint64_t value) { return number(value); }
  Writer& varint(std::uint64_t value);  // LEB128
  Writer& raw(BytesView bytes) {        // no length
    bytes_.append(bytes);
    return *this;
  }
  Writer& text(BytesView bytes);   // varint length, then the bytes
  Writer& uuid(Uuid const& uuid);  // 16 bytes
  Writer& day(Day day);            // i32, days since 1970-01-01, offset so that it sorts
  Writer& maybe_day(std::optional<Day> day);

  Bytes take() { return std::move(bytes_); }
  BytesView view() const { return bytes_; }

 private:
  static constexpr std::size_t usual_bytes = 64;  // what most keys and places take

  Writer& number(std::unsigned_integral auto value) {
    std::array<char, sizeof value> big_endian;
    for (std::size_t i = 0; i < sizeof value; ++i) {
      big_endian[i] = static_cast<char>(value >> 8 * (sizeof value - 1 - i));
    }
    return raw({big_endian.data(), big_endian.size()});
  }

  Bytes bytes_;
};

// Reads what Writer wrote. Every method throws Failure (damaged, "wire.truncated" or
// "wire.malformed") rather than read past the end. The viewed bytes must outlive the reader and
// what it returns.
class Reader {
 public:
  explicit Reader(BytesView bytes) : rest_(bytes) {}

  std::uint8_t u8() { return number<std::uint8_t>(); }
  std::uint16_t u16() { return number<std::uint16_t>(); }
  std::uint32_t u32() { return number<std::uint32_t>(); }
  std::uint64_t u64() { return number<std::uint64_t>(); }
  std::uint64_t varint();
  BytesView raw(std::size_t size) {
    if (size > rest_.size()) {
      truncated();
    }
    BytesView const bytes = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return bytes;
  }
  BytesView text();
  Uuid uuid();
  Day day();
  std::optional<Day> maybe_day();

  bool at_end() const { return rest_.empty(); }
  BytesView rest() const { return rest_; }
  void expect_end() const;  // throws when bytes are left over

 private:
  template <std::unsigned_integral Number>
  Number number() {
    BytesView const bytes = raw(sizeof(Number));
    std::uint64_t value = 0;
    for (char const byte : bytes) {
      value = value << 8 | static_cast<std::uint8_t>(byte);
    }
    return static_cast<Number>(value);
  }
  [[noreturn]] static void truncated();

  BytesView rest_;
};

}  // namespace lofte
