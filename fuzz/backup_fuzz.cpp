// The files of a backup: whatever is in them, they are read or refused.
#include <cstddef>
#include <cstdint>

#include "base/failure.hpp"
#include "custody/backup/data_manifest.hpp"
#include "custody/backup/key_copy.hpp"
#include "custody/backup/key_copy_name.hpp"
#include "custody/crypto/crypto.hpp"

namespace {

using namespace lofte;
using namespace lofte::custody;

class Given final : public backup::BackupFile {
 public:
  explicit Given(BytesView bytes) : bytes_(bytes) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Bytes read(std::uint64_t offset, std::size_t size) const override {
    return offset >= bytes_.size() ? Bytes{} : Bytes(bytes_.substr(offset, size));
  }

 private:
  BytesView bytes_;
};

void attempt(auto const& act) {
  try {
    act();
  } catch (Failure const& failure) {
    require(failure.kind() == FailureKind::damaged || failure.kind() == FailureKind::too_new,
            "what can't be read is damaged or too new");
  }
}

// With the hash that it should have, so that what lies behind is reached.
Bytes with_hash(BytesView bytes) {
  return Bytes(bytes) + crypto::hash(bytes);
}

Bytes as_block(BytesView rows) {
  Bytes const first = crypto::hash(crypto::hash("") + Bytes(rows));
  Bytes block = Writer{}.u32(static_cast<std::uint32_t>(rows.size())).raw(first).raw(rows).take();
  return block + Writer{}.u32(0).raw(crypto::hash(first)).take();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  BytesView const bytes(reinterpret_cast<char const*>(data), size);
  attempt([&] { backup::DataManifest::decode(bytes); });
  attempt([&] { backup::DataManifest::decode(with_hash("lofteDATA" + Bytes(bytes))); });
  Bytes block = "lofteKEYS" + Bytes(bytes);
  block.resize(4096 - crypto::hash_bytes);
  attempt([&] { backup::KeyCopyHeader::decode("a copy", with_hash(block)); });
  for (Bytes const& rows : {Bytes(bytes), as_block(bytes)}) {
    attempt([&] {
      backup::RowReader(Given(rows), {.name = "rows", .header_bytes = 0, .chained_to = ""})
          .read_to_end();
    });
  }
  if (auto const name = backup::KeyCopyName::parse(bytes)) {
    require(name->to_string() == bytes, "a name is written as it is read");
  }
  return 0;
}
