// Whatever a field of an account or an enquiry, or a notice that waits, holds: what is read is what
// would be written, and the rest is left out or damaged.
#include "base/failure.hpp"
#include "shop/customers/passkey.hpp"
#include "shop/enquiries/attachments.hpp"
#include "shop/recipients/notice.hpp"

namespace {

using namespace lofte;
using namespace lofte::shop;

void read_passkeys(std::string_view text) {
  auto const passkeys = customers::decode_passkeys(text);
  require(customers::decode_passkeys(customers::encode(passkeys)) == passkeys,
          "passkeys that are read are those that would be written");
}

void read_attachments(std::string_view text) {
  auto const attachments = enquiries::decode_attachments(text);
  for (auto const& attachment : attachments) {
    require(enquiries::clean_file_name(attachment.name) == attachment.name,
            "a file's name is clean");
  }
  std::string const written = enquiries::encode(attachments);
  require(enquiries::encode(enquiries::decode_attachments(written)) == written,
          "files that are read are those that would be written");
}

void name_file(std::string_view name) {
  std::string const clean = enquiries::clean_file_name(name);
  require(!clean.empty() && clean.size() <= enquiries::file_name_bytes_max &&
              enquiries::clean_file_name(clean) == clean,
          "a clean name stays as it is");
  enquiries::file_type_of(clean, name);
}

void read_notice(BytesView bytes) {
  try {
    Bytes const written = recipients::Notice::decode(bytes).encode();
    require(recipients::Notice::decode(written).encode() == written, "a notice is stored whole");
  } catch (Failure const& failure) {
    require(failure.kind() == FailureKind::damaged || failure.kind() == FailureKind::too_new,
            "bytes that can't be read are damaged or too new");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  BytesView const bytes(reinterpret_cast<char const*>(data), size);
  if (bytes.empty()) {
    return 0;
  }
  switch (bytes.front() % 4) {
    case 0:
      read_passkeys(bytes.substr(1));
      break;
    case 1:
      read_attachments(bytes.substr(1));
      break;
    case 2:
      name_file(bytes.substr(1));
      break;
    default:
      read_notice(bytes.substr(1));
  }
  return 0;
}
