// The shop's outgoing mail: letters are checked, queued, and sent in the background.
//
// Any thread. What is under way when it dies is finished or sent again at the next start.
#pragma once

#include "edge/mail/dispatcher.hpp"
#include "edge/mail/mail.hpp"
#include "edge/mail/settings.hpp"

namespace lofte::edge::mail {

// Letters that are due; with so many ahead of it a letter that somebody waits for goes out within
// seconds still.
inline constexpr std::size_t letters_ahead_usual_max = 200;

class OutgoingMail final : public Mail {
 public:
  // Borrowed.
  struct Ground {
    custody::store::Store& store;
    custody::keys::KeyRing const& ring;
    Clock const& clock;
  };
  // Throws Failure (bad_input, "mail.dkim_key"), or the store's.
  OutgoingMail(MailSettings settings, Ground const& ground, Questions questions = {});

  void post(Letter letter) override;
  bool is_busy() const override;
  Counts counts() const { return dispatcher_.counts(); }

 private:
  Clock const* clock_;
  custody::mail_queue::MailQueue queue_;
  Dispatcher dispatcher_;
};

// Sends one letter at once, past any queue; what the server answered. Throws Failure as
// OutgoingMail and checked() do.
Answer send_now(MailSettings settings, Letter letter, Postmark const& postmark);

}  // namespace lofte::edge::mail
