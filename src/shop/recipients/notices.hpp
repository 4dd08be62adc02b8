// The notices to recipients that wait to be acknowledged. They are written in the act's own
// transaction, so that no crash loses one; each under a leaf of its own that dies when it is
// acknowledged, and not with the subject: after an erasure the recipient is still to be told. What
// nobody acknowledges goes after 90 days (custody/mail_queue).
//
// Any thread, once made. Borrows the vault, which tells of its acts while this lives.
#pragma once

#include <functional>

#include "custody/mail_queue/mail_queue.hpp"
#include "shop/recipients/notice.hpp"

namespace lofte::shop::recipients {

class Notices {
 public:
  // No other thread uses the vault yet. Throws Failure (the store's).
  explicit Notices(custody::vault::Vault& vault);
  ~Notices();
  Notices(Notices const&) = delete;
  Notices& operator=(Notices const&) = delete;

  custody::mail_queue::MailQueue& queue() { return queue_; }
  // Told when something new waits, on the thread of the act; before other threads use the vault.
  void on_new(std::function<void()> told) { told_ = std::move(told); }

  // That the recipient has acknowledged it: an entry of the subject's, or one that names nobody
  // when the subject is gone. `actor`: of whoever noted it; nullopt: the recipient answered itself.
  // Throws Failure (the store's).
  void note_acknowledged(Notice const& notice, std::optional<std::uint32_t> actor) const;

 private:
  void write(custody::vault::SubjectSession& session, custody::vault::Deed const& deed);

  custody::vault::Vault* vault_;
  custody::mail_queue::MailQueue queue_;
  std::function<void()> told_;
};

}  // namespace lofte::shop::recipients
