#include "edge/mail/dispatcher.hpp"

#include <spdlog/spdlog.h>

#include "base/failure.hpp"
#include "edge/mail/pauses.hpp"

namespace lofte::edge::mail {

using custody::mail_queue::MailId;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t taken_max = 16;          // at once, by one connection
constexpr std::size_t waiting_for_lane = 100;  // that a further connection is worth
constexpr unsigned unreachable_before_giving_up = 10;
constexpr std::chrono::milliseconds idle_max = 30s;  // after which the clock is looked at again
constexpr std::chrono::milliseconds refused_by_store = 5s;

std::optional<Letter> decoded(BytesView bytes) {
  try {
    return Letter::decode(bytes);
  } catch (Failure const& failure) {
    spdlog::error("mail: {}: {}", failure.code(), failure.message());
    return std::nullopt;
  }
}

std::optional<About> about_of(BytesView bytes) {
  auto letter = decoded(bytes);
  return letter ? std::move(letter->about) : std::nullopt;
}

std::string told(Answer const& answer) {
  return answer.code != 0 ? fmt::format("it answers {}", answer.code) : answer.why;
}

}  // namespace

Dispatcher::Dispatcher(Ground ground) : ground_(std::move(ground)) {
  for (unsigned lane = 0; lane < ground_.connections; ++lane) {
    threads_.emplace_back([this, lane](std::stop_token const& stop) { run(stop, lane); });
  }
}

Dispatcher::~Dispatcher() {
  for (std::jthread& thread : threads_) {
    thread.request_stop();
  }
}

Counts Dispatcher::counts() const {
  return {.waiting = ground_.queue.waiting(),
          .sent = sent_,
          .refused = refused_,
          .failed = failed_,
          .withdrawn = withdrawn_,
          .is_away = is_away()};
}

void Dispatcher::wake() {
  {
    std::lock_guard const lock(mutex_);
    ++wakes_;
  }
  woken_.notify_all();
}

std::uint64_t Dispatcher::wakes() {
  std::lock_guard const lock(mutex_);
  return wakes_;
}

void Dispatcher::wait(std::stop_token const& stop, std::uint64_t wakes_seen,
                      std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  woken_.wait_for(lock, stop, most, [&] { return !is_away() && wakes_ != wakes_seen; });
}

void Dispatcher::run(std::stop_token const& stop, unsigned lane) {
  auto const transport = ground_.connect(stop);
  while (!stop.stop_requested()) {
    auto const seen = wakes();
    auto pause = refused_by_store;
    try {
      pause = round(stop, lane, *transport);
    } catch (Failure const& failure) {
      spdlog::error("mail: {}: {}", failure.code(), failure.message());
    }
    if (pause > 0ms) {
      wait(stop, seen, pause);
    }
  }
}

std::chrono::milliseconds Dispatcher::until_due() const {
  Instant const now = ground_.clock.now();
  auto const due = ground_.queue.next_due(now);
  return due ? std::clamp(*due - now, 1ms, idle_max) : idle_max;
}

std::chrono::milliseconds Dispatcher::round(std::stop_token const& stop, unsigned lane,
                                            Transport& transport) {
  bool const is_needed =
      lane == 0 || (!is_away() && ground_.queue.waiting() >= lane * waiting_for_lane);
  if (!is_needed) {
    return idle_max;
  }
  auto const messages = ground_.queue.take_due(ground_.clock.now(), taken_max);
  if (messages.empty()) {
    return until_due();
  }
  bool is_first = true;
  for (auto const& message : messages) {
    if (stop.stop_requested()) {
      ground_.queue.put_back(message.id, ground_.clock.now());
    } else if (is_away() && !(is_first && lane == 0)) {
      settle_unreachable(message);
    } else {
      attempt(transport, message);
    }
    is_first = false;
  }
  ground_.queue.sync();
  return is_away() ? pause_after_unreachable(unreachable_) : 0ms;
}

void Dispatcher::attempt(Transport& transport, Message const& message) {
  auto letter = decoded(message.bytes);
  if (!letter) {
    ground_.queue.give_up(message.id);
    ++failed_;
    return;
  }
  try {
    if (ground_.questions.may_send && !ground_.questions.may_send(*letter)) {
      ground_.queue.give_up(message.id);
      ++withdrawn_;
      tell({.kind = Outcome::Kind::withdrawn,
            .attempts = message.attempts,
            .about = std::move(letter->about)});
      return;
    }
    settle(message, transmit(transport, *letter, message), std::move(letter->about));
  } catch (Failure const& failure) {
    spdlog::error("mail: {}: {}", failure.code(), failure.message());
    ground_.queue.put_back(message.id, ground_.clock.now() + *pause_after(1));
  }
}

Answer Dispatcher::transmit(Transport& transport, Letter const& letter,
                            Message const& message) const {
  Bytes bytes = mime_of(letter, ground_.from, {.date = message.queued, .id = message.id.value});
  if (ground_.dkim) {
    bytes = ground_.dkim->sign(bytes);
  }
  return transport.send({.from = ground_.from.address, .to = letter.to_address}, bytes);
}

void Dispatcher::settle(Message const& message, Answer const& answer, std::optional<About> about) {
  if (answer.reply == Reply::stopped) {
    ground_.queue.put_back(message.id, ground_.clock.now());
    return;
  }
  if (answer.reply == Reply::unreachable) {
    note_away(answer);
    settle_unreachable(message);
    return;
  }
  note_there();
  Outcome outcome{.kind = Outcome::Kind::accepted,
                  .attempts = message.attempts + 1,
                  .code = answer.code,
                  .about = std::move(about)};
  if (answer.reply == Reply::later) {
    settle_later(message, std::move(outcome));
    return;
  }
  if (answer.reply == Reply::accepted) {
    ground_.queue.sent(message.id);
    ++sent_;
  } else {
    ground_.queue.give_up(message.id);
    ++refused_;
    outcome.kind = Outcome::Kind::refused;
    spdlog::warn("mail: the server has refused a letter: {}", told(answer));
  }
  tell(outcome);
}

void Dispatcher::settle_later(Message const& message, Outcome outcome) {
  if (auto const pause = pause_after(outcome.attempts)) {
    ground_.queue.put_off(message.id, ground_.clock.now() + *pause);
    outcome.kind = Outcome::Kind::put_off;
  } else {
    ground_.queue.give_up(message.id);
    ++failed_;
    outcome.kind = Outcome::Kind::given_up;
    spdlog::warn("mail: a letter is given up after {} attempts", outcome.attempts);
  }
  tell(outcome);
}

// By the clock, but not by one that has only just leapt.
void Dispatcher::settle_unreachable(Message const& message) {
  Instant const now = ground_.clock.now();
  if (unreachable_ < unreachable_before_giving_up || now - message.queued < waits_max) {
    ground_.queue.put_back(message.id, now);
    return;
  }
  ground_.queue.give_up(message.id);
  ++failed_;
  spdlog::warn("mail: a letter is given up: the server has taken nothing for too long");
  tell({.kind = Outcome::Kind::given_up,
        .attempts = message.attempts,
        .about = about_of(message.bytes)});
}

void Dispatcher::note_away(Answer const& answer) {
  if (unreachable_++ == 0) {
    spdlog::warn("mail: the server takes nothing: {}", told(answer));
  }
}

void Dispatcher::note_there() {
  if (unreachable_.exchange(0) > 0) {
    spdlog::info("mail: the server takes letters again");
    wake();
  }
}

void Dispatcher::tell(Outcome const& outcome) const {
  if (!ground_.questions.told) {
    return;
  }
  try {
    ground_.questions.told(outcome);
  } catch (Failure const& failure) {
    spdlog::error("mail: {}: {}", failure.code(), failure.message());
  }
}

}  // namespace lofte::edge::mail
