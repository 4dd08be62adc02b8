#include "custody/keys/head.hpp"

#include "base/failure.hpp"

namespace lofte::custody::keys {

namespace {
constexpr std::uint8_t head_format = 1;
}

Bytes Head::encode() const {
  Writer writer;
  writer.u8(head_format)
      .u64(generation)
      .u32(renewal)
      .u16(policy_version)
      .maybe_day(destroyed_through);
  writer.u32(doomed).u32(next_slot).u32(stored_free_slots).text(bucket_key);
  writer.varint(free_slots.size());
  for (Slot slot : free_slots) {
    writer.u32(slot);
  }
  return writer.take();
}

Head Head::decode(BytesView bytes) {
  Reader reader(bytes);
  if (reader.u8() != head_format) {
    throw Failure(FailureKind::too_new,
                  {.code = "head.too_new",
                   .message = "a bucket head was written by a newer version",
                   .remedy = "start the version of lofte that wrote the data folder"});
  }
  Head head;
  head.generation = reader.u64();
  head.renewal = reader.u32();
  head.policy_version = reader.u16();
  head.destroyed_through = reader.maybe_day();
  head.doomed = reader.u32();
  head.next_slot = reader.u32();
  head.stored_free_slots = reader.u32();
  head.bucket_key = Bytes(reader.text());
  for (auto count = reader.varint(); count > 0; --count) {
    head.free_slots.push_back(reader.u32());
  }
  reader.expect_end();
  return head;
}

}  // namespace lofte::custody::keys
