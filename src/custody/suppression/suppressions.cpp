#include "custody/suppression/suppressions.hpp"

#include <algorithm>
#include <ranges>

#include "base/failure.hpp"

namespace lofte::custody::suppression {

using store::Plane;
using store::Table;

namespace {

constexpr std::string_view key_name = "suppression";
constexpr std::uint8_t format = 1;

struct Place {
  Bucket bucket;
  Bytes row;
};

Place place_of(crypto::Key const& key, Address const& address) {
  Uuid const token = crypto::keyed_hash(key, address.text);
  return {.bucket = bucket_of(SubjectId{token}),
          .row = store::table_key(Table::suppression).uuid(token).take()};
}

// The key that seals the rows: not the one that names them.
crypto::Key seal_key(crypto::Key const& key) {
  return crypto::derive(key, "row");
}

Bytes encode(std::vector<Said> const& all_said) {
  Writer writer;
  writer.u8(format).varint(all_said.size());
  for (Said const& said : all_said) {
    writer.u32(said.scope.purpose)
        .u32(said.scope.channel)
        .u8(static_cast<std::uint8_t>(said.word))
        .day(said.on);
  }
  return writer.take();
}

std::vector<Said> decode(BytesView bytes) {
  Reader reader(bytes);
  if (reader.u8() != format) {
    throw Failure(FailureKind::too_new,
                  {.code = "suppression.too_new",
                   .message = "a row of the suppression list is of a newer version of Löfte",
                   .remedy = "start the version that wrote it"});
  }
  std::vector<Said> all_said;
  for (auto left = reader.varint(); left > 0; --left) {
    Said said;
    said.scope.purpose = reader.u32();
    said.scope.channel = reader.u32();
    said.word = reader.u8() == 0 ? Word::no : Word::yes;
    said.on = reader.day();
    all_said.push_back(said);
  }
  reader.expect_end();
  return all_said;
}

std::vector<Said> said_at(store::View& view, Place const& place, crypto::Key const& key) {
  auto const value = view.get(Plane::keys, place.row);
  return value ? decode(crypto::open(seal_key(key), *value, place.row)) : std::vector<Said>();
}

}  // namespace

Scope scope_of(std::string_view purpose, std::string_view channel) {
  return {.purpose = purpose.empty() ? all : promise::policy::name_hash(purpose),
          .channel = channel.empty() ? all : promise::policy::name_hash(channel)};
}

std::vector<Said> with(std::vector<Said> all_said, Said const& said) {
  std::erase_if(all_said, [&](Said const& old) { return said.scope.covers(old.scope); });
  all_said.push_back(said);
  auto const first_no = std::ranges::find(all_said, Word::no, &Said::word);
  all_said.erase(all_said.begin(), first_no);
  return all_said;
}

bool is_refused(std::vector<Said> const& all_said, Scope const& scope) {
  for (Said const& said : std::views::reverse(all_said)) {
    if (said.scope.covers(scope)) {
      return said.word == Word::no;
    }
  }
  return false;
}

Suppressions::Suppressions(keys::KeyRing const& ring, store::Store& store)
    : ring_(&ring), store_(&store), keys_(ring, store, Table::named_key) {}

void Suppressions::say(Address const& address, Said const& said) {
  if (said.word == Word::yes && !keys_.find(key_name)) {
    return;  // nobody has ever said no
  }
  crypto::Key const key = keys_.ensure(key_name);
  Place const place = place_of(key, address);
  auto const transaction = store_->begin(place.bucket);
  auto const before = said_at(*transaction, place, key);
  auto const after = with(before, said);
  if (after.empty()) {
    if (before.empty()) {
      return;
    }
    transaction->erase(Plane::keys, place.row);
  } else {
    transaction->put(Plane::keys, place.row,
                     crypto::seal(seal_key(key), encode(after), place.row, ring_->random()));
  }
  transaction->commit(store::Durability::synced);
}

bool Suppressions::has(Address const& address, Scope const& scope) const {
  auto const key = keys_.find(key_name);
  if (!key) {
    return false;
  }
  Place const place = place_of(*key, address);
  return is_refused(said_at(*store_->read(place.bucket), place, *key), scope);
}

}  // namespace lofte::custody::suppression
