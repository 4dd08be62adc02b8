// Identifiers that can't be swapped for one another.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <cstring>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/planted.hpp"
#include "base/random.hpp"

namespace lofte {

// 128 random bits, written as 32 lower-case hexadecimal digits.
struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  auto operator<=>(Uuid const&) const = default;
};

Uuid random_uuid(Random& random);
std::optional<Uuid> parse_uuid(std::string_view text);
std::string to_string(Uuid const& uuid);

template <typename Value, typename Tag>
struct Named {
  Value value{};
  auto operator<=>(Named const&) const = default;
};

// A person: the only handle that the shop's other systems keep.
using SubjectId = Named<Uuid, struct SubjectTag>;
// One thing about a subject; unique within the subject.
using RecordId = Named<Uuid, struct RecordTag>;

// The bucket of the store that holds everything about a subject (0 … 4095). A rehearsal has fewer,
// so that a life of its shop is short.
using Bucket = std::uint16_t;
inline constexpr Bucket bucket_count = is_rehearsal ? 16 : 4096;
inline Bucket bucket_of(SubjectId const& subject) {
  return static_cast<Bucket>((subject.value.bytes[0] << 4 | subject.value.bytes[1] >> 4) %
                             bucket_count);
}

}  // namespace lofte

template <>
struct std::hash<lofte::Uuid> {
  std::size_t operator()(lofte::Uuid const& uuid) const noexcept {
    std::size_t first;  // the bytes are random already
    std::memcpy(&first, uuid.bytes.data(), sizeof first);
    return first;
  }
};
template <typename Value, typename Tag>
struct std::hash<lofte::Named<Value, Tag>> {
  std::size_t operator()(lofte::Named<Value, Tag> const& named) const noexcept {
    return std::hash<Value>{}(named.value);
  }
};
