#include "custody/store/pending_writes.hpp"

#include "base/failure.hpp"

namespace lofte::custody::store {

namespace {

void check_key(BytesView key) {
  if (key.size() > key_bytes_max) {
    throw Failure(FailureKind::too_large,
                  {.code = "store.key_too_large",
                   .message = "a key of " + std::to_string(key.size()) + " bytes is longer than " +
                              std::to_string(key_bytes_max),
                   .remedy = ""});
  }
}

}  // namespace

void PendingWrites::put(Plane plane, BytesView key, BytesView value) {
  check_key(key);
  if (value.size() > value_bytes_max) {
    throw Failure(FailureKind::too_large,
                  {.code = "store.value_too_large",
                   .message = "a value of " + std::to_string(value.size()) +
                              " bytes is longer than " + std::to_string(value_bytes_max),
                   .remedy = "split it into several records"});
  }
  planes_[static_cast<std::size_t>(plane)].insert_or_assign(Bytes(key), Bytes(value));
}

void PendingWrites::erase(Plane plane, BytesView key) {
  check_key(key);
  planes_[static_cast<std::size_t>(plane)].insert_or_assign(Bytes(key), std::nullopt);
}

std::optional<Bytes> const* PendingWrites::find(Plane plane, BytesView key) const {
  Writes const& writes = of(plane);
  auto const found = writes.find(key);
  return found == writes.end() ? nullptr : &found->second;
}

}  // namespace lofte::custody::store
