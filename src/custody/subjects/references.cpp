#include "custody/subjects/references.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

#include "base/failure.hpp"
#include "base/planted.hpp"

namespace lofte::custody::subjects {

using store::Plane;
using store::Table;

namespace {

constexpr std::string_view inner_key_name = "inner";

// Numbers, so that the newest sorts last.
Bytes index_key_name(std::uint32_t number) {
  return Writer{}.raw("index").u32(number).take();
}

Bytes token_key(Uuid const& token) {
  return store::table_key(Table::reference).uuid(token).take();
}
Bucket token_bucket(Uuid const& token) {
  return bucket_of(SubjectId{token});
}

Uuid token_of(crypto::Key const& key, Uuid const& inner) {
  return crypto::keyed_hash(key, Writer{}.raw("token").uuid(inner).view());
}

// The key that seals the rows: not the one that makes the tokens.
crypto::Key seal_key(crypto::Key const& index_key) {
  return crypto::derive(index_key, "row");
}

Bytes row_naming(crypto::Key const& key, Uuid const& token, SubjectId const& subject,
                 Random& random) {
  return crypto::seal(seal_key(key), Writer{}.uuid(subject.value).view(), token_key(token), random);
}

SubjectId named_in(crypto::Key const& key, Uuid const& token, BytesView row) {
  Bytes const plain = crypto::open(seal_key(key), row, token_key(token));
  return SubjectId{Reader(plain).uuid()};
}

}  // namespace

References::References(keys::KeyRing const& ring, store::Store& store)
    : ring_(&ring), store_(&store), keys_(ring, store, Table::named_key), newest_(read_newest()) {}

Uuid References::inner_token(std::string_view reference) {
  if (reference.empty() || reference.size() > reference_bytes_max) {
    throw Failure(FailureKind::bad_input,
                  {.code = "reference.length",
                   .message = "a reference has 1 to 256 bytes",
                   .remedy = "send the shop's own short handle, such as a customer number"});
  }
  return crypto::keyed_hash(keys_.ensure(inner_key_name), reference);
}

std::uint32_t References::read_newest() const {
  std::uint32_t newest = 1;
  auto const view = store_->read(store::system_bucket);
  keys_.visit(*view, [&](BytesView name) {
    if (name.starts_with("index")) {
      newest = Reader(name.substr(5)).u32();
    }
  });
  return newest;
}

References::Keys References::index_keys() {
  std::uint32_t const newest = newest_;
  Keys keys{.current = keys_.ensure(index_key_name(newest)), .previous = std::nullopt};
  if (newest > 1) {
    keys.previous = keys_.find(index_key_name(newest - 1));
  }
  return keys;
}

std::optional<SubjectId> References::find_under(crypto::Key const& key, Uuid const& inner) {
  Uuid const token = token_of(key, inner);
  auto const row = store_->read(token_bucket(token))->get(Plane::keys, token_key(token));
  if (!row) {
    return std::nullopt;
  }
  return named_in(key, token, *row);
}

std::optional<SubjectId> References::find(Uuid const& inner) {
  std::shared_lock const period(period_);
  Keys const keys = index_keys();
  auto found = find_under(keys.current, inner);
  if (!found && keys.previous) {
    found = find_under(*keys.previous, inner);
  }
  // Once more, as a rotation may have moved the row between the two looks.
  return found || !keys.previous ? found : find_under(keys.current, inner);
}

SubjectId References::find_or_claim(Uuid const& inner, SubjectId const& candidate) {
  std::shared_lock const period(period_);
  Keys const keys = index_keys();
  Uuid const token = token_of(keys.current, inner);
  auto const transaction = store_->begin(token_bucket(token));
  if (auto const row = transaction->get(Plane::keys, token_key(token))) {
    return named_in(keys.current, token, *row);
  }
  if (keys.previous) {  // a rotation that moves it waits for the transaction
    if (auto const found = find_under(*keys.previous, inner)) {
      return *found;
    }
  }
  transaction->put(Plane::keys, token_key(token),
                   row_naming(keys.current, token, candidate, ring_->random()));
  transaction->commit(store::Durability::deferred);
  return candidate;
}

void References::remove_under(crypto::Key const& key, Uuid const& inner, SubjectId const& subject) {
  Uuid const token = token_of(key, inner);
  auto const transaction = store_->begin(token_bucket(token));
  auto const row = transaction->get(Plane::keys, token_key(token));
  if (row && named_in(key, token, *row) == subject) {
    transaction->erase(Plane::keys, token_key(token));
    transaction->commit(store::Durability::deferred);
  }
}

void References::remove(Uuid const& inner, SubjectId const& subject) {
  if (planted(Bug::index_entry_kept)) {
    return;
  }
  std::shared_lock const period(period_);
  Keys const keys = index_keys();
  remove_under(keys.current, inner, subject);
  if (keys.previous) {
    remove_under(*keys.previous, inner, subject);
  }
}

void References::take_over_under(crypto::Key const& key, Uuid const& inner, SubjectId const& from,
                                 SubjectId const& to) {
  Uuid const token = token_of(key, inner);
  auto const transaction = store_->begin(token_bucket(token));
  auto const row = transaction->get(Plane::keys, token_key(token));
  if (row && named_in(key, token, *row) == from) {
    transaction->put(Plane::keys, token_key(token), row_naming(key, token, to, ring_->random()));
    transaction->commit(store::Durability::deferred);
  }
}

void References::take_over(Uuid const& inner, SubjectId const& from, SubjectId const& to) {
  std::shared_lock const period(period_);
  Keys const keys = index_keys();
  take_over_under(keys.current, inner, from, to);
  if (keys.previous) {
    take_over_under(*keys.previous, inner, from, to);
  }
}

void References::begin_rotation() {
  std::unique_lock const period(period_);
  if (!rotating()) {
    std::uint32_t const newest = newest_;
    keys_.ensure(index_key_name(newest + 1));
    newest_ = newest + 1;
  }
}

bool References::rotating() {
  std::uint32_t const newest = newest_;
  return newest > 1 && keys_.find(index_key_name(newest - 1)).has_value();
}

void References::put_under(crypto::Key const& key, Uuid const& inner, SubjectId const& subject) {
  Uuid const token = token_of(key, inner);
  auto const transaction = store_->begin(token_bucket(token));
  if (!transaction->get(Plane::keys, token_key(token))) {
    transaction->put(Plane::keys, token_key(token),
                     row_naming(key, token, subject, ring_->random()));
    transaction->commit(store::Durability::deferred);
  }
}

void References::confirm(Uuid const& inner, SubjectId const& subject) {
  std::shared_lock const period(period_);
  Keys const keys = index_keys();
  if (!find_under(keys.current, inner)) {
    put_under(keys.current, inner, subject);
  }
}

void References::rotate(Uuid const& inner, SubjectId const& subject) {
  std::shared_lock const period(period_);
  Keys const keys = index_keys();
  // A subject whose row is gone, or is another's by now, is not given it back: it was being erased.
  if (keys.previous && find_under(*keys.previous, inner) == subject) {
    if (!planted(Bug::rotation_drops_entry)) {
      put_under(keys.current, inner, subject);
    }
    remove_under(*keys.previous, inner, subject);
  }
}

void References::retire() {
  std::unique_lock const period(period_);
  std::uint32_t const newest = newest_;
  auto const transaction = store_->begin(store::system_bucket);
  keys::KeyTree tree(*ring_, *transaction, store::system_bucket);
  keys_.doom(*transaction, tree, [&](BytesView name) {
    return name.starts_with("index") && Reader(name.substr(5)).u32() < newest;
  });
  tree.save(*transaction);
  transaction->commit(store::Durability::synced);
  keys_.forget();
}

}  // namespace lofte::custody::subjects
