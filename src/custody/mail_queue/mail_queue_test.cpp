#include "custody/mail_queue/mail_queue.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <thread>

#include "base/failure.hpp"
#include "custody/mail_queue/mail_row.hpp"
#include "custody/store/memory_store.hpp"

namespace lofte::custody::mail_queue {
namespace {

using store::Durability;
using store::Fault;
using store::Plane;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2024} / 3 / 5} + 12h};

class MailQueueTest : public testing::Test {
 protected:
  MailQueueTest() {
    for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
      auto const transaction = memory.begin(static_cast<Bucket>(bucket));
      keys::KeyTree::create(ring, *transaction, static_cast<Bucket>(bucket), 1);
      transaction->commit(Durability::synced);
    }
    start();
  }

  void start() { queue = std::make_unique<MailQueue>(memory, ring); }

  void crash() {
    queue.reset();
    memory.crash();
    start();
  }

  std::vector<Bytes> taken(Instant now, std::size_t count_max = 100) {
    std::vector<Bytes> texts;
    for (auto& message : queue->take_due(now, count_max)) {
      ids.push_back(message.id);
      texts.push_back(std::move(message.bytes));
    }
    return texts;
  }

  void fail_commits(Fault fault) {
    memory.on_commit([fault](Bucket) { return fault; });
  }
  void fail_nothing() { memory.on_commit({}); }

  std::size_t rows() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        memory.contents(), [](auto const& row) { return row.key.front() == 'M'; }));
  }

  SeededRandom random{1};
  keys::MemoryRootSlot root_slot{random};
  store::MemoryStore memory;
  keys::KeyRing ring{root_slot, random};
  std::unique_ptr<MailQueue> queue;
  std::vector<MailId> ids;  // of all that was taken
};

TEST_F(MailQueueTest, CountsWhatIsDueAndNobodyHas) {
  for (char const* bytes : {"one", "two", "three"}) {
    queue->enqueue(bytes, noon);
  }
  EXPECT_EQ(queue->due(noon, 10), 3U);
  EXPECT_EQ(queue->due(noon, 2), 2U) << "so far was asked";
  EXPECT_EQ(queue->due(noon - 1s, 10), 0U);
  auto const taken = queue->take_due(noon, 2);
  EXPECT_EQ(queue->due(noon, 10), 1U);
  queue->put_off(taken[0].id, noon + 1h);
  queue->put_back(taken[1].id, noon);
  EXPECT_EQ(queue->due(noon, 10), 2U);
}

TEST_F(MailQueueTest, HandsOutEachMessageOnce) {
  queue->enqueue("one", noon);
  queue->enqueue("two", noon);
  EXPECT_THAT(taken(noon), UnorderedElementsAre("one", "two"));
  EXPECT_THAT(taken(noon + 24h), IsEmpty());
  EXPECT_EQ(queue->waiting(), 2U);
}

TEST_F(MailQueueTest, WhatIsSentIsGone) {
  queue->enqueue("one", noon);
  taken(noon);
  queue->sent(ids.at(0));
  EXPECT_EQ(queue->waiting(), 0U);
  EXPECT_EQ(rows(), 0U);
  queue->sync();
  crash();
  EXPECT_THAT(taken(noon), IsEmpty());
}

TEST_F(MailQueueTest, WhatIsGivenUpIsGoneAsWell) {
  queue->enqueue("one", noon);
  taken(noon);
  queue->give_up(ids.at(0));
  EXPECT_EQ(rows(), 0U);
}

TEST_F(MailQueueTest, WhatIsPutOffIsHandedOutThenAndHasOneAttemptMore) {
  queue->enqueue("one", noon);
  taken(noon);
  queue->put_off(ids.at(0), noon + 1min);
  EXPECT_EQ(queue->next_due(noon), noon + 1min);
  EXPECT_THAT(taken(noon + 59s), IsEmpty());
  auto const again = queue->take_due(noon + 1min, 1);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].attempts, 1U);
  EXPECT_EQ(again[0].queued, noon);
  EXPECT_EQ(again[0].id, ids.at(0));
}

TEST_F(MailQueueTest, ACrashAfterPuttingOffKeepsTheAttempts) {
  queue->enqueue("one", noon);
  taken(noon);
  queue->put_off(ids.at(0), noon + 1min);
  queue->sync();
  crash();
  EXPECT_THAT(taken(noon + 59s), IsEmpty());
  auto const again = queue->take_due(noon + 1min, 1);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].attempts, 1U);
}

TEST_F(MailQueueTest, ACrashBetweenSendingAndNotingHandsOutTheSameIdAgain) {
  MailId const id = queue->enqueue("one", noon);
  taken(noon);
  crash();
  EXPECT_THAT(taken(noon), ElementsAre("one"));
  EXPECT_EQ(ids, (std::vector{id, id}));
}

TEST_F(MailQueueTest, ACrashBeforeTheNoteIsDurableHandsOutTheSameIdAgain) {
  queue->enqueue("one", noon);
  taken(noon);
  queue->sent(ids.at(0));
  crash();
  EXPECT_THAT(taken(noon), ElementsAre("one"));
}

TEST_F(MailQueueTest, WhatIsQueuedIsDurable) {
  for (int i = 0; i < 50; ++i) {
    queue->enqueue("message " + std::to_string(i), noon);
  }
  crash();
  EXPECT_EQ(queue->waiting(), 50U);
  EXPECT_EQ(taken(noon).size(), 50U);
}

TEST_F(MailQueueTest, WhatWasRefusedIsNotQueued) {
  fail_commits(Fault::before_commit);
  EXPECT_THROW(queue->enqueue("one", noon), Failure);
  fail_nothing();
  EXPECT_EQ(queue->waiting(), 0U);
}

TEST_F(MailQueueTest, AnUnknownOutcomeIsFoundOutWhenItIsDue) {
  fail_commits(Fault::after_commit_unknown);
  EXPECT_THROW(queue->enqueue("made it", noon), Failure);
  fail_commits(Fault::before_commit_unknown);
  EXPECT_THROW(queue->enqueue("did not", noon), Failure);
  fail_nothing();
  EXPECT_THAT(taken(noon), ElementsAre("made it"));
  EXPECT_EQ(queue->waiting(), 1U);
}

TEST_F(MailQueueTest, WhatWasSentIsNotHandedOutAgainWhileTheStoreRefusesToNoteIt) {
  for (Fault const fault : {Fault::before_commit, Fault::before_commit_unknown}) {
    queue->enqueue("one", noon);
    taken(noon);
    fail_commits(fault);
    queue->sent(ids.back());
    EXPECT_THAT(taken(noon + 24h), IsEmpty());
    EXPECT_EQ(rows(), 1U);
    fail_nothing();
    EXPECT_THAT(taken(noon + 24h), IsEmpty());
    EXPECT_EQ(rows(), 0U);
  }
}

TEST_F(MailQueueTest, ARefusalToNoteAnAttemptLosesNothing) {
  queue->enqueue("one", noon);
  taken(noon);
  fail_commits(Fault::before_commit);
  queue->put_off(ids.at(0), noon + 1min);
  fail_nothing();
  EXPECT_THAT(taken(noon), IsEmpty());
  auto const again = queue->take_due(noon + 1min, 1);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].attempts, 1U);
}

TEST_F(MailQueueTest, WhatCannotBeReadStaysDue) {
  queue->enqueue("one", noon);
  memory.on_call([](store::Call call, Bucket) {
    return call == store::Call::get ? Fault::before_commit : Fault::none;
  });
  EXPECT_THROW(queue->take_due(noon, 10), Failure);
  memory.on_call({});
  EXPECT_THAT(taken(noon), ElementsAre("one"));
}

TEST_F(MailQueueTest, ADamagedMessageIsInNobodysWay) {
  MailId const id = queue->enqueue("one", noon);
  queue->enqueue("two", noon + 1s);
  auto const transaction = memory.begin(bucket_of(id));
  auto row = MailRow::decode(*transaction->get(Plane::keys, row_key(Line::letters, id)));
  row.sealed.back() ^= 1;
  transaction->put(Plane::keys, row_key(Line::letters, id), row.encode());
  transaction->commit(Durability::synced);
  EXPECT_THROW(queue->take_due(noon + 1s, 10), Failure);
  EXPECT_THAT(taken(noon + 1s), ElementsAre("two"));
}

TEST_F(MailQueueTest, AClockThatHasGoneBackwardHoldsNothingUp) {
  queue->enqueue("one", noon);
  taken(noon);
  queue->put_off(ids.at(0), noon + 4h);
  Instant const last_year = noon - std::chrono::days{365};
  EXPECT_EQ(queue->next_due(last_year), last_year);
  EXPECT_THAT(taken(last_year), ElementsAre("one"));
}

TEST_F(MailQueueTest, WhatIsPutBackIsDueAtOnceAndWasNoAttempt) {
  queue->enqueue("one", noon);
  taken(noon);
  queue->put_back(ids.at(0), noon);
  auto const again = queue->take_due(noon, 1);
  ASSERT_EQ(again.size(), 1U);
  EXPECT_EQ(again[0].attempts, 0U);
}

TEST_F(MailQueueTest, TheLongestDueGoesFirst) {
  queue->enqueue("second", noon + 2s);
  queue->enqueue("first", noon + 1s);
  queue->enqueue("third", noon + 3s);
  EXPECT_THAT(taken(noon + 10s, 2), ElementsAre("first", "second"));
}

TEST_F(MailQueueTest, AMessageTooLargeIsRefused) {
  EXPECT_THROW(queue->enqueue(Bytes(message_bytes_max + 1, 'x'), noon), Failure);
}

TEST_F(MailQueueTest, ANoticeIsQueuedWithItsActOrNotAtAll) {
  MailQueue notices(memory, ring, Line::notices);
  auto const last = static_cast<Bucket>(bucket_count - 1);
  for (Bucket const bucket : {Bucket{7}, last}) {
    auto const transaction = memory.begin(bucket);
    keys::KeyTree tree(ring, *transaction, bucket);
    MailId const id = notices.add({.transaction = *transaction, .tree = tree}, "told", noon);
    EXPECT_EQ(bucket_of(id), bucket);
    EXPECT_THAT(notices.take_due(noon, 10), IsEmpty()) << "not before the commit";
    tree.save(*transaction);
    if (bucket == last) {
      transaction->commit(Durability::synced);
    }
    notices.added(id, noon);
    EXPECT_EQ(notices.take_due(noon, 10).size(), bucket == last ? 1U : 0U);
  }
  EXPECT_THAT(taken(noon), IsEmpty()) << "letters are another line";
  memory.crash();
  EXPECT_EQ(MailQueue(memory, ring, Line::notices).take_due(noon, 10).size(), 1U);
}

TEST_F(MailQueueTest, SeveralMayTakeAtTheSameTime) {
  for (int i = 0; i < 200; ++i) {
    queue->enqueue(std::to_string(i), noon);
  }
  Guarded<std::vector<Bytes>> all;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (auto messages = queue->take_due(noon, 7); !messages.empty();
             messages = queue->take_due(noon, 7)) {
          for (auto const& message : messages) {
            all.with([&](auto& known) { known.push_back(message.bytes); });
            queue->sent(message.id);
          }
        }
      });
    }
  }
  auto texts = all.with([](auto& known) { return known; });
  std::ranges::sort(texts);
  EXPECT_EQ(texts.size(), 200U);
  EXPECT_EQ(std::ranges::unique(texts).size(), 0U);
  EXPECT_EQ(rows(), 0U);
}

}  // namespace
}  // namespace lofte::custody::mail_queue
