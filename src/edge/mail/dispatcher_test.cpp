#include "edge/mail/dispatcher.hpp"

#include <gmock/gmock.h>

#include <condition_variable>
#include <deque>
#include <thread>

#include "base/failure.hpp"
#include "custody/store/memory_store.hpp"

namespace lofte::edge::mail {
namespace {

namespace queue_of_mail = custody::mail_queue;
using custody::store::Durability;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using namespace std::chrono_literals;

constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2024} / 3 / 5} + 12h};

// Moved by hand while others read it.
class HandClock final : public Clock {
 public:
  Instant now() const override { return Instant{std::chrono::milliseconds{now_.load()}}; }
  std::chrono::milliseconds steady() const override { return {}; }
  std::string boot() const override { return {}; }
  bool is_virtual() const override { return true; }
  void advance(std::chrono::milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_{noon.time_since_epoch().count()};
};

// Answers as it was told, and then accepts; anybody can wait for what happens.
class Post {
 public:
  void answer(std::vector<Answer> answers) {
    std::lock_guard const lock(mutex_);
    answers_.insert(answers_.end(), answers.begin(), answers.end());
  }
  Answer take(Envelope const& envelope, BytesView message) {
    std::lock_guard const lock(mutex_);
    Answer answer{.reply = Reply::accepted};
    if (!answers_.empty()) {
      answer = answers_.front();
      answers_.pop_front();
    }
    ++tried_;
    if (answer.reply == Reply::accepted) {
      delivered_.push_back(envelope.to);
      messages_.emplace_back(message);
    }
    changed_.notify_all();
    return answer;
  }
  void tell(Outcome const& outcome) {
    std::lock_guard const lock(mutex_);
    outcomes_.push_back(outcome);
    changed_.notify_all();
  }
  std::vector<Outcome> outcomes(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return outcomes_.size() >= count; });
    return outcomes_;
  }
  void wait_tried(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return tried_ >= count; });
  }
  std::vector<std::string> delivered() {
    std::lock_guard const lock(mutex_);
    return delivered_;
  }
  std::vector<Bytes> messages() {
    std::lock_guard const lock(mutex_);
    return messages_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Answer> answers_;
  std::size_t tried_ = 0;
  std::vector<std::string> delivered_;
  std::vector<Bytes> messages_;
  std::vector<Outcome> outcomes_;
};

class ToPost final : public Transport {
 public:
  explicit ToPost(Post& post) : post_(&post) {}
  Answer send(Envelope const& envelope, BytesView message) override {
    return post_->take(envelope, message);
  }

 private:
  Post* post_;
};

class DispatcherTest : public testing::Test {
 protected:
  DispatcherTest() {
    for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
      auto const transaction = memory.begin(static_cast<Bucket>(bucket));
      custody::keys::KeyTree::create(ring, *transaction, static_cast<Bucket>(bucket), 1);
      transaction->commit(Durability::synced);
    }
    queue = std::make_unique<queue_of_mail::MailQueue>(memory, ring);
  }

  void start(unsigned connections = 1) {
    dispatcher = std::make_unique<Dispatcher>(Dispatcher::Ground{
        .queue = *queue,
        .clock = clock,
        .connect = [this](std::stop_token const&) { return std::make_unique<ToPost>(post); },
        .from = {.name = "Shop", .address = "privacy@shop.example"},
        .dkim = nullptr,
        .questions = {.may_send = may_send,
                      .told = [this](Outcome const& outcome) { post.tell(outcome); }},
        .connections = connections});
  }

  void post_letter(std::string const& address = "anna@example.com") {
    Letter letter;
    letter.to_address = address;
    letter.text = "Hello";
    letter.about = About{.subject = SubjectId{Uuid{{7}}}, .act = "greeting"};
    queue->enqueue(letter.encode(), clock.now());
    if (dispatcher) {
      dispatcher->wake();
    }
  }

  void advance(std::chrono::milliseconds by) {
    clock.advance(by);
    dispatcher->wake();
  }

  SeededRandom random{1};
  custody::keys::MemoryRootSlot root_slot{random};
  custody::store::MemoryStore memory;
  custody::keys::KeyRing ring{root_slot, random};
  HandClock clock;
  Post post;
  std::function<bool(Letter const&)> may_send;
  std::unique_ptr<queue_of_mail::MailQueue> queue;
  std::unique_ptr<Dispatcher> dispatcher;
};

TEST_F(DispatcherTest, SendsWhatWaitsWhenItStartsAndWhatComesLater) {
  post_letter("anna@example.com");
  start();
  post.outcomes(1);
  post_letter("berit@example.com");
  auto const outcomes = post.outcomes(2);
  EXPECT_THAT(post.delivered(), ElementsAre("anna@example.com", "berit@example.com"));
  EXPECT_EQ(outcomes[0].kind, Outcome::Kind::accepted);
  EXPECT_EQ(outcomes[0].about->act, "greeting");
  EXPECT_EQ(dispatcher->counts().sent, 2U);
  dispatcher.reset();
  EXPECT_EQ(queue->waiting(), 0U);
}

TEST_F(DispatcherTest, TriesAgainLaterWhatTheServerPutsOff) {
  post.answer({{.reply = Reply::later, .code = 451}, {.reply = Reply::later, .code = 450}});
  start();
  post_letter();
  EXPECT_EQ(post.outcomes(1)[0].kind, Outcome::Kind::put_off);
  EXPECT_EQ(post.outcomes(1)[0].code, 451);
  advance(1min);
  EXPECT_EQ(post.outcomes(2)[1].attempts, 2U);
  advance(2min);
  auto const last = post.outcomes(3)[2];
  EXPECT_EQ(last.kind, Outcome::Kind::accepted);
  EXPECT_EQ(last.attempts, 3U);
}

TEST_F(DispatcherTest, EveryAttemptIsTheSameMessage) {
  post.answer({{.reply = Reply::later, .code = 451}});
  start();
  post_letter();
  post.outcomes(1);
  advance(1min);
  post.outcomes(2);
  dispatcher.reset();
  Letter letter;
  letter.to_address = "anna@example.com";
  ASSERT_THAT(post.messages(), SizeIs(1));
  EXPECT_NE(post.messages()[0].find("Date: Tue, 05 Mar 2024 12:00:00 +0000"), Bytes::npos);
}

TEST_F(DispatcherTest, TellsABounceOnceAndForgetsTheLetter) {
  post.answer({{.reply = Reply::never, .code = 550}});
  start();
  post_letter();
  auto const outcome = post.outcomes(1)[0];
  EXPECT_EQ(outcome.kind, Outcome::Kind::refused);
  EXPECT_EQ(outcome.code, 550);
  EXPECT_EQ(outcome.about->subject, SubjectId{Uuid{{7}}});
  dispatcher.reset();
  EXPECT_EQ(queue->waiting(), 0U);
}

TEST_F(DispatcherTest, GivesUpAfterFiveDaysOfTrying) {
  post.answer(std::vector<Answer>(38, Answer{.reply = Reply::later, .code = 451}));
  start();
  post_letter();
  for (std::size_t attempt = 1; attempt < 38; ++attempt) {
    ASSERT_EQ(post.outcomes(attempt).back().kind, Outcome::Kind::put_off);
    advance(4h);
  }
  EXPECT_EQ(post.outcomes(38).back().kind, Outcome::Kind::given_up);
  EXPECT_EQ(dispatcher->counts().failed, 1U);
}

TEST_F(DispatcherTest, AClockThatLeapsLosesNothingAndTriesOnce) {
  post.answer({{.reply = Reply::later, .code = 451}, {.reply = Reply::later, .code = 451}});
  start();
  post_letter();
  post.outcomes(1);
  advance(std::chrono::hours{24 * 365});
  EXPECT_EQ(post.outcomes(2)[1].kind, Outcome::Kind::put_off);
  advance(-std::chrono::hours{24 * 365});
  EXPECT_EQ(post.outcomes(3)[2].kind, Outcome::Kind::accepted);
}

TEST_F(DispatcherTest, SendsNothingThatMayNoLongerBeSent) {
  may_send = [](Letter const& letter) { return letter.to_address != "anna@example.com"; };
  start();
  post_letter("anna@example.com");
  EXPECT_EQ(post.outcomes(1)[0].kind, Outcome::Kind::withdrawn);
  post_letter("berit@example.com");
  post.outcomes(2);
  EXPECT_THAT(post.delivered(), ElementsAre("berit@example.com"));
}

TEST_F(DispatcherTest, AsksAgainWhenItCouldNotBeTold) {
  std::atomic<int> asked{0};
  may_send = [&](Letter const&) {
    if (asked++ == 0) {
      post.tell({});
      throw Failure(FailureKind::unavailable, {.code = "store.busy", .message = "", .remedy = ""});
    }
    return true;
  };
  start();
  post_letter();
  post.outcomes(1);
  while (post.delivered().empty()) {
    advance(1min);
    std::this_thread::yield();
  }
  EXPECT_THAT(post.delivered(), ElementsAre("anna@example.com"));
}

TEST_F(DispatcherTest, LosesNothingAndCountsNothingWhileTheServerIsAway) {
  post.answer({{.reply = Reply::unreachable}});
  start();
  for (char const* const address : {"anna@example.com", "berit@example.com", "cilla@example.com"}) {
    post_letter(address);
  }
  auto const outcomes = post.outcomes(3);
  EXPECT_THAT(post.delivered(), SizeIs(3));
  for (Outcome const& outcome : outcomes) {
    EXPECT_EQ(outcome.kind, Outcome::Kind::accepted);
    EXPECT_EQ(outcome.attempts, 1U);
  }
  EXPECT_FALSE(dispatcher->counts().is_away);
}

TEST_F(DispatcherTest, KeepsWhatWaitsThroughADayWithoutTheServer) {
  post.answer(std::vector<Answer>(2, Answer{.reply = Reply::unreachable}));
  start();
  post_letter();
  post.wait_tried(1);
  advance(24h);
  EXPECT_EQ(post.outcomes(1)[0].kind, Outcome::Kind::accepted);
  EXPECT_EQ(post.outcomes(1)[0].attempts, 1U) << "what never reached the server is no attempt";
  EXPECT_THAT(post.delivered(), SizeIs(1));
}

TEST_F(DispatcherTest, LeavesWhatItHasNotSentToTheNextStart) {
  post.answer({{.reply = Reply::unreachable}});
  start();
  post_letter();
  post.wait_tried(1);
  dispatcher.reset();
  EXPECT_THAT(post.delivered(), IsEmpty());
  EXPECT_EQ(queue->waiting(), 1U);
  start();
  post.outcomes(1);
  EXPECT_THAT(post.delivered(), SizeIs(1));
}

TEST_F(DispatcherTest, SendsEachOfManyOnceOverSeveralConnections) {
  for (int i = 0; i < 500; ++i) {
    post_letter("customer" + std::to_string(i) + "@example.com");
  }
  start(3);
  post.outcomes(500);
  auto delivered = post.delivered();
  EXPECT_THAT(delivered, SizeIs(500));
  std::ranges::sort(delivered);
  EXPECT_EQ(std::ranges::unique(delivered).size(), 0U);
}

}  // namespace
}  // namespace lofte::edge::mail
