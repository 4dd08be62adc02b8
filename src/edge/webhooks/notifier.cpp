#include "edge/webhooks/notifier.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/failure.hpp"
#include "edge/mail/pauses.hpp"
#include "edge/webhooks/signature.hpp"

namespace lofte::edge::webhooks {

namespace json = boost::json;
using shop::recipients::Notice;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t taken_max = 8;  // at once
constexpr std::chrono::milliseconds idle_max = 30s;
constexpr std::chrono::milliseconds refused_by_store = 5s;
// A recipient that is slow holds the others up for no longer.
constexpr http::ClientLimits limits{.body_bytes_max = 64 * 1024,
                                    .at_once_max = taken_max,
                                    .connect_time_max = 5'000ms,
                                    .whole_time_max = 15'000ms};

bool is_acknowledged(http::Answered const& answered) {
  return answered && answered->status >= 200 && answered->status < 300;
}

std::string told(http::Answered const& answered) {
  return answered ? fmt::format("it answers {}", answered->status) : answered.error().code();
}

}  // namespace

struct Notifier::Outgoing {
  Message message;
  Notice notice;
  http::ClientRequest request;
};

std::string_view name_of(Task::Because because) {
  constexpr std::array<std::string_view, 3> names{"no_webhook", "no_secret", "gave_up"};
  return names.at(static_cast<std::size_t>(because));
}

std::string body_of(Notice const& notice) {
  json::object data{{"subject", to_string(notice.subject.value)}};
  if (notice.record) {
    data.emplace("record", to_string(notice.record->value));
  }
  data.emplace("purposes", json::array(notice.purposes.begin(), notice.purposes.end()));
  data.emplace("categories", json::array(notice.categories.begin(), notice.categories.end()));
  return json::serialize(json::object{{"type", "subject." + notice.act},
                                      {"timestamp", to_string(notice.at)},
                                      {"data", std::move(data)}});
}

std::string webhook_id_of(MailId const& id) {
  return "msg_" + to_string(id.value);
}

Notifier::Notifier(Ground ground) : ground_(std::move(ground)) {
  ground_.notices.on_new([this] { wake(); });
  thread_ = std::jthread([this](std::stop_token const& stop) { run(stop); });
}

Notifier::~Notifier() {
  ground_.notices.on_new({});
}

void Notifier::wake() {
  {
    std::lock_guard const lock(mutex_);
    ++wakes_;
  }
  woken_.notify_all();
}

std::vector<Task> Notifier::tasks() const {
  auto tasks = tasks_.with([](auto const& known) {
    std::vector<Task> all;
    for (auto const& [id, task] : known) {
      all.push_back(task);
    }
    return all;
  });
  std::ranges::sort(tasks, {}, [](Task const& task) { return std::pair(task.queued, task.id); });
  return tasks;
}

bool Notifier::acknowledge(MailId const& id, std::uint32_t actor) {
  auto const task = tasks_.with([&](auto& known) -> std::optional<Task> {
    auto const found = known.extract(id);
    return found ? std::optional(found.mapped()) : std::nullopt;
  });
  if (!task) {
    return false;
  }
  try {
    ground_.notices.note_acknowledged(task->notice, actor);
  } catch (Failure const&) {
    tasks_.with([&](auto& known) { known.emplace(id, *task); });
    throw;
  }
  ground_.notices.queue().sent(id);
  ground_.notices.queue().sync();
  ++acknowledged_;
  return true;
}

Counts Notifier::counts() const {
  return {.waiting = ground_.notices.queue().waiting(),
          .tasks = tasks_.with([](auto const& known) { return known.size(); }),
          .acknowledged = acknowledged_,
          .failed = failed_};
}

void Notifier::run(std::stop_token const& stop) {
  http::Client client({.ca_file = ground_.ca_file, .limits = limits});
  while (!stop.stop_requested()) {
    auto const seen = [&] {
      std::lock_guard const lock(mutex_);
      return wakes_;
    }();
    auto pause = refused_by_store;
    try {
      pause = round(client);
    } catch (Failure const& failure) {
      spdlog::error("notices: {}: {}", failure.code(), failure.message());
    }
    if (pause > 0ms) {
      std::unique_lock lock(mutex_);
      woken_.wait_for(lock, stop, pause, [&] { return wakes_ != seen; });
    }
  }
}

std::chrono::milliseconds Notifier::round(http::Client& client) {
  auto& queue = ground_.notices.queue();
  auto const messages = queue.take_due(ground_.clock.now(), taken_max);
  std::vector<Outgoing> outgoing;
  std::vector<http::ClientRequest> requests;
  for (Message const& message : messages) {
    if (auto one = outgoing_of(message)) {
      requests.push_back(one->request);
      outgoing.push_back(*std::move(one));
    }
  }
  auto const answers = client.ask_all(requests);
  for (std::size_t i = 0; i < outgoing.size(); ++i) {
    settle(outgoing[i], answers[i]);
  }
  if (!outgoing.empty()) {
    queue.sync();
  }
  if (!messages.empty()) {
    return 0ms;
  }
  reconsider();
  Instant const now = ground_.clock.now();
  auto const due = queue.next_due(now);
  return due ? std::clamp(*due - now, 1ms, idle_max) : idle_max;
}

// A policy may have got a webhook since, or a secret been made; and what has had its longest life
// is gone from the store.
void Notifier::reconsider() {
  auto& queue = ground_.notices.queue();
  Instant const now = ground_.clock.now();
  for (Task const& task : tasks()) {
    bool const is_over = now - task.queued > custody::mail_queue::notices_kept_max;
    bool const can_be_sent = !obstacle(task.notice, task.attempts);
    if (!is_over && !can_be_sent) {
      continue;
    }
    bool const was_there = tasks_.with([&](auto& known) { return known.erase(task.id) > 0; });
    if (was_there && is_over) {
      spdlog::warn("notices: one to {} was acknowledged by nobody, and is dropped",
                   task.notice.recipient);
      queue.give_up(task.id);
    } else if (was_there) {
      queue.put_back(task.id, now);
    }
  }
}

std::string Notifier::webhook_of(std::string_view recipient) const {
  auto const rules = ground_.vault.in_force().shown;
  auto const& recipients = rules->history().current().policy->recipients;
  auto const found = std::ranges::find(recipients, recipient, &promise::policy::Recipient::name);
  return found == recipients.end() ? "" : found->webhook;
}

std::optional<Task::Because> Notifier::obstacle(Notice const& notice, unsigned attempts) const {
  if (webhook_of(notice.recipient).empty()) {
    return Task::Because::no_webhook;
  }
  if (!ground_.secrets.of(notice.recipient)) {
    return Task::Because::no_secret;
  }
  return mail::pause_after(attempts) ? std::nullopt : std::optional(Task::Because::gave_up);
}

std::optional<Notifier::Outgoing> Notifier::outgoing_of(Message const& message) {
  Notice notice;
  try {
    notice = Notice::decode(message.bytes);
  } catch (Failure const& failure) {
    spdlog::error("notices: {}: {}", failure.code(), failure.message());
    Instant const now = ground_.clock.now();
    if (now - message.queued > custody::mail_queue::notices_kept_max) {
      ground_.notices.queue().give_up(message.id);
    } else {  // for another version of the program, perhaps
      ground_.notices.queue().put_off(message.id, now + custody::mail_queue::put_off_max);
    }
    return std::nullopt;
  }
  if (auto const because = obstacle(notice, message.attempts)) {
    tasks_.with([&](auto& known) {
      known.emplace(message.id, Task{.id = message.id,
                                     .notice = notice,
                                     .queued = message.queued,
                                     .attempts = message.attempts,
                                     .because = *because});
    });
    return std::nullopt;
  }
  std::string const secret = ground_.secrets.of(notice.recipient).value();
  std::string body = body_of(notice);
  auto headers = signature_of(
      {.id = webhook_id_of(message.id), .at = ground_.machine_clock.now(), .body = body},
      key_of(secret).value());
  headers.push_back({.name = "Content-Type", .value = "application/json"});
  return Outgoing{.message = message,
                  .notice = notice,
                  .request = {.method = http::Method::post,
                              .url = webhook_of(notice.recipient),
                              .headers = std::move(headers),
                              .body = std::move(body)}};
}

void Notifier::settle(Outgoing const& outgoing, http::Answered const& answered) {
  auto& queue = ground_.notices.queue();
  Instant const now = ground_.clock.now();
  if (!is_acknowledged(answered)) {
    ++failed_;
    unsigned const attempts = outgoing.message.attempts + 1;
    spdlog::warn("notices: {} has not acknowledged: {}", outgoing.notice.recipient, told(answered));
    // After the last attempt it is taken at once, and becomes a task.
    queue.put_off(outgoing.message.id, now + mail::pause_after(attempts).value_or(0min));
    return;
  }
  try {
    ground_.notices.note_acknowledged(outgoing.notice, std::nullopt);
    queue.sent(outgoing.message.id);
    ++acknowledged_;
  } catch (Failure const& failure) {
    spdlog::error("notices: {}: {}", failure.code(), failure.message());
    queue.put_back(outgoing.message.id, now + *mail::pause_after(1));
  }
}

}  // namespace lofte::edge::webhooks
