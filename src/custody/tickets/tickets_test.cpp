#include "custody/tickets/tickets.hpp"

#include <gtest/gtest.h>

#include "base/failure.hpp"
#include "custody/store/memory_store.hpp"

namespace lofte::custody::tickets {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

class TicketsTest : public testing::Test {
 protected:
  Instant in(milliseconds time) const { return clock_.now() + time; }
  void pass(milliseconds time) { clock_.set(clock_.now() + time); }

  std::size_t rows() {
    std::size_t count = 0;
    for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
      store_.read(static_cast<Bucket>(bucket))
          ->scan(store::Plane::keys, {}, {}, [&](BytesView, BytesView) { return ++count > 0; });
    }
    return count;
  }
  void tick() {
    for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
      auto const transaction = store_.begin(static_cast<Bucket>(bucket));
      Tickets::clear(*transaction, clock_.now());
      transaction->commit(store::Durability::synced);
    }
  }

  store::MemoryStore store_;
  VirtualClock clock_{Instant{std::chrono::sys_days{std::chrono::January / 1 / 2026}}};
  SeededRandom random_{1};
  Tickets tickets_{store_, clock_, random_};
};

TEST_F(TicketsTest, LetsInWhoHasTheToken) {
  std::string const token = tickets_.issue("link", in(hours(1)), "anna");
  EXPECT_EQ(token.size(), token_characters);
  EXPECT_EQ(tickets_.show("link", token), "anna");
  EXPECT_EQ(tickets_.show("link", token), "anna") << "showing it does not use it up";
}

TEST_F(TicketsTest, AnotherTokenOrKindIsNotThere) {
  std::string const token = tickets_.issue("link", in(hours(1)), "anna");
  EXPECT_EQ(tickets_.show("session", token), std::nullopt);
  EXPECT_EQ(tickets_.redeem("session", token), std::nullopt);
  EXPECT_EQ(tickets_.show("link", ""), std::nullopt);
  EXPECT_EQ(tickets_.show("link", std::string(10'000, 'x')), std::nullopt);
  std::string other = token;
  other[0] = other[0] == 'A' ? 'B' : 'A';
  EXPECT_EQ(tickets_.show("link", other), std::nullopt);
  EXPECT_EQ(tickets_.show("link", token), "anna");
}

TEST_F(TicketsTest, IsRedeemedOnce) {
  std::string const token = tickets_.issue("link", in(hours(1)), "anna");
  EXPECT_EQ(tickets_.redeem("link", token), "anna");
  EXPECT_EQ(tickets_.redeem("link", token), std::nullopt);
  EXPECT_EQ(tickets_.show("link", token), std::nullopt);
  EXPECT_EQ(rows(), 0);
}

TEST_F(TicketsTest, IsVoidAfterItsTime) {
  std::string const token = tickets_.issue("link", in(hours(1)), "anna");
  pass(hours(1));
  EXPECT_EQ(tickets_.show("link", token), "anna");
  pass(milliseconds(1));
  EXPECT_EQ(tickets_.show("link", token), std::nullopt);
  EXPECT_EQ(tickets_.redeem("link", token), std::nullopt);
  EXPECT_FALSE(tickets_.change("link", token, in(hours(1)), "anna"));
}

TEST_F(TicketsTest, CanBeChanged) {
  std::string const token = tickets_.issue("session", in(hours(1)), "anna");
  pass(hours(1));
  EXPECT_TRUE(tickets_.change("session", token, in(hours(1)), "anna, seen again"));
  pass(hours(1));
  EXPECT_EQ(tickets_.show("session", token), "anna, seen again");
}

TEST_F(TicketsTest, OutlivesACrashAndIsVoidAfterOneForGood) {
  std::string const kept = tickets_.issue("link", in(hours(1)), "anna");
  std::string const used = tickets_.issue("link", in(hours(1)), "bo");
  tickets_.redeem("link", used);
  store_.crash();
  EXPECT_EQ(tickets_.show("link", kept), "anna");
  EXPECT_EQ(tickets_.show("link", used), std::nullopt);
}

TEST_F(TicketsTest, ARedemptionThatFailsLetsNobodyIn) {
  std::string const token = tickets_.issue("link", in(hours(1)), "anna");
  store_.on_commit([](Bucket) { return store::Fault::before_commit; });
  EXPECT_THROW(tickets_.redeem("link", token), Failure);
  store_.on_commit({});
  EXPECT_EQ(tickets_.redeem("link", token), "anna");
}

TEST_F(TicketsTest, ATickDeletesWhatIsVoidOnly) {
  std::string const brief = tickets_.issue("link", in(hours(1)), "anna");
  std::string const lasting = tickets_.issue("session", in(hours(24)), "anna");
  pass(hours(2));
  tick();
  EXPECT_EQ(rows(), 1);
  EXPECT_EQ(tickets_.show("session", lasting), "anna");
}

TEST_F(TicketsTest, TheStoreKnowsNeitherTokenNorContent) {
  std::string const token = tickets_.issue("link", in(hours(1)), "anna@example.se");
  for (unsigned bucket = 0; bucket < bucket_count; ++bucket) {
    store_.read(static_cast<Bucket>(bucket))
        ->scan(store::Plane::keys, {}, {}, [&](BytesView key, BytesView value) {
          EXPECT_EQ((Bytes(key) + Bytes(value)).find(token.substr(0, 8)), Bytes::npos);
          EXPECT_EQ(Bytes(value).find("anna"), Bytes::npos);
          EXPECT_EQ(Bytes(value).find("link"), Bytes::npos);
          return true;
        });
  }
}

}  // namespace
}  // namespace lofte::custody::tickets
