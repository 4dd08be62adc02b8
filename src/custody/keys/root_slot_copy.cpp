#include "custody/keys/root_slot_copy.hpp"

#include <cstring>

#include "base/failure.hpp"

namespace lofte::custody::keys {

namespace {

constexpr BytesView magic = "lofteROOT";
constexpr std::uint16_t format_in_the_clear = 1;
constexpr std::uint16_t format_in_a_token = 2;
constexpr std::uint16_t newest_format = format_in_a_token;
constexpr std::size_t checked_bytes = root_copy_bytes - crypto::hash_bytes;

// Straight into the block, which is wiped: a writer's bytes are not.
void write_roots(Roots const& roots, char* at) {
  at = std::ranges::copy(roots.current.view(), at).out;
  if (roots.next) {
    std::ranges::copy(roots.next->view(), at);
  }
}

void write_sealed(Writer& out, SealedRoot const& root) {
  out.u64(root.key.generation).u64(root.key.number);
  out.text(root.sealed.nonce).text(root.sealed.bytes);
}

Bytes encode(TokenRoots const& roots) {
  Writer out;
  out.u64(roots.file_number).text(roots.label).text(roots.uri).text(roots.token);
  write_sealed(out, roots.current);
  if (roots.next) {
    write_sealed(out, *roots.next);
  }
  return out.take();
}

SealedRoot read_sealed(Reader& reader) {
  SealedRoot root;
  root.key.generation = reader.u64();
  root.key.number = reader.u64();
  root.sealed.nonce = reader.text();
  root.sealed.bytes = reader.text();
  return root;
}

struct Head {
  std::uint64_t generation;  // of the current root
  bool has_next;
};

Head head_of(HeldRoots const& held) {
  return std::visit(
      [](auto const& roots) { return Head{roots.generation, roots.next.has_value()}; }, held);
}

Roots read_roots(Reader& reader, Head const& head) {
  Roots roots{.generation = head.generation,
              .current = crypto::Key::from_bytes(reader.raw(crypto::key_bytes)),
              .next = std::nullopt};
  if (head.has_next) {
    roots.next = crypto::Key::from_bytes(reader.raw(crypto::key_bytes));
  }
  return roots;
}

TokenRoots read_token_roots(Reader& reader, Head const& head) {
  TokenRoots roots;
  roots.generation = head.generation;
  roots.file_number = reader.u64();
  roots.label = reader.text();
  roots.uri = reader.text();
  roots.token = reader.text();
  roots.current = read_sealed(reader);
  if (head.has_next) {
    roots.next = read_sealed(reader);
  }
  return roots;
}

// Of bytes that sum, so that only another program's can be malformed.
DecodedBlock decode_body(Reader reader, std::uint16_t format) try {
  DecodedBlock decoded{.state = BlockState::whole, .copy = {}};
  decoded.copy.sequence = reader.u64();
  Head head{.generation = reader.u64(), .has_next = false};
  head.has_next = reader.u8() != 0;
  if (format == format_in_the_clear) {
    decoded.copy.held = read_roots(reader, head);
  } else {
    decoded.copy.held = read_token_roots(reader, head);
  }
  return decoded;
} catch (Failure const&) {
  return {};
}

}  // namespace

RootBlock::~RootBlock() {
  ::explicit_bzero(bytes_.data(), bytes_.size());
}

RootBlock encode_root_copy(RootCopy const& copy) {
  auto const* const in_the_clear = std::get_if<Roots>(&copy.held);
  auto const [generation, has_next] = head_of(copy.held);
  Writer head;
  head.raw(magic).u16(in_the_clear != nullptr ? format_in_the_clear : format_in_a_token);
  head.u64(copy.sequence).u64(generation).u8(has_next ? 1 : 0);
  RootBlock block;
  char* at = std::ranges::copy(head.view(), block.data()).out;
  if (in_the_clear != nullptr) {
    write_roots(*in_the_clear, at);
  } else {
    Bytes const body = encode(std::get<TokenRoots>(copy.held));
    require(head.view().size() + body.size() <= checked_bytes,
            "what a token has sealed fits into a copy of the root slot");
    std::ranges::copy(body, at);
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
  Reader reader(block.substr(magic.size(), checked_bytes - magic.size()));
  std::uint16_t const format = reader.u16();
  if (format > newest_format) {
    return {.state = sums ? BlockState::newer : BlockState::perhaps_newer, .copy = {}};
  }
  if (!sums || format == 0) {
    return {};
  }
  return decode_body(reader, format);
}

}  // namespace lofte::custody::keys
