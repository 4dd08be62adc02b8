#include "custody/backup/key_copy_header.hpp"

#include "base/personal.hpp"
#include "custody/backup/failures.hpp"

namespace lofte::custody::backup {

using keys::Roots;

namespace {

constexpr std::string_view magic = "lofteKEYS";
constexpr std::uint16_t format_clear = 1;
constexpr std::uint16_t format_sealed = 2;
constexpr std::size_t header_hash_at = key_copy_header_bytes - crypto::hash_bytes;

void write_instant(Writer& writer, Instant instant) {
  writer.u64(static_cast<std::uint64_t>(instant.time_since_epoch().count()));
}

Instant read_instant(Reader& reader) {
  return Instant{std::chrono::milliseconds{static_cast<std::int64_t>(reader.u64())}};
}

void write_roots(Writer& writer, Roots const& roots) {
  writer.u64(roots.generation).raw(roots.current.view()).u8(roots.next ? 1 : 0);
  if (roots.next) {
    writer.raw(roots.next->view());
  }
}

Roots read_roots(Reader& reader) {
  Roots roots;
  roots.generation = reader.u64();
  roots.current = crypto::Key::from_bytes(reader.raw(crypto::key_bytes));
  if (reader.u8() != 0) {
    roots.next = crypto::Key::from_bytes(reader.raw(crypto::key_bytes));
  }
  return roots;
}

SealedRoots read_sealed(Reader& reader) {
  SealedRoots sealed;
  auto const key = crypto::Key::from_bytes(reader.raw(crypto::key_bytes));
  std::copy_n(key.data(), crypto::key_bytes, sealed.to.key.begin());
  sealed.box = Bytes(reader.text());
  return sealed;
}

KeyCopyHeader read_header(Reader& reader, KeyCopyHeader header, std::uint16_t format) {
  header.store = reader.uuid();
  header.written_by = std::string(reader.text());
  header.virtual_today = reader.maybe_day();
  if (format == format_sealed) {
    header.roots = read_sealed(reader);
  } else {
    header.roots = read_roots(reader);
  }
  header.seal.rows = reader.u64();
  header.seal.file_bytes = reader.u64();
  header.seal.hash = Bytes(reader.raw(crypto::hash_bytes));
  return header;
}

[[noreturn]] void not_opened(std::string code, std::string message) {
  throw Failure(FailureKind::bad_input,
                {.code = std::move(code),
                 .message = std::move(message),
                 .remedy = "give its secret half: --recovery-key FILE; without "
                           "it, nothing in the "
                           "copy can be read"});
}

}  // namespace

void KeyCopyHeader::put_roots(Roots const& opened, std::optional<RecoveryPublicKey> const& to) {
  if (!to) {
    roots = opened;
    return;
  }
  Writer writer;
  writer.raw(chained_to());
  write_roots(writer, opened);
  Bytes plain = writer.take();
  auto box = crypto::seal_to(to->key, plain);
  wipe(plain);
  if (!box) {
    throw Failure(FailureKind::bad_input,
                  {.code = "backup.recovery_key_malformed",
                   .message = "nothing can be sealed to " + to->text(),
                   .remedy = "make a key with lofte keys recovery-key FILE"});
  }
  roots = SealedRoots{.to = *to, .box = std::move(*box)};
}

Roots KeyCopyHeader::open_roots(std::string const& name,
                                std::optional<RecoveryKey> const& key) const {
  auto const* const sealed = std::get_if<SealedRoots>(&roots);
  if (sealed == nullptr) {
    return std::get<Roots>(roots);
  }
  if (!key) {
    not_opened("backup.recovery_key_missing",
               name + " is sealed to the recovery key " + sealed->to.text());
  }
  if (key->public_half() != sealed->to) {
    not_opened("backup.recovery_key_wrong", name + " is sealed to the recovery key " +
                                                sealed->to.text() + ", and the one that is given " +
                                                "is " + key->public_half().text());
  }
  auto plain = key->try_open(sealed->box);
  Bytes const own = chained_to();
  if (!plain || !plain->starts_with(own)) {
    damaged(name, "has roots that were not sealed for it");
  }
  try {
    Reader reader(BytesView(*plain).substr(own.size()));
    Roots opened = read_roots(reader);
    reader.expect_end();
    wipe(*plain);
    return opened;
  } catch (Failure const&) {
    damaged(name, "has roots that make no sense");
  }
}

Bytes KeyCopyHeader::chained_to() const {
  Writer writer;
  writer.raw(magic).u16(format_clear).uuid(store);  // of either format
  write_instant(writer, made);
  write_instant(writer, ends);
  return writer.take();
}

Bytes KeyCopyHeader::encode() const {
  auto const* const sealed = std::get_if<SealedRoots>(&roots);
  Writer writer;
  writer.raw(magic).u16(sealed != nullptr ? format_sealed : format_clear);
  write_instant(writer, made);
  write_instant(writer, ends);
  writer.uuid(store).text(written_by).maybe_day(virtual_today);
  if (sealed != nullptr) {
    writer.raw({reinterpret_cast<char const*>(sealed->to.key.data()), sealed->to.key.size()});
    writer.text(sealed->box);
  } else {
    write_roots(writer, std::get<Roots>(roots));
  }
  writer.u64(seal.rows).u64(seal.file_bytes).raw(seal.hash);
  Bytes block = writer.take();
  block.resize(header_hash_at);
  return block + crypto::hash(block);
}

KeyCopyHeader KeyCopyHeader::decode(std::string const& name, BytesView block) {
  if (block.size() != key_copy_header_bytes || !block.starts_with(magic)) {
    damaged(name, "does not begin as a copy of the key plane, or ends early");
  }
  if (crypto::hash(block.substr(0, header_hash_at)) != block.substr(header_hash_at)) {
    damaged(name, "is not what was written: the checksum of its header is wrong");
  }
  Reader reader(block.substr(magic.size()));
  std::uint16_t const format = reader.u16();
  if (format > format_sealed) {
    too_new(name);
  }
  KeyCopyHeader header;
  header.made = read_instant(reader);
  header.ends = read_instant(reader);
  try {
    return read_header(reader, std::move(header), format);
  } catch (Failure const&) {
    damaged(name, "has a header that makes no sense");
  }
}

}  // namespace lofte::custody::backup
