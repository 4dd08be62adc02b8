#include "custody/webauthn/authenticator_data.hpp"

#include "base/failure.hpp"
#include "custody/webauthn/cbor.hpp"

namespace lofte::custody::webauthn {

namespace {

constexpr std::uint8_t has_attested = 0x40;
constexpr std::uint8_t has_extensions = 0x80;
constexpr std::size_t aaguid_bytes = 16;

std::optional<AuthenticatorData::Attested> take_attested(Reader& reader, BytesView& rest) {
  reader.raw(aaguid_bytes);
  std::size_t const size = reader.u16();
  BytesView const id = reader.raw(size);
  BytesView const before = reader.rest();
  rest = before;
  bool const whole = size > 0 && size <= credential_id_bytes_max && CoseKey::take(rest);
  return whole ? std::optional(AuthenticatorData::Attested{
                     .id = id, .public_key = before.substr(0, before.size() - rest.size())})
               : std::nullopt;
}

// The extensions' outputs, a map; none of them is asked for.
bool pass_extensions(BytesView& rest) {
  CborReader reader(rest);
  CborReader ahead = reader;
  auto const head = ahead.next();
  bool const whole = head && head->kind == CborItem::Kind::map && reader.skip();
  rest = reader.rest();
  return whole;
}

}  // namespace

std::optional<AuthenticatorData> AuthenticatorData::read(BytesView bytes) {
  try {
    Reader reader(bytes);
    AuthenticatorData data;
    data.rp_id_hash = crypto::digest_from(reader.raw(data.rp_id_hash.size()));
    data.flags = reader.u8();
    data.counter = reader.u32();
    BytesView rest = reader.rest();
    if ((data.flags & has_attested) != 0) {
      data.attested = take_attested(reader, rest);
      if (!data.attested) {
        return std::nullopt;
      }
    }
    if ((data.flags & has_extensions) != 0 && !pass_extensions(rest)) {
      return std::nullopt;
    }
    return rest.empty() ? std::optional(data) : std::nullopt;
  } catch (Failure const&) {
    return std::nullopt;  // it ends too early
  }
}

std::optional<BytesView> authenticator_data_of(BytesView attestation_object) {
  CborReader reader(attestation_object);
  auto const head = reader.next();
  if (!head || head->kind != CborItem::Kind::map || head->number > 8) {
    return std::nullopt;
  }
  std::optional<BytesView> data;
  bool has_format = false, has_statement = false;
  for (std::uint64_t left = head->number; left > 0; --left) {
    auto const name = reader.next();
    CborReader ahead = reader;
    auto const value = ahead.next();
    if (!name || name->kind != CborItem::Kind::text || !value || !reader.skip()) {
      return std::nullopt;
    }
    if (name->content == "authData" && value->kind == CborItem::Kind::bytes) {
      data = value->content;
    }
    has_format = has_format || (name->content == "fmt" && value->kind == CborItem::Kind::text);
    has_statement =
        has_statement || (name->content == "attStmt" && value->kind == CborItem::Kind::map);
  }
  return has_format && has_statement && reader.rest().empty() ? data : std::nullopt;
}

}  // namespace lofte::custody::webauthn
