#include "custody/tickets/tickets.hpp"

#include <algorithm>
#include <vector>

#include "base/base64.hpp"
#include "custody/crypto/crypto.hpp"
#include "custody/crypto/sha256.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::tickets {

using store::Plane;
using store::Table;

namespace {

constexpr std::size_t token_bytes = 32;

// Where a ticket lies, and what opens it.
struct Place {
  Bucket bucket = 0;
  Bytes row;
  crypto::Key key;
};

Place place_of(std::string_view token) {
  auto const name = crypto::sha256({"ticket row", token});
  return {.bucket = static_cast<Bucket>((name[0] << 8 | name[1]) % bucket_count),
          .row = store::table_key(Table::ticket).raw(crypto::view(name)).take(),
          .key = crypto::Key::from_bytes(crypto::view(crypto::sha256({"ticket key", token})))};
}

// The same token under another kind opens nothing.
Bytes bound_to(Place const& place, Kind kind) {
  return place.row + Bytes(kind);
}

std::uint64_t milliseconds(Instant instant) {
  return static_cast<std::uint64_t>(instant.time_since_epoch().count());
}

bool is_void(BytesView value, Instant now) {
  return Reader(value).u64() < milliseconds(now);
}

Bytes sealed(Place const& place, Kind kind, Instant void_after, BytesView content, Random& random) {
  return Writer{}
      .u64(milliseconds(void_after))
      .raw(crypto::seal(place.key, content, bound_to(place, kind), random))
      .take();
}

std::optional<Bytes> open(store::View& view, Place const& place, Kind kind, Instant now) {
  auto const value = view.get(Plane::keys, place.row);
  if (!value || is_void(*value, now)) {
    return std::nullopt;
  }
  Reader reader(*value);
  reader.u64();
  return crypto::try_open(place.key, reader.rest(), bound_to(place, kind));
}

}  // namespace

std::string Tickets::issue(Kind kind, Instant void_after, BytesView content) {
  std::array<std::uint8_t, token_bytes> drawn;
  random_->fill(drawn);
  std::string const token =
      to_base64url({reinterpret_cast<char const*>(drawn.data()), drawn.size()});
  Place const place = place_of(token);
  auto const transaction = store_->begin(place.bucket);
  transaction->put(Plane::keys, place.row, sealed(place, kind, void_after, content, *random_));
  transaction->commit(store::Durability::synced);
  return token;
}

std::optional<Bytes> Tickets::show(Kind kind, std::string_view token) const {
  Place const place = place_of(token);
  return open(*store_->read(place.bucket), place, kind, clock_->now());
}

std::optional<Bytes> Tickets::redeem(Kind kind, std::string_view token) {
  Place const place = place_of(token);
  auto const transaction = store_->begin(place.bucket);
  auto content = open(*transaction, place, kind, clock_->now());
  if (content) {
    transaction->erase(Plane::keys, place.row);
    transaction->commit(store::Durability::synced);
  }
  return content;
}

bool Tickets::change(Kind kind, std::string_view token, Instant void_after, BytesView content) {
  Place const place = place_of(token);
  auto const transaction = store_->begin(place.bucket);
  if (!open(*transaction, place, kind, clock_->now())) {
    return false;
  }
  transaction->put(Plane::keys, place.row, sealed(place, kind, void_after, content, *random_));
  transaction->commit(store::Durability::deferred);
  return true;
}

void Tickets::clear(store::Transaction& transaction, Instant now) {
  std::vector<Bytes> gone;
  transaction.scan(Plane::keys, store::table_key(Table::ticket).view(), {},
                   [&](BytesView key, BytesView value) {
                     if (is_void(value, now)) {
                       gone.emplace_back(key);
                     }
                     return true;
                   });
  for (Bytes const& key : gone) {
    transaction.erase(Plane::keys, key);
  }
}

}  // namespace lofte::custody::tickets
