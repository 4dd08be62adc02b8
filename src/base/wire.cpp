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

Writer& Writer::varint(std::uint64_t value) {
  while (value >= 0x80) {
    u8(static_cast<std::uint8_t>(value | 0x80));
    value >>= 7;
  }
  return u8(static_cast<std::uint8_t>(value));
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

void Reader::truncated() {
  damaged("wire.truncated");
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
