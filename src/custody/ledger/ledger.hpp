// The ledger: what was done with personal data, in a log that can only grow. Every act writes an
// entry in its own transaction; the sequencer moves entries into the log and signs it.
// DESIGN: ARCHITECTURE.md, "The ledger".
//
// Any thread.
#pragma once

#include <bitset>
#include <functional>
#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "custody/keys/named_keys.hpp"
#include "custody/ledger/log.hpp"
#include "custody/ledger/outbox.hpp"
#include "custody/ledger/read_buffer.hpp"
#include "custody/ledger/receipts.hpp"
#include "custody/ledger/statement.hpp"

namespace lofte::custody::ledger {

class Ledger {
 public:
  // Borrowed; they must outlive it.
  struct Ground {
    store::Store& store;
    keys::KeyRing const& ring;
    Clock const& clock;
  };

  // Draws the key that signs checkpoints, in a store that is being prepared. `origin` names the log
  // for ever: a name without spaces, best an address of the shop's own.
  static void create(Ground const& ground, std::string_view origin);

  // After a restore from a copy: entries that were shown since the copy was made may be lost, so
  // what follows must not pass for their continuation. The log goes on under another name
  // ("shop.example/ledger/2-5f0c1a9e"), and its next entry says which log it continues, and from
  // where.
  static void continue_after_restore(Ground const& ground);

  explicit Ledger(Ground const& ground);

  // Whose ledger key seals what is noted about a subject.
  struct About {
    SubjectId subject;
    crypto::Key const& key;
  };
  // Writes an entry in the act's own transaction, on the subject's bucket. The caller calls
  // commits through commit(), or calls committed() when it has tried, however it ended.
  Noted note(store::Transaction& transaction, About const& about, Statement const& statement);
  // What the shop did by itself; anybody may read it. Returns its number in the bucket's outbox.
  std::uint64_t note_public(store::Transaction& transaction, Bucket bucket,
                            Statement const& statement);
  void commit(store::Transaction& transaction, Bucket bucket, store::Durability durability);
  void committed(Bucket bucket);
  // The same in a transaction of its own on the system bucket, durable when it returns. No other
  // may be open. `together` may write what must not be there without the entry.
  using Together = std::function<void(store::Transaction& transaction)>;
  void announce(Statement const& statement, Together const& together = {});
  // To be added to: what was done, now.
  Statement statement(std::string_view act) const { return {act, now()}; }

  // Reads (and refused reads) are buffered: they reach the log with the next sequence(), and a
  // crash before that loses them. read_now() has written the entry, durably, when it returns.
  // Either throws when it can't be noted, and then nothing may be read: read() only after a great
  // many have waited for a store that refuses them.
  void read(Reading reading);
  void read_now(Reading reading);

  // Moves what waits in the outboxes to the log, under a fresh checkpoint; how many entries. Called
  // at least once a second. Failures leave everything to the next call.
  std::uint64_t sequence();

  // Deletes the bucket's part of what has reached the log: a part of every tick.
  void clear_outbox(store::Transaction& transaction, Bucket bucket) const {
    outbox_.clear(transaction, bucket);
  }

  // What was noted about a subject, oldest first, with its number in the bucket's outbox.
  using VisitOpening = std::function<void(std::uint64_t number, Opening const& opening)>;
  void visit_openings(About const& about, VisitOpening const& visit) const;
  // Where in the log that is; nullopt until it has reached the log.
  std::optional<std::uint64_t> index_of(SubjectId const& subject, std::uint64_t number) const {
    return log_.find(bucket_of(subject), number);
  }
  // Deletes what was noted about a subject, with the subject itself.
  static void forget(store::Transaction& transaction, SubjectId const& subject);

  // A tick to this generation is complete: its entry, which anybody may read, and by which erasures
  // are shown to have been carried out. Noting a generation again changes nothing.
  void note_tick(std::uint64_t generation, Statement const& statement);

  Receipts const& receipts() const { return receipts_; }
  Log const& log() const { return log_; }
  VerifierKey const& verifier() const { return signer_.verifier(); }
  Instant now() const { return ground_.clock.now(); }
  Random& random() const { return ground_.ring.random(); }

 private:
  using Buckets = std::bitset<store::bucket_last + 1>;

  // Writes from the front, and takes away what it has written.
  void flush(std::vector<JoinedReading>& joined, store::Durability durability);
  void note_reading(store::Transaction& transaction, JoinedReading const& joined);
  void flush_buffered();
  void reload();
  void follow_log();  // takes over how far each outbox has come

  Ground ground_;
  Signer signer_;
  Outbox outbox_;
  Log log_;
  Receipts receipts_;
  ReadBuffer reads_;
  bool must_reload_ = false;              // the sequencer's: an append failed, who knows how far
  std::vector<JoinedReading> unwritten_;  // the sequencer's: what could not be written last time
  Guarded<Buckets> touched_;              // buckets whose outbox may have something new
  std::mutex one_at_a_time_;              // sequencer
};

}  // namespace lofte::custody::ledger
