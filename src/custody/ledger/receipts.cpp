#include "custody/ledger/receipts.hpp"

#include <algorithm>

#include "base/failure.hpp"
#include "base/planted.hpp"
#include "custody/store/tables.hpp"

namespace lofte::custody::ledger {

using store::Plane;
using store::Table;

namespace {

// The value begins with the last day that the link works, so that nobody has to open it.
Bytes row_key(Uuid const& token) {
  auto const digest = crypto::sha256(
      {"receipt row", {reinterpret_cast<char const*>(token.bytes.data()), token.bytes.size()}});
  return store::table_key(Table::receipt).raw(crypto::view(digest)).take();
}

crypto::Key key_of(Uuid const& token) {
  auto const digest = crypto::sha256(
      {"receipt key", {reinterpret_cast<char const*>(token.bytes.data()), token.bytes.size()}});
  return crypto::Key::from_bytes(crypto::view(digest));
}

// A random token whose bucket is that of the subject: the row is in the act's own transaction.
Uuid token_in(Bucket bucket, Random& random) {
  Uuid token = random_uuid(random);
  token.bytes[0] = static_cast<std::uint8_t>(bucket >> 4);
  token.bytes[1] = static_cast<std::uint8_t>((bucket & 15) << 4 | (token.bytes[1] & 15));
  return token;
}

struct Waiting {
  std::uint64_t number = 0;
  std::optional<std::uint64_t> generation;
  Opening opening;

  Bytes encode() const {
    return Writer{}
        .u64(number)
        .u8(generation ? 1 : 0)
        .u64(generation.value_or(0))
        .raw(opening.encode())
        .take();
  }
  static Waiting decode(BytesView bytes) {
    Reader reader(bytes);
    Waiting waiting{.number = reader.u64(), .generation = {}, .opening = {}};
    bool const needs_tick = reader.u8() != 0;
    std::uint64_t const generation = reader.u64();
    if (needs_tick) {
      waiting.generation = generation;
    }
    waiting.opening = Opening::decode(reader.rest());
    return waiting;
  }
};

Failure unknown() {
  return {FailureKind::not_found,
          {.code = "receipt.unknown",
           .message = "there is no receipt under this link, or no longer",
           .remedy = "a link works for 30 days, and once followed, for the rest of that day"}};
}

Failure not_yet(std::string message) {
  return {FailureKind::unavailable,
          {.code = "receipt.not_yet", .message = std::move(message), .remedy = "try again later"}};
}

Receipt::Place place_in(Log const& log, std::uint64_t index, std::uint64_t size) {
  TiledTree tree(log, size);
  return {.index = index,
          .proof = inclusion_proof(tree.subtrees(), {.index = index, .size = size})};
}

// The first tick to a generation after this one that the log has.
std::optional<std::uint64_t> tick_after(store::Store& store, Log const& log,
                                        std::uint64_t generation) {
  std::optional<std::uint64_t> number;
  store.read(store::system_bucket)
      ->scan(Plane::keys, store::table_key(Table::ledger_tick).view(), tick_key(generation + 1),
             [&](BytesView, BytesView value) {
               number = Reader(value).u64();
               return false;
             });
  return number ? log.find(store::system_bucket, *number) : std::nullopt;
}

}  // namespace

Bytes tick_key(std::uint64_t generation) {
  return store::table_key(Table::ledger_tick).u64(generation).take();
}

Day Receipts::today() const {
  return Day(std::chrono::floor<std::chrono::days>(clock_->now()).time_since_epoch());
}

ReceiptLink Receipts::promise(store::Transaction& transaction, Noted const& noted,
                              std::optional<std::uint64_t> generation) const {
  Uuid const token = token_in(noted.bucket, *random_);
  Waiting const waiting{.number = noted.number, .generation = generation, .opening = noted.opening};
  Bytes const key = row_key(token);
  transaction.put(Plane::keys, key,
                  Writer{}
                      .day(today() + std::chrono::days{receipt_days_max})
                      .raw(crypto::seal_once(key_of(token), waiting.encode(), key))
                      .view());
  return {.token = to_string(token)};
}

Receipt Receipts::fetch(ReceiptLink const& link) const {
  auto const token = parse_uuid(link.token);
  if (!token) {
    throw unknown();
  }
  Bytes const key = row_key(*token);
  auto const transaction = store_->begin(bucket_of(SubjectId{*token}));
  auto const row = transaction->get(Plane::keys, key);
  if (!row || Reader(*row).day() < today()) {
    throw unknown();
  }
  Reader reader(*row);
  Day const last = reader.day();
  auto const waiting = Waiting::decode(crypto::open_once(key_of(*token), reader.rest(), key));
  auto const checkpoint = log_->checkpoint();
  std::uint64_t const size = checkpoint.checkpoint.size;
  auto const index = log_->find(bucket_of(SubjectId{*token}), waiting.number);
  if (!index || *index >= size) {
    throw not_yet("the entry has not reached the ledger yet; it takes about a second");
  }
  Receipt receipt{.opening = waiting.opening,
                  .place = place_in(*log_, *index, size),
                  .tick = std::nullopt,
                  .checkpoint = checkpoint};
  if (waiting.generation) {
    auto const tick =
        tick_after(*store_, *log_,
                   *waiting.generation - (planted(Bug::receipt_signed_before_the_tick) ? 1 : 0));
    if (!tick || *tick >= size) {
      throw not_yet("the keys are destroyed by the next tick; the receipt tells of it");
    }
    receipt.tick =
        Receipt::Tick{.statement = log_->entry(*tick), .place = place_in(*log_, *tick, size)};
  }
  if (last != today()) {
    transaction->put(Plane::keys, key, Writer{}.day(today()).raw(reader.rest()).view());
    transaction->commit(store::Durability::synced);
  }
  return receipt;
}

void Receipts::clear(store::Transaction& transaction) const {
  std::vector<Bytes> gone;
  transaction.scan(Plane::keys, store::table_key(Table::receipt).view(), {},
                   [&](BytesView key, BytesView value) {
                     if (Reader(value).day() < today()) {
                       gone.emplace_back(key);
                     }
                     return true;
                   });
  for (Bytes const& key : gone) {
    transaction.erase(Plane::keys, key);
  }
}

}  // namespace lofte::custody::ledger
