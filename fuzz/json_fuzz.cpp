// A body of the API, as bytes: it is either JSON without any doubt, or refused with a reason.
#include "base/failure.hpp"
#include "base/wire.hpp"
#include "edge/api/strict_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  using namespace lofte;
  try {
    edge::api::StrictJson const json(BytesView(reinterpret_cast<char const*>(data), size));
    require(json.value().storage().get() != nullptr, "what was parsed has its memory");
  } catch (Failure const& failure) {
    require(failure.kind() == FailureKind::bad_input || failure.kind() == FailureKind::too_large,
            "a body that can't be read is the sender's to mend");
  }
  return 0;
}
