// Whatever a browser or an authenticator sends: it is read within its bounds, or refused. The first
// byte says as what.
#include "base/failure.hpp"
#include "custody/webauthn/authenticator_data.hpp"
#include "custody/webauthn/cbor.hpp"
#include "custody/webauthn/messages.hpp"

namespace {

using namespace lofte;
using namespace lofte::custody::webauthn;

bool is_inside(BytesView part, BytesView whole) {
  return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

void read_cbor(BytesView bytes) {
  CborReader reader(bytes);
  while (reader.skip()) {
    require(is_inside(reader.rest(), bytes), "what is left is a part of what there was");
  }
}

void read_key(BytesView bytes) {
  BytesView rest = bytes;
  if (CoseKey::take(rest)) {
    BytesView key = bytes.substr(0, bytes.size() - rest.size());
    auto const again = CoseKey::take(key);
    require(again && key.empty(), "a key that is kept is read again");
    require(!again->has_signed("message", bytes), "nobody signs by chance");
  }
}

void read_data(BytesView bytes) {
  auto const data = AuthenticatorData::read(bytes);
  if (data && data->attested) {
    auto const& [id, key] = *data->attested;
    require(is_inside(id, bytes) && is_inside(key, bytes), "parts are parts");
    require(!id.empty() && id.size() <= credential_id_bytes_max, "an id is bounded");
    read_key(key);
  }
}

void read_messages(BytesView bytes) {
  challenge_of(bytes);
  RelyingParty const shop{.id = "shop.example", .origin = "https://shop.example"};
  Asked const asked{.relying_party = shop, .challenge = "challenge"};
  if (auto const made = read_made(bytes)) {
    require(!made->id.empty(), "an answer names its credential");
    static_cast<void>(verify_made(asked, *made));
  }
  if (auto const used = read_used(bytes)) {
    require(!verify_used(asked, *used, {.id = used->id, .public_key = {}}),
            "nobody signs by chance");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  BytesView const bytes(reinterpret_cast<char const*>(data) + 1, size - 1);
  switch (data[0]) {
    case 'c':
      read_cbor(bytes);
      break;
    case 'k':
      read_key(bytes);
      break;
    case 'd':
      read_data(bytes);
      break;
    case 'o':
      if (auto const inside = authenticator_data_of(bytes)) {
        require(is_inside(*inside, bytes), "parts are parts");
        read_data(*inside);
      }
      break;
    default:
      read_messages(bytes);
  }
  return 0;
}
