// Tickets: what somebody carries in hand, and is let in by: the link in a mail, the cookie of a
// browser that is signed in. What a ticket says is sealed under its own token, and the store knows
// neither: no copy of it tells whose a ticket is, what it is for, or how to make one.
//
//   token = 32 random bytes in base64url, 43 characters; the bearer alone has it
//   row   = SHA-256("ticket row" ‖ token), in the bucket that its first bytes say
//   value = the instant after which it is void ‖ AEAD[ SHA-256("ticket key" ‖ token) ](content)
//
// Any thread. Borrows everything. Format: docs/formats/tickets.md.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "custody/store/store.hpp"

namespace lofte::custody::tickets {

// What a ticket is for. One for something else is not there. Names are the caller's own.
using Kind = std::string_view;

inline constexpr std::size_t token_characters = 43;

class Tickets {
 public:
  Tickets(store::Store& store, Clock const& clock, Random& random)
      : store_(&store), clock_(&clock), random_(&random) {}

  // The token of a fresh ticket; durable when it returns.
  std::string issue(Kind kind, Instant void_after, BytesView content);

  // What the ticket says; nullopt when there is none of that kind, or no longer.
  std::optional<Bytes> show(Kind kind, std::string_view token) const;

  // The same, and then it is void: of several who redeem it at the same time one gets it. Void for
  // good when it returns.
  std::optional<Bytes> redeem(Kind kind, std::string_view token);

  // From now on it says this, until then. False when there is none. Deferred: a crash may bring
  // back what it said before.
  bool change(Kind kind, std::string_view token, Instant void_after, BytesView content);

  // Deletes those of the transaction's bucket that are void: a part of every tick.
  static void clear(store::Transaction& transaction, Instant now);

 private:
  store::Store* store_;
  Clock const* clock_;
  Random* random_;
};

}  // namespace lofte::custody::tickets
