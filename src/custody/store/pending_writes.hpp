// What a transaction has put and erased so far, and its view over the committed entries below.
#pragma once

#include <array>
#include <concepts>
#include <map>
#include <optional>

#include "custody/store/store.hpp"

namespace lofte::custody::store {

// Walks committed entries in key order.
template <typename T>
concept Cursor = requires(T cursor) {
  { cursor.valid() } -> std::convertible_to<bool>;
  { cursor.key() } -> std::convertible_to<BytesView>;
  { cursor.value() } -> std::convertible_to<BytesView>;
  cursor.next();
};

class PendingWrites {
 public:
  // Nullopt: erased.
  using Writes = std::map<Bytes, std::optional<Bytes>, std::less<>>;

  // Throws Failure (too_large): "store.key_too_large", "store.value_too_large".
  void put(Plane plane, BytesView key, BytesView value);
  void erase(Plane plane, BytesView key);

  // Null when the transaction has not touched `key`.
  std::optional<Bytes> const* find(Plane plane, BytesView key) const;
  Writes const& of(Plane plane) const { return planes_[static_cast<std::size_t>(plane)]; }
  bool empty() const { return planes_[0].empty() && planes_[1].empty(); }

 private:
  std::array<Writes, 2> planes_;
};

// Where a scan of `prefix` from `from` begins.
inline BytesView scan_start(BytesView prefix, BytesView from) {
  return from < prefix ? prefix : from;
}

// Visits `below` (already at scan_start, and ending with the prefix) with `writes` laid over it.
template <Cursor Below>
void scan_over(PendingWrites::Writes const& writes, Below below, BytesView prefix, BytesView from,
               View::Visit const& visit) {
  auto own = writes.lower_bound(scan_start(prefix, from));
  auto const own_left = [&] { return own != writes.end() && own->first.starts_with(prefix); };
  while (own_left() || below.valid()) {
    bool const take_own = own_left() && (!below.valid() || own->first <= below.key());
    if (!take_own) {
      if (!visit(below.key(), below.value())) {
        return;
      }
      below.next();
      continue;
    }
    if (below.valid() && below.key() == own->first) {
      below.next();
    }
    if (own->second && !visit(own->first, *own->second)) {
      return;
    }
    ++own;
  }
}

}  // namespace lofte::custody::store
