// Receipts that have been promised and wait for their link to be followed. What waits is sealed
// under the link's own token, which is not kept: it can be opened by who has the link, and outlives
// the subject without naming it.
//
// Any thread. Borrows everything.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "custody/ledger/log.hpp"
#include "custody/ledger/receipt.hpp"

namespace lofte::custody::ledger {

// An entry, and where its place in the log will be found.
struct Noted {
  Bucket bucket = 0;
  std::uint64_t number = 0;
  Opening opening;
};

struct ReceiptLink {
  std::string token;  // 32 hexadecimal digits; empty when nothing was promised
};

// A link can be followed for this long, and after it has been, for the rest of that day only.
inline constexpr int receipt_days_max = 30;

class Receipts {
 public:
  Receipts(store::Store& store, Clock const& clock, Random& random, Log const& log)
      : store_(&store), clock_(&clock), random_(&random), log_(&log) {}

  // In the act's own transaction. With a generation, the receipt also needs a tick to a later one.
  ReceiptLink promise(store::Transaction& transaction, Noted const& noted,
                      std::optional<std::uint64_t> generation = std::nullopt) const;

  // Throws Failure: not_found ("receipt.unknown": no such link, or no longer), unavailable
  // ("receipt.not_yet": the log, or the tick, has not come to it).
  Receipt fetch(ReceiptLink const& link) const;

  // Deletes those whose time is over: a part of every tick.
  void clear(store::Transaction& transaction) const;

 private:
  Day today() const;

  store::Store* store_;
  Clock const* clock_;
  Random* random_;
  Log const* log_;
};

// In the system bucket: the number, in that bucket's outbox, of the entry of a tick.
Bytes tick_key(std::uint64_t generation);

}  // namespace lofte::custody::ledger
