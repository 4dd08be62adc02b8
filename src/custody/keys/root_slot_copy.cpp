#include "custody/keys/root_slot_copy.hpp"

#include <cstring>

namespace lofte::custody::keys {

namespace {

constexpr BytesView magic = "lofteROOT";
constexpr std::uint16_t format = 1;
constexpr std::size_t checked_bytes = root_copy_bytes - crypto::hash_bytes;

}  // namespace

RootBlock::~RootBlock() {
  ::explicit_bzero(bytes_.data(), bytes_.size());
}

RootBlock encode_root_copy(RootCopy const& copy) {
  Writer head;
  head.raw(magic).u16(format).u64(copy.sequence).u64(copy.roots.generation);
  head.u8(copy.roots.next ? 1 : 0);
  RootBlock block;
  char* at = std::ranges::copy(head.view(), block.data()).out;
  at = std::ranges::copy(copy.roots.current.view(), at).out;
  if (copy.roots.next) {
    std::ranges::copy(copy.roots.next->view(), at);
  }
  std::ranges::copy(crypto::hash(block.view().substr(0, checked_bytes)),
                    block.data() + checked_bytes);
  return block;
}

DecodedBlock decode_root_copy(BytesView block) {
  if (block.size() != root_copy_bytes || !block.starts_with(magic)) {
    return {};
  }
  bool const sums = crypto::hash(block.substr(0, checked_bytes)) == block.substr(checked_bytes);
  Reader reader(block.substr(magic.size()));
  if (std::uint16_t const stored = reader.u16(); stored != format) {
    bool const later = stored > format;
    return {.state =
                later ? (sums ? BlockState::newer : BlockState::perhaps_newer) : BlockState::broken,
            .copy = {}};
  }
  if (!sums) {
    return {};
  }
  DecodedBlock decoded{.state = BlockState::whole, .copy = {}};
  decoded.copy.sequence = reader.u64();
  decoded.copy.roots.generation = reader.u64();
  bool const has_next = reader.u8() != 0;
  decoded.copy.roots.current = crypto::Key::from_bytes(reader.raw(crypto::key_bytes));
  if (has_next) {
    decoded.copy.roots.next = crypto::Key::from_bytes(reader.raw(crypto::key_bytes));
  }
  return decoded;
}

}  // namespace lofte::custody::keys
