// Whatever bytes stand in the store: a decoder either reads them or says that they are damaged.
#include "base/failure.hpp"
#include "custody/keys/head.hpp"
#include "custody/keys/root_slot_copy.hpp"
#include "custody/mail_queue/mail_row.hpp"
#include "custody/vault/compartment_row.hpp"
#include "custody/vault/stored_record.hpp"

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  using namespace lofte;
  BytesView const bytes(reinterpret_cast<char const*>(data), size);
  if (bytes.empty()) {
    return 0;
  }
  try {
    switch (bytes.front() % 7) {
      case 0:
        custody::keys::Head::decode(bytes.substr(1)).encode();
        break;
      case 1:
        custody::vault::StoredRecord::decode(bytes.substr(1), nullptr).encode();
        break;
      case 2:
        custody::subjects::Standing::decode(bytes.substr(1)).encode();
        break;
      case 3:
        custody::vault::CompartmentRow::decode(bytes.substr(1)).encode();
        break;
      case 4:
        custody::subjects::StoredSubject::decode(bytes.substr(1));
        break;
      case 5:
        custody::mail_queue::MailRow::decode(bytes.substr(1)).encode();
        break;
      default:
        custody::keys::decode_root_copy(bytes.substr(1));
    }
  } catch (Failure const& failure) {
    require(failure.kind() == FailureKind::damaged || failure.kind() == FailureKind::too_new,
            "bytes that can't be read are damaged or too new");
  }
  return 0;
}
