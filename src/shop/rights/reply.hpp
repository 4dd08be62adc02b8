// What the shop says to a request that waits for it: that it takes longer, that it is refused, or
// the answer. Each is an event of the request, in the ledger with who said it, and final but for
// the first.
#pragma once

#include "shop/rights/requests.hpp"

namespace lofte::shop::rights {

// In bytes.
inline constexpr std::size_t reply_bytes_max = 20'000;

// The request, for the shop to act on: on the person's behalf, and so whether or not use of their
// data is restricted; noted in the ledger as read. Throws Failure (not_found, "request.unknown").
Request read_request(custody::vault::Vault& vault, promise::gate::Actor const& actor,
                     SubjectId const& subject, RecordId const& record);

struct Reply {
  SubjectId subject;
  RecordId record;
  // extended: two further months, within the first alone, and once (GDPR article 12(3));
  // refused: with reasons (article 12(4)), of all or, by what the text says, of a part;
  // answered.
  Request::State as = Request::State::answered;
  std::string text;  // for the person to read
};

// The request as it then stands. The same said again on the same day changes nothing. Throws
// Failure: bad_input ("request.text"), not_found ("subject.unknown", "request.unknown"), conflict
// ("request.closed", "request.extended", "request.month_over", "request.by_itself": it waits for
// nobody).
Request reply(custody::vault::Vault& vault, custody::agenda::Agenda& agenda,
              promise::gate::Actor const& actor, Reply const& reply);

}  // namespace lofte::shop::rights
