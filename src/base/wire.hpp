// Writing and reading the bytes of stored values: integers big-endian (so that keys sort), lengths
// as varints.
#pragma once

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
  Writer& u8(std::uint8_t value);
  Writer& u16(std::uint16_t value);
  Writer& u32(std::uint32_t value);
  Writer& u64(std::uint64_t value);
  Writer& varint(std::uint64_t value);  // LEB128
  Writer& raw(BytesView bytes);         // no length
  Writer& text(BytesView bytes);        // varint length, then the bytes
  Writer& uuid(Uuid const& uuid);       // 16 bytes
  Writer& day(Day day);                 // i32, days since 1970-01-01, offset so that it sorts
  Writer& maybe_day(std::optional<Day> day);

  Bytes take() { return std::move(bytes_); }
  BytesView view() const { return bytes_; }

 private:
  Bytes bytes_;
};

// Reads what Writer wrote. Every method throws Failure (damaged, "wire.truncated" or
// "wire.malformed") rather than read past the end. The viewed bytes must outlive the reader and
// what it returns.
class Reader {
 public:
  explicit Reader(BytesView bytes) : rest_(bytes) {}

  std::uint8_t u8();
  std::uint16_t u16();
  std::uint32_t u32();
  std::uint64_t u64();
  std::uint64_t varint();
  BytesView raw(std::size_t size);
  BytesView text();
  Uuid uuid();
  Day day();
  std::optional<Day> maybe_day();

  bool at_end() const { return rest_.empty(); }
  BytesView rest() const { return rest_; }
  void expect_end() const;  // throws when bytes are left over

 private:
  BytesView rest_;
};

}  // namespace lofte
