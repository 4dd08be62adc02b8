#include "shop/rights/request_erasure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/failure.hpp"
#include "custody/store/memory_store.hpp"
#include "custody/upkeep/custody.hpp"
#include "shop/rights/restrict.hpp"

namespace lofte::shop::rights {
namespace {

using custody::store::Durability;
using promise::gate::the_person;

class RequestErasure : public testing::Test {
 protected:
  RequestErasure() : custody_(prepared(ground())) {
    anna_ = vault().create_subject("anna", Durability::synced).subject;
    add("account", {{"name", "Anna Berg"}, {"email", "anna@example.com"}}, "registered");
    add("order", {{"name", "Anna Berg"}, {"lines", "2 sticks"}}, "placed");
  }
  custody::upkeep::Custody::Ground ground() {
    return {.store = store_, .slot = slot_, .clock = clock_, .random = random_};
  }
  static custody::upkeep::Custody::Ground prepared(custody::upkeep::Custody::Ground const& ground) {
    custody::upkeep::Custody::prepare(ground, policy_text());
    return ground;
  }
  static std::string policy_text() {
    std::ifstream in(LOFTE_SOURCE_DIR "/policies/usbstars.toml");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  custody::vault::Vault& vault() { return custody_.vault(); }
  void add(std::string shape, std::vector<std::pair<std::string, std::string>> const& fields,
           std::string event) {
    custody::vault::NewRecord record{.shape = std::move(shape),
                                     .reference = {},
                                     .fields = {},
                                     .events = {{std::move(event), vault().today()}}};
    for (auto const& [name, value] : fields) {
      record.fields.emplace_back(name, PersonalText(value));
    }
    vault().add_record(the_person, anna_, record, {});
  }
  std::vector<std::string> shapes() {
    std::vector<std::string> shapes;
    for (auto const& record : vault().summary(anna_)) {
      shapes.push_back(record.shape);
    }
    return shapes;
  }
  void pass(int count) { clock_.set(clock_.now() + std::chrono::days{count}); }

  VirtualClock clock_{Instant{std::chrono::hours{494'000}}};  // in 2026
  SeededRandom random_{3};
  custody::store::MemoryStore store_;
  custody::keys::MemoryRootSlot slot_{random_};
  custody::upkeep::Custody custody_;
  custody::agenda::Agenda agenda_{store_};
  SubjectId anna_;
};

TEST_F(RequestErasure, WaitsForItsDaysAndKeepsWhatTheLawAsksFor) {
  auto const asked = request_erasure(vault(), agenda_, anna_);
  EXPECT_EQ(asked.undo_until, vault().today() + std::chrono::days{7});
  EXPECT_TRUE(vault().standing(anna_).restricted);
  pass(7);
  EXPECT_EQ(erase_those_due(vault(), agenda_).done, 0U);
  EXPECT_THAT(shapes(), testing::UnorderedElementsAre("account", "order", "request"));
  pass(1);
  EXPECT_EQ(erase_those_due(vault(), agenda_).done, 1U);
  EXPECT_EQ(erase_those_due(vault(), agenda_).done, 0U);
  EXPECT_THAT(shapes(), testing::UnorderedElementsAre("order", "request"));
  EXPECT_FALSE(vault().standing(anna_).restricted);
  auto const requests = requests_of(vault(), anna_);
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].state, Request::State::answered);
  EXPECT_EQ(requests[0].closed, vault().today());
}

TEST_F(RequestErasure, CanBeUndoneThroughItsLastDay) {
  request_erasure(vault(), agenda_, anna_);
  pass(7);
  EXPECT_TRUE(undo_erasure(vault(), agenda_, anna_));
  EXPECT_FALSE(undo_erasure(vault(), agenda_, anna_));
  EXPECT_FALSE(vault().standing(anna_).restricted);
  pass(5);
  EXPECT_EQ(erase_those_due(vault(), agenda_).done, 0U);
  EXPECT_EQ(requests_of(vault(), anna_).front().state, Request::State::undone);
  EXPECT_THAT(shapes(), testing::UnorderedElementsAre("account", "order", "request"));
}

TEST_F(RequestErasure, KeepsTheDataFromUseWhateverStaffDo) {
  request_erasure(vault(), agenda_, anna_);
  try {
    lift_restriction(vault(), anna_);
    ADD_FAILURE() << "used while it waits to be erased";
  } catch (Failure const& failure) {
    EXPECT_EQ(failure.code(), "restriction.erasure_pending");
  }
  EXPECT_TRUE(vault().standing(anna_).restricted);
  EXPECT_TRUE(undo_erasure(vault(), agenda_, anna_));
  restrict(vault(), anna_);
  lift_restriction(vault(), anna_);
  EXPECT_FALSE(vault().standing(anna_).restricted);
}

TEST_F(RequestErasure, CanNotBeUndoneAfterIt) {
  request_erasure(vault(), agenda_, anna_);
  pass(8);
  EXPECT_FALSE(undo_erasure(vault(), agenda_, anna_));
  EXPECT_EQ(erase_those_due(vault(), agenda_).done, 1U);
}

TEST_F(RequestErasure, AskedForTwiceIsOneAndKeepsItsDay) {
  auto const first = request_erasure(vault(), agenda_, anna_);
  pass(3);
  EXPECT_EQ(request_erasure(vault(), agenda_, anna_).undo_until, first.undo_until);
  EXPECT_EQ(requests_of(vault(), anna_).size(), 1U);
}

TEST_F(RequestErasure, GoesOnWhereACrashCutItOff) {
  request_erasure(vault(), agenda_, anna_);
  pass(8);
  for (int refused = 0; refused < 8; ++refused) {
    int commits = 0;
    store_.on_commit([&](Bucket) {
      return commits++ < refused ? custody::store::Fault::none
                                 : custody::store::Fault::after_commit_unknown;
    });
    try {
      erase_those_due(vault(), agenda_);
    } catch (Failure const&) {
    }
  }
  store_.on_commit({});
  erase_those_due(vault(), agenda_);
  EXPECT_THAT(shapes(), testing::UnorderedElementsAre("order", "request"));
  EXPECT_EQ(requests_of(vault(), anna_).front().state, Request::State::answered);
}

TEST_F(RequestErasure, OfOnePersonThatFailsKeepsNobodyElseWaiting) {
  request_erasure(vault(), agenda_, anna_);
  SubjectId const gone{random_uuid(random_)};
  agenda_.put({.subject = gone, .day = vault().today() + std::chrono::days{7}});
  pass(8);
  store_.on_commit([&](Bucket bucket) {
    return bucket == bucket_of(anna_) ? custody::store::Fault::before_commit
                                      : custody::store::Fault::none;
  });
  auto const first = erase_those_due(vault(), agenda_);
  EXPECT_EQ(first.done, 0U);
  EXPECT_EQ(first.failed, 1U);
  store_.on_commit({});
  EXPECT_EQ(erase_those_due(vault(), agenda_).done, 1U);
}

TEST_F(RequestErasure, HoldsToTheDaysThatWerePromised) {
  request_erasure(vault(), agenda_, anna_);
  std::string text = policy_text();
  text.replace(text.find("erasure_undo_days = 7"), 21, "erasure_undo_days = 15");
  text.replace(text.find("2026-1\""), 7, "2026-2\"");
  auto const plan = custody::upkeep::plan(vault(), text);
  custody_.upkeep().publish(text, plan.hash);
  EXPECT_EQ(pending_erasure(vault(), anna_)->until, vault().today() + std::chrono::days{7});
  pass(8);
  EXPECT_FALSE(undo_erasure(vault(), agenda_, anna_));
  EXPECT_EQ(erase_those_due(vault(), agenda_).done, 1U);
}

TEST_F(RequestErasure, TellsBeforeAndAfter) {
  request_erasure(vault(), agenda_, anna_);
  pass(8);
  std::size_t held_before = 0;
  std::string receipt;
  erase_those_due(
      vault(), agenda_,
      {.before = [&](SubjectId const&) { held_before = shapes().size(); },
       .after = [&](SubjectId const&,
                    custody::ledger::ReceiptLink const& link) { receipt = link.token; }});
  EXPECT_EQ(held_before, 3U);
  EXPECT_EQ(receipt.size(), 32U);
}

TEST_F(RequestErasure, OfSomebodyWhoWantsTheDataKeptIsRefused) {
  restrict(vault(), anna_);
  EXPECT_THROW(request_erasure(vault(), agenda_, anna_), Failure);
  lift_restriction(vault(), anna_);
  EXPECT_TRUE(request_erasure(vault(), agenda_, anna_).undo_until);
}

}  // namespace
}  // namespace lofte::shop::rights
