// The tables of the key plane and the data plane: the first byte of every key. Layouts:
// docs/formats/.
#pragma once

#include "base/wire.hpp"

namespace lofte::custody::store {

enum class Table : char {
  head = 'H',          // keys: one per bucket
  node = 'N',          // keys: inner node keys of the bucket's tree
  leaf = 'L',          // keys: leaf keys of the bucket's tree
  doomed = 'X',        // keys: leaves that die at the next tick
  free_slot = 'F',     // keys: slots whose leaf has died
  term = 'T',          // keys, system bucket: term → leaf
  named_key = 'K',     // keys, system bucket: the keys of the blind index
  subject = 'S',       // subjects: person key; standing and facts of records, sealed
  reference = 'I',     // subjects: blind index, token → subject
  record = 'R',        // vault: leases of a record, sealed
  compartments = 'D',  // vault, data plane: a record's compartments
  outbox = 'O',        // ledger: entries on their way to the log, by number
  opening = 'P',       // ledger: what an entry about a subject says, sealed
  receipt = 'Q',       // ledger: receipts that wait for their link to be followed, sealed
  signing_key = 'Y',   // ledger, system bucket: the key that signs checkpoints
  ledger_tick = 'W',   // ledger, system bucket: the entry of each tick, by generation
  log = 'G',           // ledger, ledger bucket: the log itself
  ticket = 'J',        // tickets: what a link or a cookie lets in to, sealed under its own token
  suppression = 'U',   // suppression: what the person of an address has said no to, sealed
  agenda = 'A',        // agenda: which subject is to be looked at on which day
  mail = 'M',          // mail_queue, subjects' buckets: mail that waits to be sent, sealed
  notice = 'V',        // mail_queue, subjects' buckets: notices to recipients, sealed
  mailing = 'B',       // mailings, system bucket: what goes to many, and how far it has come
  edition = 'E',       // upkeep, system bucket: published policies
  clock = 'C',         // upkeep, system bucket: the persisted clock
};

inline Writer table_key(Table table) {
  Writer writer;
  writer.u8(static_cast<std::uint8_t>(table));
  return writer;
}

}  // namespace lofte::custody::store
