#include "shop/recipients/notices.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/failure.hpp"
#include "custody/store/memory_store.hpp"
#include "custody/upkeep/custody.hpp"

namespace lofte::shop::recipients {
namespace {

using custody::store::Durability;
using promise::gate::the_person;
using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class NoticesTest : public testing::Test {
 protected:
  NoticesTest() : custody_(prepared(ground())) {
    notices_ = std::make_unique<Notices>(vault());
    anna_ = vault().create_subject("anna", Durability::synced).subject;
  }
  custody::upkeep::Custody::Ground ground() {
    return {.store = store_, .slot = slot_, .clock = clock_, .random = random_};
  }
  static custody::upkeep::Custody::Ground prepared(custody::upkeep::Custody::Ground const& ground) {
    std::ifstream in(LOFTE_SOURCE_DIR "/policies/usbstars.toml");
    std::string const policy(std::istreambuf_iterator<char>(in), {});
    custody::upkeep::Custody::prepare(ground, policy);
    return ground;
  }
  custody::vault::Vault& vault() { return custody_.vault(); }
  RecordId add(std::string shape, std::vector<std::pair<std::string, std::string>> const& fields,
               std::vector<std::string> const& events) {
    custody::vault::NewRecord record;
    record.shape = std::move(shape);
    for (auto const& [name, value] : fields) {
      record.fields.emplace_back(name, PersonalText(value));
    }
    for (auto const& event : events) {
      record.events.emplace_back(event, vault().today());
    }
    return vault().add_record(the_person, anna_, record, {}).record;
  }
  RecordId order() {
    return add("order", {{"name", "Anna Berg"}, {"phone", "070-174 06 05"}, {"lines", "2 sticks"}},
               {"placed", "completed"});
  }
  // What waits, as "recipient: act"; not handed out again.
  std::vector<std::string> waiting() {
    std::vector<std::string> all;
    for (auto const& notice : taken()) {
      all.push_back(notice.recipient + ": " + notice.act);
    }
    return all;
  }
  std::vector<Notice> taken() {
    std::vector<Notice> all;
    for (auto const& message : notices_->queue().take_due(clock_.now(), 100)) {
      all.push_back(Notice::decode(message.bytes));
      ids_.push_back(message.id);
    }
    return all;
  }
  void crash() {
    notices_.reset();
    store_.crash();
    notices_ = std::make_unique<Notices>(vault());
  }
  std::size_t rows() const {
    return static_cast<std::size_t>(std::ranges::count_if(
        store_.contents(), [](auto const& row) { return row.key.front() == 'V'; }));
  }
  std::string trail() {
    std::string all;
    for (auto const& noting : vault().trail(anna_)) {
      all += noting.statement + "\n";
    }
    return all;
  }

  VirtualClock clock_{Instant{std::chrono::hours{494'000}}};  // in 2026
  SeededRandom random_{3};
  custody::store::MemoryStore store_;
  custody::keys::MemoryRootSlot slot_{random_};
  custody::upkeep::Custody custody_;
  std::unique_ptr<Notices> notices_;
  SubjectId anna_;
  std::vector<custody::mail_queue::MailId> ids_;
};

TEST_F(NoticesTest, ARectificationIsToldToThoseWhoGetTheDatum) {
  RecordId const record = order();
  EXPECT_THAT(waiting(), IsEmpty()) << "an order is no act of article 19";
  vault().replace_fields(the_person, anna_, record, {{"phone", PersonalText("070-174 06 06")}});
  auto const told = taken();
  std::vector<std::string> recipients;
  for (Notice const& notice : told) {
    recipients.push_back(notice.recipient);
    EXPECT_EQ(notice.act, "rectified");
    EXPECT_EQ(notice.subject, anna_);
    EXPECT_EQ(notice.record, record);
    EXPECT_EQ(notice.at, clock_.now());
    EXPECT_THAT(notice.purposes, ElementsAre("contract"));
    EXPECT_THAT(notice.categories, ElementsAre("phone"));
  }
  EXPECT_THAT(recipients, UnorderedElementsAre("payson", "swish", "carrier"))
      << "the accountant gets no phone number";
  EXPECT_THAT(trail(), HasSubstr(R"("act":"recipient_told","at":)"));
  EXPECT_THAT(trail(), HasSubstr(R"("recipient":"payson","about":"rectified")"));
}

TEST_F(NoticesTest, AnErasureIsToldToThoseWhosePurposeEnds) {
  order();
  vault().erase(anna_);
  EXPECT_THAT(waiting(), UnorderedElementsAre("payson: erased", "swish: erased", "carrier: erased"))
      << "bookkeeping goes on, by law";
  vault().erase(anna_);
  EXPECT_THAT(waiting(), IsEmpty()) << "nothing more was erased";
}

TEST_F(NoticesTest, ARestrictionIsToldToAllWithDataAndSoIsItsEnd) {
  order();
  vault().restrict(anna_);
  EXPECT_THAT(waiting(), UnorderedElementsAre("payson: restricted", "swish: restricted",
                                              "carrier: restricted", "accountant: restricted"));
  vault().restrict(anna_);
  EXPECT_THAT(waiting(), IsEmpty());
  vault().lift_restriction(anna_);
  EXPECT_EQ(waiting().size(), 4U);
  vault().lift_restriction(anna_);
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(NoticesTest, AnErasureAfterItsDaysIsNoEndOfARestriction) {
  order();
  vault().restrict(anna_);
  taken();
  vault().lift_restriction(anna_, custody::vault::Vault::Telling::nobody);
  vault().erase(anna_);
  EXPECT_THAT(waiting(),
              UnorderedElementsAre("payson: erased", "swish: erased", "carrier: erased"));
}

TEST_F(NoticesTest, ANoIsToldToThePartnersOfThatPurpose) {
  vault().give_consent(anna_, "partner_marketing");
  vault().give_consent(anna_, "newsletter");
  add("subscription", {{"email", "anna@example.com"}}, {"requested"});
  vault().withdraw_consent(anna_, "newsletter");
  EXPECT_THAT(waiting(), IsEmpty()) << "nobody gets anything for that";
  vault().withdraw_consent(anna_, "partner_marketing");
  EXPECT_THAT(waiting(), UnorderedElementsAre("kontraktmallar: consent_withdrawn",
                                              "carlstad_capital: consent_withdrawn"));
  vault().withdraw_consent(anna_, "partner_marketing");
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(NoticesTest, NobodyIsToldOfSomebodyTheyKnowNothingOf) {
  add("account", {{"email", "anna@example.com"}, {"name", "Anna Berg"}}, {"registered"});
  vault().erase(anna_);
  EXPECT_THAT(waiting(), IsEmpty());
}

TEST_F(NoticesTest, ACrashAfterTheActLosesNoNotice) {
  order();
  vault().erase(anna_);
  crash();
  EXPECT_EQ(taken().size(), 3U);
}

TEST_F(NoticesTest, AnActThatIsNotCommittedIsNotTold) {
  order();
  store_.on_commit([](Bucket) { return custody::store::Fault::before_commit; });
  EXPECT_THROW(vault().erase(anna_), Failure);
  store_.on_commit({});
  EXPECT_THAT(taken(), IsEmpty());
  EXPECT_EQ(rows(), 0U);
}

TEST_F(NoticesTest, AnUnknownOutcomeIsFoundOut) {
  order();
  store_.on_commit([](Bucket) { return custody::store::Fault::after_commit_unknown; });
  EXPECT_THROW(vault().restrict(anna_), Failure);
  store_.on_commit({});
  EXPECT_EQ(taken().size(), 4U);
}

TEST_F(NoticesTest, OutliveTheSubjectAndEndWhenAcknowledged) {
  vault().give_consent(anna_, "partner_marketing");
  add("subscription", {{"email", "anna@example.com"}}, {"requested"});
  vault().withdraw_consent(anna_, "partner_marketing");
  vault().erase(anna_);
  EXPECT_FALSE(vault().has_subject(anna_));
  custody_.upkeep().tick();
  auto const told = taken();
  ASSERT_EQ(told.size(), 2U) << "still to be told";
  for (auto const& id : ids_) {
    notices_->queue().sent(id);
  }
  EXPECT_EQ(rows(), 0U);
  notices_->note_acknowledged(told.front(), std::nullopt);
}

TEST_F(NoticesTest, WhatNobodyAcknowledgesEndsAfterItsLongestLife) {
  order();
  vault().erase(anna_);
  clock_.set(clock_.now() + custody::mail_queue::notices_kept_max);
  custody_.upkeep().accept_clock();
  custody_.upkeep().tick();
  EXPECT_EQ(rows(), 3U);
  clock_.set(clock_.now() + std::chrono::days{1});
  custody_.upkeep().accept_clock();
  custody_.upkeep().tick();
  EXPECT_EQ(rows(), 0U);
}

TEST_F(NoticesTest, ReadBackAsWritten) {
  Notice const notice{.recipient = "carrier",
                      .act = "rectified",
                      .subject = anna_,
                      .record = RecordId{random_uuid(random_)},
                      .at = clock_.now(),
                      .purposes = {"contract"},
                      .categories = {"name", "phone"}};
  auto const read = Notice::decode(notice.encode());
  EXPECT_THAT(read,
              AllOf(Field(&Notice::recipient, "carrier"), Field(&Notice::record, notice.record),
                    Field(&Notice::categories, notice.categories)));
  Bytes bytes = notice.encode();
  bytes[0] = 9;
  EXPECT_THROW(Notice::decode(bytes), Failure);
  EXPECT_THROW(Notice::decode(notice.encode().substr(0, 20)), Failure);
}

}  // namespace
}  // namespace lofte::shop::recipients
