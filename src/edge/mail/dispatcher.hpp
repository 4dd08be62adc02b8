// Sends what waits in the queue, on threads of its own, until it dies.
//
// A message that the server puts off is tried again by itself (pauses.hpp). While the server takes
// nothing at all, nothing counts as tried: one connection asks now and then, and what waits goes
// out once it answers; what has waited for five days by then is given up.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "custody/mail_queue/mail_queue.hpp"
#include "edge/mail/counts.hpp"
#include "edge/mail/dkim.hpp"
#include "edge/mail/mime.hpp"
#include "edge/mail/transport.hpp"

namespace lofte::edge::mail {

inline constexpr std::chrono::hours waits_max{5 * 24};
inline constexpr unsigned connections_usual = 3;

// What became of a letter at one attempt.
struct Outcome {
  enum class Kind {
    accepted,   // by the server; it has left the house
    put_off,    // tried again later
    refused,    // for good (5xx): the bounce
    given_up,   // after five days
    withdrawn,  // it may no longer be sent
  };
  Kind kind = Kind::accepted;
  unsigned attempts = 0;  // with this one
  int code = 0;           // the server's; 0 when there was none
  std::optional<About> about;
};

// Called from the dispatcher's threads. What they throw is as if the letter had been put off, or is
// logged.
struct Questions {
  // Asked before each attempt; not set: yes.
  std::function<bool(Letter const& letter)> may_send;
  // Told after each; not set: nobody is told.
  std::function<void(Outcome const& outcome)> told;
};

class Dispatcher {
 public:
  using Connect = std::function<std::unique_ptr<Transport>(std::stop_token)>;
  // Borrows the queue and the clock.
  struct Ground {
    custody::mail_queue::MailQueue& queue;
    Clock const& clock;
    Connect connect;
    Sender from;
    std::shared_ptr<DkimSigner const> dkim;  // null: unsigned
    Questions questions{};
    unsigned connections = connections_usual;
  };
  explicit Dispatcher(Ground ground);
  ~Dispatcher();
  Dispatcher(Dispatcher const&) = delete;
  Dispatcher& operator=(Dispatcher const&) = delete;

  // Something new waits. Any thread.
  void wake();
  // Any thread.
  Counts counts() const;

 private:
  using Message = custody::mail_queue::Message;
  void run(std::stop_token const& stop, unsigned lane);
  // How long there is nothing to do then; zero: there is more.
  std::chrono::milliseconds round(std::stop_token const& stop, unsigned lane, Transport& transport);
  std::chrono::milliseconds until_due() const;
  void attempt(Transport& transport, Message const& message);
  void settle(Message const& message, Answer const& answer, std::optional<About> about);
  void settle_later(Message const& message, Outcome outcome);
  // Puts it back, or gives it up when it has waited for too long.
  void settle_unreachable(Message const& message);
  Answer transmit(Transport& transport, Letter const& letter, Message const& message) const;
  void tell(Outcome const& outcome) const;
  bool is_away() const { return unreachable_ > 0; }
  void note_away(Answer const& answer);
  void note_there();
  std::uint64_t wakes();
  void wait(std::stop_token const& stop, std::uint64_t wakes_seen, std::chrono::milliseconds most);

  Ground ground_;
  std::atomic<std::uint64_t> sent_{0};
  std::atomic<std::uint64_t> refused_{0};
  std::atomic<std::uint64_t> failed_{0};
  std::atomic<std::uint64_t> withdrawn_{0};
  std::atomic<unsigned> unreachable_{0};  // times in a row that the server took nothing
  std::mutex mutex_;
  std::condition_variable_any woken_;
  std::uint64_t wakes_ = 0;            // under mutex_
  std::vector<std::jthread> threads_;  // last: they use what stands above
};

}  // namespace lofte::edge::mail
