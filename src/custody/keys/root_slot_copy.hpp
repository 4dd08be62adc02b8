// One of the copies in a root slot's file: what it says, and its 4096 bytes. Format:
// docs/formats/root-slot.md. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/wire.hpp"
#include "custody/keys/root_slot.hpp"
#include "custody/token/token.hpp"

namespace lofte::custody::keys {

// Each copy has a disk's sector of its own, so that a torn write harms one copy only.
inline constexpr std::size_t root_copy_bytes = 4096;
inline constexpr std::size_t root_copy_count = 3;

// A root as a key of a token has sealed it.
struct SealedRoot {
  token::KeyName key;
  token::Sealed sealed;
};

// Roots that only a token can open.
struct TokenRoots {
  std::uint64_t generation = 0;  // of `current`
  SealedRoot current;
  std::optional<SealedRoot> next;
  std::string label;              // of this slot's keys in the token; no other slot has it
  std::string uri;                // where the token is: token_address.hpp
  std::string token;              // its identity when the slot was written
  std::uint64_t file_number = 0;  // of the file that this was written to: a copy of it has another
};

using HeldRoots = std::variant<Roots, TokenRoots>;

struct RootCopy {
  std::uint64_t sequence = 0;  // the highest wins
  HeldRoots held;
};

// May hold root keys: wiped when it dies.
class RootBlock {
 public:
  RootBlock() = default;
  RootBlock(RootBlock const&) = default;
  RootBlock& operator=(RootBlock const&) = default;
  ~RootBlock();
  char* data() { return bytes_.data(); }
  BytesView view() const { return {bytes_.data(), bytes_.size()}; }

 private:
  std::array<char, root_copy_bytes> bytes_{};
};

RootBlock encode_root_copy(RootCopy const& copy);

enum class BlockState {
  whole,
  broken,
  newer,          // whole, but of a format that this version does not know
  perhaps_newer,  // begins like one of a later format, but its checksum is not as ours would be
};
struct DecodedBlock {
  BlockState state = BlockState::broken;
  RootCopy copy;  // when whole
};
// Accepts any bytes.
DecodedBlock decode_root_copy(BytesView block);

}  // namespace lofte::custody::keys
