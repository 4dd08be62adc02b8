#include "custody/mailings/mailings.hpp"

#include <gmock/gmock.h>

#include "base/failure.hpp"
#include "custody/store/memory_store.hpp"

namespace lofte::custody::mailings {
namespace {

using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;
using Outcome = Mailings::Begun::Outcome;

constexpr Instant noon{hours{494'004}};  // of a day in 2026

SubjectId subject(std::uint8_t number) {
  SubjectId id;
  id.value.bytes[0] = number;
  return id;
}

class MailingsTest : public testing::Test {
 protected:
  static NewMailing spring() {
    return {.reference = "spring",
            .purpose = "newsletter",
            .content = {.subject = "Vår", .text = "Hej!", .html = "<p>Hej!</p>"}};
  }
  MailingId begin(std::string const& reference, Instant at) {
    NewMailing wanted = spring();
    wanted.reference = reference;
    return mailings.begin(wanted, at).mailing.id;
  }
  std::vector<std::string> references() const {
    std::vector<std::string> listed;
    for (auto const& mailing : mailings.list()) {
      listed.push_back(mailing.reference);
    }
    return listed;
  }
  static std::string code_of(std::function<void()> const& act) {
    try {
      act();
    } catch (Failure const& failure) {
      return failure.code();
    }
    return "";
  }

  store::MemoryStore store;
  Mailings mailings{store};
};

TEST_F(MailingsTest, TheSameReferenceIsTheSameMailing) {
  auto const begun = mailings.begin(spring(), noon);
  EXPECT_EQ(begun.outcome, Outcome::begun);
  auto const again = mailings.begin(spring(), noon + hours{1});
  EXPECT_EQ(again.outcome, Outcome::existed);
  EXPECT_EQ(again.mailing.id, begun.mailing.id);
  EXPECT_EQ(again.mailing.started, noon);
  EXPECT_THAT(references(), ElementsAre("spring"));
}

TEST_F(MailingsTest, AnythingElseUnderTheReferenceIsAConflict) {
  mailings.begin(spring(), noon);
  std::vector<NewMailing> others(4, spring());
  others[0].purpose = "marketing";
  others[1].content.subject = "Våren";
  others[2].content.text = "Hej";
  others[3].content.html = "";
  for (auto const& other : others) {
    EXPECT_EQ(code_of([&] { mailings.begin(other, noon); }), "mailing.other_content");
  }
}

TEST_F(MailingsTest, ProgressIsKeptUntilItEnds) {
  MailingId const id = begin("spring", noon);
  EXPECT_EQ(mailings.content(id)->html, "<p>Hej!</p>");
  EXPECT_TRUE(mailings.note(id, {.bucket = 7, .last = subject(3), .queued = 2, .left_out = 1}));
  auto const found = Mailings(store).find(id);
  EXPECT_EQ(found->progress.bucket, 7);
  EXPECT_EQ(found->progress.last, subject(3));
  EXPECT_EQ(found->progress.queued, 2U);
  EXPECT_EQ(found->progress.left_out, 1U);
  EXPECT_EQ(found->state, State::under_way);
  mailings.finish(id, {.bucket = bucket_count, .queued = 5, .left_out = 1}, noon + hours{2});
  EXPECT_EQ(mailings.find(id)->state, State::done);
  EXPECT_EQ(mailings.find(id)->progress.queued, 5U);
  EXPECT_EQ(mailings.find(id)->ended, noon + hours{2});
  EXPECT_EQ(mailings.content(id), std::nullopt) << "what it says is needed no more";
  EXPECT_FALSE(mailings.note(id, {}));
  EXPECT_EQ(mailings.begin(spring(), noon).outcome, Outcome::existed) << "and it is known still";
}

TEST_F(MailingsTest, OneThatWasStoppedGoesNoFurther) {
  MailingId const id = begin("spring", noon);
  mailings.note(id, {.queued = 2});
  EXPECT_EQ(mailings.stop(id, noon).state, State::stopped);
  EXPECT_EQ(mailings.stop(id, noon + hours{1}).ended, noon) << "once";
  EXPECT_FALSE(mailings.note(id, {.queued = 3}));
  mailings.finish(id, {.queued = 3}, noon);
  EXPECT_EQ(mailings.find(id)->state, State::stopped);
  EXPECT_EQ(mailings.find(id)->progress.queued, 2U);
}

TEST_F(MailingsTest, WhatIsDoneOrUnknownCannotBeStopped) {
  MailingId const id = begin("spring", noon);
  mailings.finish(id, {}, noon);
  EXPECT_EQ(code_of([&] { mailings.stop(id, noon); }), "mailing.done");
  EXPECT_EQ(code_of([&] { mailings.stop({}, noon); }), "mailing.unknown");
}

TEST_F(MailingsTest, ListsTheNewestFirst) {
  EXPECT_THAT(references(), IsEmpty());
  begin("b", noon);
  begin("c", noon + hours{2});
  begin("a", noon + hours{1});
  EXPECT_THAT(references(), ElementsAre("c", "a", "b"));
}

TEST_F(MailingsTest, ForgetsThoseThatEndedLongAgoAndNoOthers) {
  mailings.finish(begin("old", noon), {}, noon);
  mailings.finish(begin("late", noon), {}, noon + hours{3});
  begin("under way", noon);
  mailings.forget_ended_before(noon + hours{1});
  EXPECT_THAT(references(), testing::UnorderedElementsAre("late", "under way"));
  auto const rows = store.contents().size();
  EXPECT_EQ(rows, 3U) << "two mailings, and what the second says";
  EXPECT_EQ(mailings.begin({.reference = "old", .purpose = "other", .content = {}}, noon).outcome,
            Outcome::begun);
}

TEST_F(MailingsTest, BegunIsDurableAndNotedIsWithTheNext) {
  MailingId const id = begin("spring", noon);
  mailings.note(id, {.queued = 1});
  store.crash();
  EXPECT_EQ(mailings.find(id)->progress.queued, 0U);
  mailings.note(id, {.queued = 1});
  begin("summer", noon);
  store.crash();
  EXPECT_EQ(mailings.find(id)->progress.queued, 1U);
}

}  // namespace
}  // namespace lofte::custody::mailings
