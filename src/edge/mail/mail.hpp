// The port through which the house writes letters. Code that needs mail takes a `Mail*`, which is
// null where the shop has set none up (Mail::not_set_up()).
//
// Any thread.
#pragma once

#include "base/failure.hpp"
#include "edge/mail/letter.hpp"

namespace lofte::edge::mail {

class Mail {
 public:
  virtual ~Mail() = default;

  // On its way, and durably so, when it returns. No transaction on a subjects' bucket may be open.
  // Throws Failure: what checked() throws; unavailable ("mail.queue_full", or the store's);
  // unknown_outcome: it may be sent or not.
  virtual void post(Letter letter) = 0;

  // Whether so much is on its way, or can't go at present, that what goes to many had better wait:
  // the letters that somebody waits for would stand behind it.
  virtual bool is_busy() const = 0;
};

// unavailable, "mail.not_set_up": for what can't be done without mail.
Failure not_set_up();

}  // namespace lofte::edge::mail
