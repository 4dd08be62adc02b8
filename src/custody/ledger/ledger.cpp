#include "custody/ledger/ledger.hpp"

#include <algorithm>
#include <charconv>

#include "base/base64.hpp"
#include "base/failure.hpp"
#include "base/hex.hpp"
#include "base/planted.hpp"
#include "custody/store/tables.hpp"
#include "custody/subjects/standing.hpp"

namespace lofte::custody::ledger {

using store::Plane;
using store::Table;

namespace {

// In the system bucket: what the log is called.
Bytes origin_key() {
  return store::table_key(Table::log).raw("origin").take();
}

Bytes openings_prefix(SubjectId const& subject) {
  return store::table_key(Table::opening).uuid(subject.value).take();
}

// What a sealed opening is bound to, and its row.
Bytes opening_key(SubjectId const& subject, std::uint64_t number) {
  return store::table_key(Table::opening).uuid(subject.value).u64(number).take();
}

// "shop.example/ledger" → "shop.example/ledger/2-5f0c1a9e" → "shop.example/ledger/3-b2e4d07c". Two
// restores from the same copy make two logs, which must not have one name.
std::string next_name(std::string const& origin, Random& random) {
  auto const slash = origin.rfind('/');
  unsigned number = 1;
  auto const* const to = origin.data() + origin.size();
  auto const* const from = slash == std::string::npos ? to : origin.data() + slash + 1;
  auto const read = std::from_chars(from, to, number);
  bool const is_numbered = read.ec == std::errc{} && (read.ptr == to || *read.ptr == '-');
  Bytes const mark = Writer{}.uuid(random_uuid(random)).take().substr(0, 4);
  return (is_numbered ? origin.substr(0, slash) : origin) + "/" +
         std::to_string((is_numbered ? number : 1) + 1) + "-" + to_hex(mark);
}

constexpr std::string_view signing_key_name = "checkpoint";

Signer signer_of(Ledger::Ground const& ground) {
  auto const origin = ground.store.read(store::system_bucket)->get(Plane::keys, origin_key());
  auto const key =
      keys::NamedKeys(ground.ring, ground.store, Table::signing_key).find(signing_key_name);
  if (!origin || !key) {
    throw Failure(FailureKind::damaged, {.code = "custody.not_prepared",
                                         .message = "the store has no ledger",
                                         .remedy = "restore the data folder from a copy"});
  }
  return {*origin, VerifierKey::Type::ed25519, crypto::SigningKey(*key)};
}

}  // namespace

void Ledger::create(Ground const& ground, std::string_view origin) {
  require(is_signer_name(origin), "a log's name has no space");
  keys::NamedKeys(ground.ring, ground.store, Table::signing_key).ensure(signing_key_name);
  auto const transaction = ground.store.begin(store::system_bucket);
  if (!transaction->get(Plane::keys, origin_key())) {
    transaction->put(Plane::keys, origin_key(), origin);
    transaction->commit(store::Durability::deferred);
  }
}

void Ledger::continue_after_restore(Ground const& ground) {
  Ledger before(ground);
  Checkpoint const last = before.log().checkpoint().checkpoint;
  auto const transaction = ground.store.begin(store::system_bucket);
  if (!planted(Bug::restored_log_keeps_its_name)) {
    transaction->put(Plane::keys, origin_key(), next_name(before.verifier().name, before.random()));
  }
  before.note_public(*transaction, store::system_bucket,
                     before.statement("restored")
                         .say("continues", before.verifier().name)
                         .say("size", last.size)
                         .say("root", to_base64(crypto::view(last.root))));
  transaction->commit(store::Durability::synced);
}

Ledger::Ledger(Ground const& ground)
    : ground_(ground),
      signer_(signer_of(ground)),
      outbox_(ground.store),
      log_(ground.store),
      receipts_(ground.store, ground.clock, ground.ring.random(), log_) {
  follow_log();
}

void Ledger::reload() {
  log_.load();
  follow_log();
}

void Ledger::follow_log() {
  log_.visit_outboxes(
      [&](Bucket bucket, std::uint64_t number) { outbox_.reached_log(bucket, number); });
  touched_.with([](Buckets& buckets) { buckets.set(); });
}

Noted Ledger::note(store::Transaction& transaction, About const& about,
                   Statement const& statement) {
  Noted noted{.bucket = bucket_of(about.subject),
              .opening = Opening::of(statement, ground_.ring.random())};
  noted.number = outbox_.put(transaction, noted.bucket, noted.opening.entry());
  Bytes const key = opening_key(about.subject, noted.number);
  transaction.put(Plane::keys, key,
                  crypto::seal(about.key, noted.opening.encode(), key, ground_.ring.random()));
  return noted;
}

std::uint64_t Ledger::note_public(store::Transaction& transaction, Bucket bucket,
                                  Statement const& statement) {
  std::string const text = statement.text();
  require(text.size() <= statement_bytes_max, "a public statement is short");
  return outbox_.put(transaction, bucket, text);
}

void Ledger::announce(Statement const& statement, Together const& together) {
  auto const transaction = ground_.store.begin(store::system_bucket);
  if (together) {
    together(*transaction);
  }
  note_public(*transaction, store::system_bucket, statement);
  commit(*transaction, store::system_bucket, store::Durability::synced);
}

void Ledger::note_tick(std::uint64_t generation, Statement const& statement) {
  auto const transaction = ground_.store.begin(store::system_bucket);
  Bytes const key = tick_key(generation);
  if (transaction->get(Plane::keys, key)) {
    return;
  }
  std::uint64_t const number = note_public(*transaction, store::system_bucket, statement);
  transaction->put(Plane::keys, key, Writer{}.u64(number).view());
  commit(*transaction, store::system_bucket, store::Durability::synced);
}

void Ledger::commit(store::Transaction& transaction, Bucket bucket, store::Durability durability) {
  try {
    transaction.commit(durability);
  } catch (Failure const&) {
    committed(bucket);  // it may have been
    throw;
  }
  committed(bucket);
}

void Ledger::committed(Bucket bucket) {
  touched_.with([&](Buckets& buckets) { buckets.set(bucket); });
}

void Ledger::read(Reading reading) {
  if (reads_.is_full()) {
    std::lock_guard lock(one_at_a_time_);
    flush_buffered();
  }
  reads_.add(std::move(reading));
}

void Ledger::read_now(Reading reading) {
  std::vector<Reading> one;
  one.push_back(std::move(reading));
  auto joined = join(std::move(one));
  flush(joined, store::Durability::synced);
}

void Ledger::flush(std::vector<JoinedReading>& joined, store::Durability durability) {
  auto written = joined.begin();
  try {
    while (written != joined.end()) {
      Bucket const bucket = bucket_of(written->reading.subject);
      auto const transaction = ground_.store.begin(bucket);
      auto at = written;
      for (; at != joined.end() && bucket_of(at->reading.subject) == bucket; ++at) {
        note_reading(*transaction, *at);
      }
      commit(*transaction, bucket, durability);
      written = at;
    }
  } catch (Failure const&) {
    joined.erase(joined.begin(), written);
    throw;
  }
  joined.clear();
}

void Ledger::note_reading(store::Transaction& transaction, JoinedReading const& joined) {
  SubjectId const& subject = joined.reading.subject;
  if (transaction.get(Plane::keys, subjects::subject_key(subject))) {
    note(transaction, {.subject = subject, .key = joined.reading.key}, joined.statement());
    return;
  }
  // The subject has gone meanwhile: nobody is to know what the entry says.
  outbox_.put(transaction, bucket_of(subject),
              Opening::of(joined.statement(), ground_.ring.random()).entry());
}

void Ledger::flush_buffered() {
  flush(unwritten_, store::Durability::deferred);  // first what could not be written last time
  unwritten_ = join(reads_.take());
  flush(unwritten_, store::Durability::deferred);
}

std::uint64_t Ledger::sequence() {
  std::lock_guard lock(one_at_a_time_);
  if (must_reload_) {
    reload();
    must_reload_ = false;
  }
  flush_buffered();
  Buckets const touched =
      touched_.with([](Buckets& buckets) { return std::exchange(buckets, {}); });
  std::vector<Outbox::Waiting> waiting;
  try {
    for (std::size_t bucket = 0; bucket < touched.size(); ++bucket) {
      if (touched[bucket]) {
        outbox_.collect(static_cast<Bucket>(bucket), waiting);
      }
    }
    if (waiting.empty()) {
      return 0;
    }
    log_.append(waiting, signer_);
  } catch (Failure const&) {
    must_reload_ = !planted(Bug::failed_sequencing_forgotten);
    throw;
  }
  for (auto const& entry : waiting) {
    if (!planted(Bug::entries_sent_twice)) {
      outbox_.reached_log(entry.bucket, entry.number);
    }
  }
  return waiting.size();
}

void Ledger::visit_openings(About const& about, VisitOpening const& visit) const {
  ground_.store.read(bucket_of(about.subject))
      ->scan(Plane::keys, openings_prefix(about.subject), {}, [&](BytesView key, BytesView sealed) {
        auto const opening = Opening::decode(crypto::open(about.key, sealed, key));
        visit(Reader(key.substr(1 + sizeof(Uuid))).u64(), opening);
        return true;
      });
}

void Ledger::forget(store::Transaction& transaction, SubjectId const& subject) {
  if (planted(Bug::openings_kept)) {
    return;
  }
  std::vector<Bytes> rows;
  transaction.scan(Plane::keys, openings_prefix(subject), {}, [&](BytesView key, BytesView) {
    rows.emplace_back(key);
    return true;
  });
  for (Bytes const& row : rows) {
    transaction.erase(Plane::keys, row);
  }
}

}  // namespace lofte::custody::ledger
