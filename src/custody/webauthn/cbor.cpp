#include "custody/webauthn/cbor.hpp"

#include <cbor.h>

#include <limits>

namespace lofte::custody::webauthn {

namespace {

using Kind = CborItem::Kind;

// What one call of the decoder has said.
struct Heard {
  CborItem item;
  bool refused = false;
};

template <Kind kind, typename Number>
void hear_number(void* heard, Number number) {
  static_cast<Heard*>(heard)->item = {.kind = kind, .number = number};
}

template <Kind kind>
void hear_content(void* heard, cbor_data data, std::size_t size) {
  static_cast<Heard*>(heard)->item = {.kind = kind,
                                      .content = {reinterpret_cast<char const*>(data), size}};
}

void refuse(void* heard) {
  static_cast<Heard*>(heard)->refused = true;
}

cbor_callbacks callbacks() {
  cbor_callbacks all = cbor_empty_callbacks;
  all.uint8 = hear_number<Kind::number, std::uint8_t>;
  all.uint16 = hear_number<Kind::number, std::uint16_t>;
  all.uint32 = hear_number<Kind::number, std::uint32_t>;
  all.uint64 = hear_number<Kind::number, std::uint64_t>;
  all.negint8 = hear_number<Kind::negative, std::uint8_t>;
  all.negint16 = hear_number<Kind::negative, std::uint16_t>;
  all.negint32 = hear_number<Kind::negative, std::uint32_t>;
  all.negint64 = hear_number<Kind::negative, std::uint64_t>;
  all.byte_string = hear_content<Kind::bytes>;
  all.string = hear_content<Kind::text>;
  all.array_start = hear_number<Kind::array, std::size_t>;
  all.map_start = hear_number<Kind::map, std::size_t>;
  all.byte_string_start = refuse;
  all.string_start = refuse;
  all.indef_array_start = refuse;
  all.indef_map_start = refuse;
  all.indef_break = refuse;
  all.tag = [](void* heard, std::uint64_t) { refuse(heard); };
  return all;
}

}  // namespace

std::optional<std::int64_t> CborItem::integer() const {
  if ((kind != Kind::number && kind != Kind::negative) ||
      number > std::numeric_limits<std::uint32_t>::max()) {
    return std::nullopt;
  }
  auto const value = static_cast<std::int64_t>(number);
  return kind == Kind::number ? value : -1 - value;
}

std::optional<CborItem> CborReader::next() {
  static cbor_callbacks const heard_by = callbacks();
  Heard heard;
  auto const decoded = cbor_stream_decode(reinterpret_cast<cbor_data>(rest_.data()), rest_.size(),
                                          &heard_by, &heard);
  if (decoded.status != CBOR_DECODER_FINISHED || heard.refused) {
    return std::nullopt;
  }
  rest_.remove_prefix(decoded.read);
  return heard.item;
}

bool CborReader::skip() {
  for (std::uint64_t left = 1; left > 0; --left) {
    auto const item = next();
    if (!item) {
      return false;
    }
    bool const has_parts = item->kind == Kind::array || item->kind == Kind::map;
    if (has_parts && item->number > rest_.size()) {
      return false;  // each part takes a byte at least
    }
    left += item->kind == Kind::array ? item->number : 0;
    left += item->kind == Kind::map ? 2 * item->number : 0;
  }
  return true;
}

}  // namespace lofte::custody::webauthn
