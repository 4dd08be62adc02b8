#include "base/wire.hpp"

#include "base/failure.hpp"

namespace lofte {

namespace {

constexpr std::uint32_t day_offset =
    0x80000000;  // so that days before 1970 sort before those after
constexpr std::uint32_t no_day = 0xffffffff;

[[noreturn]] void damaged(char const* code) {
  throw Failure(FailureKind::damaged, {.code = code,
                                       .message = "a stored value is not what was written",
                                       .remedy = "restore it from a backup"});
}

}  // namespace

Writer& Writer::u8(std::uint8_t value) {
  bytes_.push_back(static_cast<char>(value));
  return *this;
}

Writer& Writer::u16(std::uint16_t value) {
  return u8(static_cast<std::uint8_t>(value >> 8)).u8(static_cast<std::uint8_t>(value));
}

Writer& Writer::u32(std::uint32_t value) {
  return u16(static_cast<std::uint16_t>(value >> 16)).u16(static_cast<std::uint16_t>(value));
}

Writer& Writer::u64(std::uint64_t value) {
  return u32(static_cast<std::uint32_t>(value >> 32)).u32(static_cast<std::uint32_t>(value));
}

Writer& Writer::varint(std::uint64_t value) {
  while (value >= 0x80) {
    u8(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  return u8(static_cast<std::uint8_t>(value));
}

Writer& Writer::raw(BytesView bytes) {
  bytes_.append(bytes);
  return *this;
}

Writer& Writer::text(BytesView bytes) {
  return varint(bytes.size()).raw(bytes);
}

Writer& Writer::uuid(Uuid const& uuid) {
  return raw({reinterpret_cast<char const*>(uuid.bytes.data()), uuid.bytes.size()});
}

Writer& Writer::day(Day day) {
  return u32(static_cast<std::uint32_t>(day.time_since_epoch().count()) + day_offset);
}

Writer& Writer::maybe_day(std::optional<Day> maybe) {
  return maybe ? day(*maybe) : u32(no_day);
}

std::uint8_t Reader::u8() {
  return static_cast<std::uint8_t>(raw(1)[0]);
}

std::uint16_t Reader::u16() {
  std::uint16_t const high = u8();
  return static_cast<std::uint16_t>(high << 8 | u8());
}

std::uint32_t Reader::u32() {
  std::uint32_t const high = u16();
  return high << 16 | u16();
}

std::uint64_t Reader::u64() {
  std::uint64_t const high = u32();
  return high << 32 | u32();
}

std::uint64_t Reader::varint() {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    std::uint8_t const byte = u8();
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if ((byte & 0x80) == 0) {
      return value;
    }
  }
  damaged("wire.malformed");
}

BytesView Reader::raw(std::size_t size) {
  if (size > rest_.size()) {
    damaged("wire.truncated");
  }
  BytesView const bytes = rest_.substr(0, size);
  rest_.remove_prefix(size);
  return bytes;
}

BytesView Reader::text() {
  return raw(varint());
}

Uuid Reader::uuid() {
  Uuid uuid;
  BytesView const bytes = raw(uuid.bytes.size());
  std::memcpy(uuid.bytes.data(), bytes.data(), bytes.size());
  return uuid;
}

Day Reader::day() {
  auto const day = maybe_day();
  if (!day) {
    damaged("wire.malformed");
  }
  return *day;
}

std::optional<Day> Reader::maybe_day() {
  std::uint32_t const stored = u32();
  if (stored == no_day) {
    return std::nullopt;
  }
  return Day{std::chrono::days{static_cast<std::int32_t>(stored - day_offset)}};
}

void Reader::expect_end() const {
  if (!rest_.empty()) {
    damaged("wire.malformed");
  }
}

}  // namespace lofte
