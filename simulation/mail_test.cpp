// Mail that waits in a shop: what is left of it after ticks, crashes and a restore from copies.
#include <gmock/gmock.h>

#include "base/random.hpp"
#include "custody/mail_queue/mail_queue.hpp"
#include "simulation/canonical_state.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {
namespace {

using custody::mail_queue::MailQueue;
using custody::store::Fault;
using custody::store::Table;

MailQueue queue_of(Shop& shop) {
  return {shop.store(), shop.vault().ground().ring};
}

std::size_t rows_of_mail(Shop& shop) {
  return rows_of(shop.store(), Table::mail).size();
}

TEST(Mail, IsReadableByWhoHasTheRootWhileItWaits) {
  Shop shop("2024-03-05");
  MailQueue queue = queue_of(shop);
  queue.enqueue("canary-letter", shop.clock().now());
  shop.tick();
  EXPECT_TRUE(shop.adversary().can_read("canary-letter"));
}

TEST(Mail, ThatHasGoneOutIsDeadInEveryCopyAfterTheNextTick) {
  Shop shop("2024-03-05");
  MailQueue queue = queue_of(shop);
  queue.enqueue("canary-letter", shop.clock().now());
  queue.enqueue("canary-other", shop.clock().now());
  shop.at("2024-03-06");  // its leaf has been wrapped afresh once
  for (auto const& message : queue.take_due(shop.clock().now(), 10)) {
    if (message.bytes == "canary-letter") {
      queue.sent(message.id);
    } else {
      queue.put_off(message.id, shop.clock().now());
    }
  }
  EXPECT_TRUE(shop.adversary().can_read("canary-letter"));
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-letter"));
  EXPECT_TRUE(shop.adversary().can_read("canary-other"));
  EXPECT_EQ(queue.take_due(shop.clock().now(), 10).size(), 1U);
}

TEST(Mail, OutlivesCrashesAndTicksAlike) {
  Shop shop("2024-03-05");
  queue_of(shop).enqueue("canary-letter", shop.clock().now());
  for (char const* const day : {"2024-03-06", "2024-03-07", "2024-03-08"}) {
    shop.crash();
    shop.person("someone of " + std::string(day));
    shop.at(day);
  }
  auto const messages = queue_of(shop).take_due(shop.clock().now(), 10);
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].bytes, "canary-letter");
}

TEST(Mail, ThatNobodySendsIsGoneAfterTwoWeeks) {
  Shop shop("2024-03-05");
  MailQueue queue = queue_of(shop);
  queue.enqueue("canary-letter", shop.clock().now());
  shop.at("2024-03-19");
  EXPECT_EQ(rows_of_mail(shop), 1U);
  shop.at("2024-03-20");
  EXPECT_EQ(rows_of_mail(shop), 0U);
  EXPECT_FALSE(shop.adversary().can_read("canary-letter"));
  EXPECT_TRUE(queue.take_due(shop.clock().now(), 10).empty());
  EXPECT_EQ(queue.waiting(), 0U);
  shop.tick();
  EXPECT_EQ(rows_of(shop.store(), Table::leaf).size(), leaves_needed(shop));
}

TEST(Mail, LeavesEverythingElseAsItIsWhereverATickIsCutOff) {
  for (int commits = 0; commits < 4100; commits += 1024) {
    Shop shop("2024-03-05");
    queue_of(shop).enqueue("canary-letter", shop.clock().now());
    shop.clock_at("2024-03-06");
    int left = commits;
    shop.store().on_commit([&](Bucket) { return left-- > 0 ? Fault::none : Fault::before_commit; });
    EXPECT_THROW(shop.tick(), Failure) << commits;
    shop.store().on_commit({});
    shop.crash();
    shop.tick();
    auto const messages = queue_of(shop).take_due(shop.clock().now(), 10);
    ASSERT_EQ(messages.size(), 1U) << commits;
    EXPECT_EQ(messages[0].bytes, "canary-letter");
  }
}

}  // namespace
}  // namespace lofte::simulation
