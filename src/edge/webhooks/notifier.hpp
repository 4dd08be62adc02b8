// Tells recipients what has been done to a person's data (GDPR article 19): by a signed POST to the
// webhook that the policy states, on a thread of its own, until it dies. An answer of 2xx is the
// acknowledgement; anything else is tried again, with growing pauses, for five days. What has no
// webhook, no secret to sign with, or was tried in vain is a task for the shop's staff.
//
// A notice that was acknowledged just before a crash is sent again, under the same webhook-id.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <map>
#include <mutex>
#include <thread>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "edge/http/client.hpp"
#include "edge/webhooks/secrets.hpp"
#include "shop/recipients/notices.hpp"

namespace lofte::edge::webhooks {

using custody::mail_queue::MailId;

// A notice that somebody of the shop's is to pass on.
struct Task {
  MailId id;
  shop::recipients::Notice notice;
  Instant queued;
  unsigned attempts = 0;  // of sending it
  enum class Because {
    no_webhook,  // the policy states none
    no_secret,   // none has been made
    gave_up      // tried for five days in vain
  } because = Because::no_webhook;
};
std::string_view name_of(Task::Because because);

struct Counts {
  std::size_t waiting = 0;  // tasks among them
  std::size_t tasks = 0;
  std::uint64_t acknowledged = 0;  // since the start, as is the next
  std::uint64_t failed = 0;        // attempts
};

// The body of a notice, as JSON, and the id that it keeps over its attempts.
std::string body_of(shop::recipients::Notice const& notice);
std::string webhook_id_of(MailId const& id);

// Any thread.
class Notifier {
 public:
  // Borrowed.
  struct Ground {
    shop::recipients::Notices& notices;
    custody::vault::Vault const& vault;
    Clock const& clock;          // of the queue
    Clock const& machine_clock;  // of the signature, which a recipient checks by its own
    Secrets const& secrets;
    std::filesystem::path ca_file{};  // of those who vouch for recipients; "": the system's
  };
  explicit Notifier(Ground ground);
  ~Notifier();
  Notifier(Notifier const&) = delete;
  Notifier& operator=(Notifier const&) = delete;

  // Something new waits, or a secret has been made.
  void wake();
  // The oldest first.
  std::vector<Task> tasks() const;
  // The task is done: the recipient has been told, and has acknowledged it. False when there is no
  // such task. Throws Failure (the store's).
  bool acknowledge(MailId const& id, std::uint32_t actor);
  Counts counts() const;

 private:
  using Message = custody::mail_queue::Message;
  struct Outgoing;
  void run(std::stop_token const& stop);
  // How long there is nothing to do then; zero: there is more.
  std::chrono::milliseconds round(http::Client& client);
  void reconsider();
  std::optional<Outgoing> outgoing_of(Message const& message);
  void settle(Outgoing const& outgoing, http::Answered const& answered);
  // Why it can't be sent; nullopt when it can.
  std::optional<Task::Because> obstacle(shop::recipients::Notice const& notice,
                                        unsigned attempts) const;
  std::string webhook_of(std::string_view recipient) const;

  Ground ground_;
  Guarded<std::map<MailId, Task>> tasks_;
  std::atomic<std::uint64_t> acknowledged_{0};
  std::atomic<std::uint64_t> failed_{0};
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::uint64_t wakes_ = 0;  // under mutex_
  std::jthread thread_;      // last: it uses what stands above
};

}  // namespace lofte::edge::webhooks
