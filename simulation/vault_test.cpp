// What goes into the vault comes out of it for the right purpose, and bad input changes nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <utility>

#include "custody/upkeep/holdings.hpp"
#include "simulation/shop.hpp"

namespace lofte::simulation {
namespace {

using custody::store::Fault;
using custody::vault::Added;
using testing::ElementsAre;

std::string code_of_failure(std::function<void()> const& act) {
  try {
    act();
    return "nothing failed";
  } catch (Failure const& failure) {
    return failure.code();
  }
}

TEST(Vault, ConsentFromElsewhereDoesNotOverruleAnAnswerGivenHere) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const bring = [&] {
    return shop.vault().bring_consent(person, "newsletter", Instant{},
                                      custody::store::Durability::synced);
  };
  EXPECT_TRUE(bring());
  EXPECT_FALSE(bring());
  auto const first = shop.add(person, "subscription", {{"email", "a@example.com"}},
                              {{"subscribed", "2024-03-05"}});
  EXPECT_EQ(shop.read(person, first.record, "newsletter", "email"), "a@example.com");
  shop.vault().withdraw_consent(person, "newsletter");
  EXPECT_FALSE(bring());
  EXPECT_EQ(
      code_of_failure([&] { shop.add(person, "subscription", {{"email", "b@example.com"}}, {}); }),
      "field.not_held");
}

TEST(Vault, FindsASubjectByTheShopsReference) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person("customer 1");
  EXPECT_EQ(shop.person("customer 1"), person);
  EXPECT_NE(shop.person("customer 2"), person);
  EXPECT_EQ(shop.vault().find_subject("customer 1"), person);
  EXPECT_EQ(shop.vault().find_subject("customer 3"), std::nullopt);
}

TEST(Vault, TakesTheSameReferenceOfARecordOnce) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const first = shop.add(person, "account", {{"email", "a@example.com"}},
                              {{"registered", "2024-03-05"}}, "account");
  auto const again = shop.add(person, "account", {{"email", "b@example.com"}},
                              {{"registered", "2024-03-05"}}, "account");
  EXPECT_EQ(again.outcome, Added::Outcome::existed);
  EXPECT_EQ(again.record, first.record);
  EXPECT_EQ(shop.read(person, first.record, "account", "email"), "a@example.com");
}

TEST(Vault, ShowsAPurposeItsOwnFieldsOnly) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const order = shop.add(person, "order", {{"name", "n"}, {"phone", "p"}, {"lines", "l"}},
                              {{"completed", "2024-03-05"}});
  auto const read = shop.vault().read(shop.owner(), person, order.record, "bookkeeping");
  ASSERT_TRUE(read);
  std::vector<std::string> names;
  for (auto const& field : read->fields) {
    names.push_back(field.name);
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("name", "lines"));
  EXPECT_EQ(shop.read(person, order.record, "bookkeeping", "phone"), "denied.field_not_held");
  EXPECT_EQ(shop.read(person, order.record, "marketing", "name"), "denied.purpose_unknown");
}

TEST(Vault, BindsAKeyToItsPurposes) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const order = shop.add(person, "order", {{"name", "n"}}, {{"completed", "2024-03-05"}});
  std::vector<promise::retention::NameHash> const purposes{
      promise::retention::name_hash("bookkeeping")};
  promise::gate::Actor const bookkeeper{.id = 7, .purposes = purposes, .all_purposes = false};
  EXPECT_TRUE(shop.vault().read(bookkeeper, person, order.record, "bookkeeping"));
  auto const denied = shop.vault().read(bookkeeper, person, order.record, "contract");
  ASSERT_FALSE(denied);
  EXPECT_EQ(denied.error(), promise::gate::Reason::purpose_not_the_actors);
}

TEST(Vault, NamesWhatIsWrongWithARecord) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const code = [&](std::string_view shape, Shop::Fields fields, Shop::Events events) {
    return code_of_failure([&] { shop.add(person, shape, fields, events); });
  };
  EXPECT_EQ(code("ordre", {{"name", "n"}}, {}), "shape.unknown");
  EXPECT_EQ(code("order", {{"nmae", "n"}}, {}), "field.unknown");
  EXPECT_EQ(code("order", {{"name", "n"}, {"name", "n"}}, {}), "field.twice");
  EXPECT_EQ(code("order", {{"name", "n"}}, {{"complete", "2024-03-05"}}), "event.unknown");
  EXPECT_EQ(code("order", {}, {{"completed", "2024-03-05"}}), "record.empty");
  EXPECT_EQ(code("order", {{"name", std::string(custody::vault::field_bytes_max + 1, 'x')}}, {}),
            "field.too_large");
  EXPECT_EQ(code("subscription", {{"email", "a@example.com"}}, {}),
            "field.not_held");  // no consent
  EXPECT_EQ(code_of_failure([&] { shop.add(SubjectId{}, "order", {{"name", "n"}}, {}); }),
            "subject.unknown");
  EXPECT_EQ(code_of_failure([&] { shop.vault().object(person, "bookkeeping"); }),
            "purpose.required_by_law");
  EXPECT_EQ(code_of_failure([&] { shop.vault().object(person, "contract"); }),
            "purpose.other_basis");
  EXPECT_EQ(code_of_failure([&] { shop.vault().give_consent(person, "support"); }),
            "purpose.other_basis");
  EXPECT_EQ(code_of_failure([&] { shop.vault().withdraw_consent(person, "contract"); }),
            "purpose.other_basis");
  EXPECT_TRUE(shop.vault().summary(person).empty());
}

TEST(Vault, AnEventHappensOnce) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const order = shop.add(person, "order", {{"name", "n"}}, {{"completed", "2024-03-05"}});
  shop.event(person, order.record, "completed", "2024-03-05");
  EXPECT_EQ(code_of_failure([&] { shop.event(person, order.record, "completed", "2024-03-06"); }),
            "event.happened");
}

TEST(Vault, AFailedCommitChangesNothing) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const order =
      shop.add(person, "order", {{"name", "n"}, {"phone", "p"}}, {{"completed", "2024-03-05"}});
  shop.store().on_commit(
      [](Bucket bucket) { return bucket < bucket_count ? Fault::before_commit : Fault::none; });
  EXPECT_THROW(shop.vault().erase(person), Failure);
  EXPECT_THROW(shop.add(person, "order", {{"name", "n"}}, {{"completed", "2024-03-05"}}), Failure);
  shop.store().on_commit({});
  EXPECT_EQ(shop.read(person, order.record, "contract", "phone"), "p");
  EXPECT_EQ(shop.vault().summary(person).size(), 1U);
}

TEST(Vault, CountsWhatIsHeld) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  shop.add(person, "order", {{"name", "n"}, {"phone", "p"}, {"lines", "l"}},
           {{"completed", "2024-03-05"}});
  shop.add(person, "order", {{"name", "n"}, {"phone", "p"}, {"lines", "l"}},
           {{"placed", "2024-03-05"}});
  auto const held = custody::upkeep::holdings(shop.vault());
  EXPECT_EQ(held.people, 1U);
  EXPECT_EQ(held.records, 2U);
  std::vector<std::string> rows;
  for (auto const& row : held.rows) {
    rows.push_back(row.purpose + " " + (row.ends_in ? std::to_string(*row.ends_in) : "no date") +
                   " " + std::to_string(row.people) + "/" + std::to_string(row.records) + "/" +
                   std::to_string(row.fields));
  }
  EXPECT_THAT(rows, ElementsAre("bookkeeping 2031 1/1/2", "bookkeeping no date 1/1/2",
                                "contract 2026 1/1/3", "contract no date 1/1/3"));
  ASSERT_EQ(held.next.size(), 2U);
  EXPECT_EQ(to_string(held.next[1].last), "2026-12-31");
}

// An erasure that is cut off has taken the reference away and left the subject.
TEST(Vault, ARotationGivesNoReferenceBackToWhoIsBeingErased) {
  Shop shop("2024-03-05");
  for (int number = 0; number < 8; ++number) {
    std::string const reference = "customer " + std::to_string(number);
    SubjectId const before = shop.person(reference);
    auto& index = shop.vault().ground().references;
    index.remove(index.inner_token(reference), before);
    SubjectId const again = shop.person(reference);
    ASSERT_NE(again, before);
    shop.upkeep().rotate_index_key();
    EXPECT_EQ(shop.vault().find_subject(reference), again) << number;
  }
}

TEST(Vault, KeepsItsReferencesWhenTheIndexKeyRotates) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person("customer 1");
  shop.add(person, "account", {{"email", "a@example.com"}}, {{"registered", "2024-03-05"}});
  shop.upkeep().rotate_index_key();
  EXPECT_EQ(shop.vault().find_subject("customer 1"), person);
  shop.tick();
  shop.crash();
  EXPECT_EQ(shop.vault().find_subject("customer 1"), person);
  EXPECT_EQ(shop.person("customer 1"), person);
}

TEST(Vault, DrawsTheIndexKeyAfreshEveryYear) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person("customer 1");
  shop.add(person, "order", {{"name", "n"}}, {{"completed", "2024-03-05"}});
  shop.at("2024-03-06");
  auto const index_rows = [&] {
    std::set<Bytes> keys;
    for (auto const& row : shop.store().contents()) {
      if (row.key.front() == 'I') {
        keys.insert(row.key);
      }
    }
    return keys;
  };
  auto const before = index_rows();
  shop.at("2025-03-08");
  EXPECT_EQ(index_rows().size(), before.size());
  EXPECT_NE(index_rows(), before);
  EXPECT_EQ(shop.vault().find_subject("customer 1"), person);
}

TEST(Vault, APlanSaysWhetherSomethingWasWrittenMeanwhile) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  EXPECT_TRUE(custody::upkeep::plan(shop.vault(), shop_policy()).exact);
  bool written = false;
  auto const plan = custody::upkeep::plan(shop.vault(), shop_policy(), [&](unsigned) {
    if (!std::exchange(written, true)) {
      shop.add(person, "order", {{"name", "n"}}, {{"completed", "2024-03-05"}});
    }
    return true;
  });
  EXPECT_FALSE(plan.exact);
}

TEST(Vault, ManyThreadsWriteAndReadWhileTicksRun) {
  Shop shop("2024-03-05");
  constexpr int people = 40;
  std::vector<SubjectId> subjects;
  for (int i = 0; i < people; ++i) {
    subjects.push_back(shop.person());
  }
  std::vector<std::jthread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&, thread] {
      for (int i = thread; i < people * 4; i += 4) {
        SubjectId const& person = subjects[static_cast<std::size_t>(i % people)];
        auto const order =
            shop.add(person, "order", {{"name", "n"}, {"phone", "p"}}, {{"placed", "2024-03-05"}});
        shop.event(person, order.record, "completed", "2024-03-05");
        EXPECT_EQ(shop.read(person, order.record, "contract", "phone"), "p");
      }
    });
  }
  for (int i = 0; i < 3; ++i) {
    shop.tick();
    shop.upkeep().reclaim();
  }
  threads.clear();
  EXPECT_EQ(custody::upkeep::holdings(shop.vault()).records, people * 4U);
}

TEST(Vault, RefusesWhatTheClockAloneWouldTake) {
  Shop shop("2032-01-01");
  SubjectId const person = shop.person();
  shop.tick();
  shop.clock_at("2024-03-05");  // a clock that has gone backward: the terms of then are destroyed
  EXPECT_EQ(code_of_failure(
                [&] { shop.add(person, "order", {{"name", "n"}}, {{"completed", "2024-03-05"}}); }),
            "field.not_held");
}

TEST(Vault, TakesAReferenceAnewWhenItsRecordHasLapsed) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  shop.add(person, "account", {{"email", "canary-old"}}, {{"registered", "2024-03-05"}}, "account");
  shop.clock_at("2028-01-01");  // lapsed, and not yet reclaimed
  auto const anew = shop.add(person, "account", {{"email", "canary-new"}},
                             {{"registered", "2028-01-01"}}, "account");
  EXPECT_EQ(anew.outcome, Added::Outcome::added);
  EXPECT_EQ(shop.read(person, anew.record, "account", "email"), "canary-new");
  EXPECT_EQ(custody::upkeep::holdings(shop.vault()).records, 1U);
  shop.tick();
  EXPECT_FALSE(shop.adversary().can_read("canary-old"));
  shop.upkeep().reclaim();
  EXPECT_EQ(shop.read(person, anew.record, "account", "email"), "canary-new");
}

TEST(Vault, TakesAnEventOfARecordThatHasLostSomeOfItsFields) {
  Shop shop("2024-03-05");
  SubjectId const person = shop.person();
  auto const order = shop.add(person, "order", {{"name", "n"}, {"phone", "p"}, {"lines", "l"}},
                              {{"completed", "2024-03-05"}});
  shop.clock_at("2027-01-01");  // the phone has lapsed, and is not yet reclaimed
  shop.event(person, order.record, "placed", "2024-03-05");
  shop.vault().replace_fields(shop.owner(), person, order.record,
                              {{"name", PersonalText("corrected")}});
  EXPECT_EQ(shop.read(person, order.record, "bookkeeping", "name"), "corrected");
  EXPECT_EQ(code_of_failure([&] {
              shop.vault().replace_fields(shop.owner(), person, order.record,
                                          {{"phone", PersonalText("too late")}});
            }),
            "denied.lapsed");
}

TEST(Vault, ConsentFromElsewhereRevivesNothing) {
  Shop shop("2024-03-05", replaced(shop_policy(), R"(records = ["subscription"])",
                                   R"(records = ["subscription", "account"])"));
  SubjectId const person = shop.person();
  auto const account =
      shop.add(person, "account", {{"email", "canary"}}, {{"registered", "2024-03-05"}});
  shop.clock_at("2028-01-01");
  shop.vault().bring_consent(person, "newsletter", Instant{}, custody::store::Durability::synced);
  EXPECT_EQ(shop.read(person, account.record, "newsletter", "email"), "gone");
}

}  // namespace
}  // namespace lofte::simulation
