// Whatever somebody shows as a checkpoint, a key, the path of a tile, a bundle of entries or a
// receipt: it is read as it was written, or refused.
#include "base/failure.hpp"
#include "custody/ledger/receipt.hpp"
#include "custody/ledger/tiles.hpp"
#include "custody/ledger/verify.hpp"

namespace {

using namespace lofte;
using namespace lofte::custody;

void read_text(unsigned kind, BytesView text) {
  if (kind == 0) {
    auto const checkpoint = ledger::SignedCheckpoint::parse(text);
    require(!checkpoint || checkpoint->text() == text, "a checkpoint is read as it was written");
  } else if (kind == 1) {
    auto const key = ledger::VerifierKey::parse(text);
    require(!key || key->text() == text, "a key is read as it was written");
  } else if (kind == 2) {
    auto const name = ledger::parse_tile_path(text);
    require(!name || ledger::path_of(*name) == text, "a path is read as it was written");
  } else {
    auto const seen = ledger::Seen::parse(text);
    require(!seen || seen->text() == text, "what was seen is read as it was written");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(unsigned char const* data, std::size_t size) {
  BytesView const bytes(reinterpret_cast<char const*>(data), size);
  if (bytes.empty()) {
    return 0;
  }
  unsigned const kind = static_cast<unsigned char>(bytes.front()) % 6;
  BytesView const text = bytes.substr(1);
  try {
    if (kind == 4) {
      ledger::entries_of(text, static_cast<unsigned>(text.size() % 257));
    } else if (kind == 5) {
      auto const receipt = ledger::Receipt::parse(text);
      require(ledger::Receipt::parse(receipt.text()).text() == receipt.text(),
              "a receipt is read as it was written");
      ledger::verify(receipt, ledger::VerifierKey{.name = "shop.example/ledger"});
      broken_invariant("nobody has signed a receipt that a fuzzer made up");
    } else {
      read_text(kind, text);
    }
  } catch (Failure const&) {
  }
  return 0;
}
