// What waits to be sent, letters or notices to recipients: opaque bytes, each message sealed under
// a leaf of its bucket's key tree. A message that has gone out dooms its leaf, so that the next
// tick makes every older copy of it unreadable. A letter is in a bucket drawn at random; a notice
// in that of the subject whom the act was about, since it is written in the act's own transaction.
// Format: docs/formats/mail.md.
//
// At least once: a crash between sending and noting it hands a message out again, under the same
// id. What waits is listed in memory; the list is filled when the queue is made, and one process
// has the store. Any thread. Borrows store and ring.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "base/guarded.hpp"
#include "custody/keys/key_tree.hpp"

namespace lofte::custody::mail_queue {

using MailId = Named<Uuid, struct MailTag>;

// Each waits in a table of its own.
enum class Line { letters, notices };

// In bytes, of one message; in messages, of all that wait.
inline constexpr std::size_t message_bytes_max = 16 * 1024 * 1024;
inline constexpr std::size_t waiting_max = 1'000'000;
// No attempt is put off for longer. One that stands further ahead was noted by a clock that has
// gone backward since, and is due.
inline constexpr std::chrono::hours put_off_max{4};

// A notice that nobody has acknowledged by then goes, as it names a subject.
inline constexpr std::chrono::days notices_kept_max{90};

// A message that has been handed out.
struct Message {
  MailId id;
  Bytes bytes;
  unsigned attempts = 0;  // before this one
  Instant queued;
};

class MailQueue {
 public:
  // Lists what waits in every bucket.
  MailQueue(store::Store& store, keys::KeyRing const& ring, Line line = Line::letters);

  // Due at once, and durable when it returns. No transaction may be open on a subjects' bucket.
  // Throws Failure: too_large ("mail.too_large"), unavailable ("mail.queue_full", the store's own),
  // unknown_outcome: it may be sent or not.
  MailId enqueue(BytesView bytes, Instant now);

  // The same within an act's own transaction, in its bucket: it is queued with the act or not at
  // all. The caller saves the tree, and calls added() once the commit has been tried, however it
  // ended; nobody is handed the message before.
  struct Place {
    store::Transaction& transaction;
    keys::KeyTree& tree;
  };
  MailId add(Place const& place, BytesView bytes, Instant now) const;
  void added(MailId const& id, Instant now);

  // Hands out what is due, the longest due first, at most `count_max`; nobody else gets the same
  // until it is settled by one of those below. Throws Failure (the store's); what has not been
  // handed out then stays due.
  std::vector<Message> take_due(Instant now, std::size_t count_max);

  // The three settle what was handed out. None throws: where the store refuses to note it, the
  // message is not handed out again by this process all the same, and noting is tried again with
  // each take_due(). They are durable after sync(), or with the next message that is queued.
  void sent(MailId const& id);
  void give_up(MailId const& id);
  void put_off(MailId const& id, Instant until);
  // As though it had not been handed out: no attempt, and due from `due` on.
  void put_back(MailId const& id, Instant due);
  // Throws Failure (the store's).
  void sync();

  // When the next message that nobody has is due, at the earliest now; nullopt when none waits.
  std::optional<Instant> next_due(Instant now) const;
  // Messages that are due now and that nobody has, counted up to `count_max`.
  std::size_t due(Instant now, std::size_t count_max) const;
  // Messages that wait or are handed out.
  std::size_t waiting() const;

 private:
  struct Entry {
    Instant next;
    unsigned attempts = 0;
  };
  using Due = std::set<std::pair<Instant, MailId>>;
  struct State {
    std::unordered_map<MailId, Entry> entries;
    Due due;                    // of those that nobody has
    std::vector<MailId> ended;  // settled for good, but the store has not noted it
  };

  void list(Bucket bucket, State& state);
  std::vector<MailId> pick(Instant now, std::size_t count_max);
  std::optional<Message> load(MailId const& id);
  void end(MailId const& id);
  bool erase(MailId const& id);  // false when the store refuses
  void erase_ended();

  void write(MailId const& id, Place const& place, BytesView bytes, Instant now) const;

  store::Store* store_;
  keys::KeyRing const* ring_;
  Line line_;
  Guarded<State> state_;
};

// Drops, in a bucket's part of a tick, what was queued before then: whether or not anybody sends
// it, none is kept for longer. How many.
struct Old {
  Line line;
  Instant before;
};
std::size_t drop_old(keys::KeyTree& tree, store::Transaction& transaction, Old const& old);

}  // namespace lofte::custody::mail_queue
