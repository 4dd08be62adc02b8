// Who gets a mailing, once each, whatever cuts it off.
#include "shop/mailings/send_mailings.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <set>

#include "base/failure.hpp"
#include "custody/store/memory_store.hpp"
#include "custody/upkeep/custody.hpp"
#include "shop/mailings/begin_mailing.hpp"
#include "shop/mailings/unsubscribe.hpp"

namespace lofte::shop::mailings {
namespace {

using custody::mailings::MailingId;
using custody::mailings::Mailings;
using custody::mailings::State;
using custody::store::Fault;
using custody::suppression::Suppressions;
using custody::vault::NewRecord;
using promise::gate::the_person;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

class SendMailingsTest : public testing::Test {
 protected:
  SendMailingsTest() {
    std::ifstream in(std::string(LOFTE_SOURCE_DIR) + "/policies/usbstars.toml");
    std::string const policy{std::istreambuf_iterator<char>(in), {}};
    custody::upkeep::Custody::prepare(ground(), policy);
    start();
  }
  custody::upkeep::Custody::Ground ground() {
    return {.store = store_, .slot = slot_, .clock = clock_, .random = random_};
  }
  void start() { custody_ = std::make_unique<custody::upkeep::Custody>(ground()); }
  custody::vault::Vault& vault() { return custody_->vault(); }

  SubjectId somebody(std::string const& email) {
    return vault().create_subject("mailto:" + email, custody::store::Durability::synced).subject;
  }
  void add(SubjectId const& subject, std::string const& shape, std::string const& email,
           std::string const& event) {
    vault().add_record(the_person, subject,
                       {.shape = shape,
                        .reference = {},
                        .fields = {{"email", PersonalText(email)}},
                        .events = {{event, vault().today()}}},
                       {});
  }
  SubjectId subscriber(std::string const& email) {
    SubjectId const subject = somebody(email);
    vault().give_consent(subject, "newsletter");
    add(subject, "subscription", email, "requested");
    return subject;
  }
  SubjectId with_account(std::string const& email) {
    SubjectId const subject = somebody(email);
    add(subject, "account", email, "registered");
    return subject;
  }

  MailingId begin(std::string const& purpose = "newsletter",
                  std::string const& reference = "spring") {
    return begin_mailing(vault(), {.reference = reference,
                                   .purpose = purpose,
                                   .content = {.subject = "Vår", .text = "Hej!", .html = ""}})
        .mailing.id;
  }
  // As a queue does: what was taken stays, with all that was written before it.
  void take(MailingLetter const& letter) {
    if (room_ && (*room_)-- == 0) {
      room_ = 0;
      throw Failure(
          FailureKind::unavailable,
          {.code = "mail.queue_full", .message = "too much mail waits", .remedy = "wait"});
    }
    if (!letter.addressee.email.contains('@')) {
      throw Failure(FailureKind::bad_input,
                    {.code = "mail.address", .message = "no address", .remedy = ""});
    }
    written_to_.push_back(letter.addressee.email);
    store_.sync();
  }
  void send() {
    Suppressions const list(vault().ground().ring, vault().ground().store);
    send_mailings({.vault = vault(),
                   .suppressions = list,
                   .go_on = [&] { return go_on_; },
                   .post =
                       [&](MailingLetter const& letter) {
                         take(letter);
                         if (afterwards_) {
                           afterwards_();
                         }
                       }});
  }
  custody::mailings::Mailing found(MailingId const& id) { return *Mailings(store_).find(id); }

  VirtualClock clock_{Instant{std::chrono::hours{494'000}}};  // in 2026
  SeededRandom random_{3};
  custody::store::MemoryStore store_;
  custody::keys::MemoryRootSlot slot_{random_};
  std::unique_ptr<custody::upkeep::Custody> custody_;
  std::vector<std::string> written_to_;
  std::optional<unsigned> room_;
  std::function<void()> afterwards_;
  bool go_on_ = true;
};

// --- Whom it goes to

TEST_F(SendMailingsTest, ItGoesToWhoHasConsentedOnceAndToNobodyElse) {
  subscriber("anna@example.com");
  with_account("bo@example.com");
  add(somebody("guest@example.com"), "order", "guest@example.com", "placed");
  SubjectId const gone = subscriber("gone@example.com");
  vault().erase(gone);
  SubjectId const enough = subscriber("enough@example.com");
  vault().withdraw_consent(enough, "newsletter");
  MailingId const id = begin();
  send();
  send();
  EXPECT_THAT(written_to_, ElementsAre("anna@example.com"));
  EXPECT_EQ(found(id).state, State::done);
  EXPECT_EQ(found(id).progress.queued, 1U);
  EXPECT_EQ(found(id).progress.left_out, 0U) << "of nobody else does the purpose hold an address";
}

TEST_F(SendMailingsTest, WhoMayNotBeWrittenToIsLeftOut) {
  SubjectId const refused = subscriber("refused@example.com");
  unsubscribe(vault(), {.subject = refused, .purpose = "newsletter", .channel = "email"});
  vault().restrict(subscriber("restricted@example.com"));
  subscriber("suppressed@example.com");
  Suppressions(vault().ground().ring, store_)
      .say(custody::suppression::email_address("Suppressed@example.com"),
           {.scope = custody::suppression::scope_of("newsletter", ""), .on = vault().today()});
  MailingId const id = begin();
  send();
  EXPECT_THAT(written_to_, IsEmpty());
  EXPECT_EQ(found(id).progress.left_out, 3U);
  EXPECT_EQ(found(id).state, State::done);
}

TEST_F(SendMailingsTest, MarketingGoesToWhoHasBought) {
  with_account("anna@example.com");
  SubjectId const bo = with_account("bo@example.com");
  add(bo, "order", "bo@example.com", "placed");
  SubjectId const cia = with_account("cia@example.com");
  add(cia, "order", "cia@example.com", "placed");
  vault().object(cia, "marketing");
  subscriber("dan@example.com");
  MailingId const id = begin("marketing");
  send();
  EXPECT_THAT(written_to_, ElementsAre("bo@example.com"));
  EXPECT_EQ(found(id).progress.left_out, 1U) << "Anna, who has bought nothing";
}

TEST_F(SendMailingsTest, ItGoesToTheNewestAddressThatThePurposeHolds) {
  SubjectId const anna = subscriber("old@example.com");
  clock_.set(clock_.now() + std::chrono::hours{48});
  add(anna, "subscription", "new@example.com", "requested");
  add(anna, "order", "other@example.com", "placed");
  begin();
  send();
  EXPECT_THAT(written_to_, ElementsAre("new@example.com"));
}

TEST_F(SendMailingsTest, WhoseAddressIsNoneIsLeftOutAndStopsNobody) {
  for (char const* email : {"anna@example.com", "nonsense", "cia@example.com"}) {
    SubjectId const subject =
        vault().create_subject("", custody::store::Durability::synced).subject;
    vault().give_consent(subject, "newsletter");
    add(subject, "subscription", email, "requested");
  }
  MailingId const id = begin();
  send();
  EXPECT_THAT(written_to_, UnorderedElementsAre("anna@example.com", "cia@example.com"));
  EXPECT_EQ(found(id).progress.left_out, 1U);
}

TEST_F(SendMailingsTest, ThePersonsLedgerSaysWhatItWasForWithoutTheirAddress) {
  SubjectId const anna = subscriber("anna@example.com");
  MailingId const id = begin();
  send();
  custody_->ledger().sequence();
  std::string said;
  for (auto const& noting : vault().trail(anna)) {
    said += noting.statement + "\n";
  }
  EXPECT_THAT(said, HasSubstr("\"act\":\"mailed\""));
  EXPECT_THAT(said, HasSubstr("\"mailing\":\"" + to_string(id.value) + "\""));
  EXPECT_THAT(said, HasSubstr("\"act\":\"read\"")) << "the address, for the purpose";
  EXPECT_THAT(said, Not(HasSubstr("example.com")));
}

// --- Whatever cuts it off

class CutOffMailing : public SendMailingsTest {
 protected:
  CutOffMailing() {
    for (int number = 0; number < people; ++number) {
      subscriber("p" + std::to_string(number) + "@example.com");
    }
  }
  // How many got it more than once; each has got it.
  std::size_t twice() const {
    std::set<std::string> const each(written_to_.begin(), written_to_.end());
    EXPECT_EQ(each.size(), people);
    return written_to_.size() - each.size();
  }
  static constexpr int people = 6;
};

TEST_F(CutOffMailing, AFullQueueIsGoneOnWith) {
  MailingId const id = begin();
  room_ = 4;
  EXPECT_THROW(send(), Failure);
  EXPECT_EQ(found(id).state, State::under_way);
  EXPECT_EQ(found(id).progress.queued, 4U);
  room_.reset();
  send();
  EXPECT_EQ(twice(), 0U);
  EXPECT_EQ(found(id).progress.queued, 6U);
}

TEST_F(CutOffMailing, ACrashAnywhereHasOnePersonWrittenToTwiceAtMost) {
  for (std::size_t commits = 0; commits < 16; ++commits) {
    written_to_.clear();
    MailingId const id = begin("newsletter", "crash " + std::to_string(commits));
    store_.on_commit([left = commits](Bucket) mutable {
      return left-- == 0 ? Fault::crash_before : Fault::none;
    });
    try {
      send();
    } catch (custody::store::Crash const&) {
    }
    store_.on_commit({});
    custody_.reset();
    store_.crash();
    start();
    send();
    EXPECT_LE(twice(), 1U) << commits;
    EXPECT_EQ(found(id).progress.queued, 6U) << commits;
    EXPECT_EQ(found(id).state, State::done) << commits;
  }
}

TEST_F(CutOffMailing, AStopOfTheServerIsGoneOnWith) {
  MailingId const id = begin();
  afterwards_ = [&] { go_on_ = written_to_.size() % 2 != 0; };
  send();
  EXPECT_EQ(written_to_.size(), 2U);
  EXPECT_EQ(found(id).state, State::under_way);
  go_on_ = true;
  afterwards_ = {};
  send();
  EXPECT_EQ(twice(), 0U);
}

TEST_F(CutOffMailing, OneThatTheShopStopsGoesNoFurther) {
  MailingId const id = begin();
  afterwards_ = [&] {
    if (written_to_.size() == 3) {
      Mailings(store_).stop(id, clock_.now());
    }
  };
  send();
  send();
  EXPECT_EQ(written_to_.size(), 3U);
  EXPECT_EQ(found(id).state, State::stopped);
}

TEST_F(CutOffMailing, WhoHasEnoughMeanwhileIsNotWrittenTo) {
  begin();
  room_ = 2;
  EXPECT_THROW(send(), Failure);
  room_.reset();
  auto const left = custody::store::Durability::synced;
  for (int number = 0; number < people; ++number) {
    std::string const email = "p" + std::to_string(number) + "@example.com";
    vault().withdraw_consent(vault().create_subject("mailto:" + email, left).subject, "newsletter");
  }
  send();
  EXPECT_EQ(written_to_.size(), 2U);
}

TEST_F(CutOffMailing, OneIsKnownUntilLongAfterItHasEnded) {
  begin();
  send();
  clock_.set(clock_.now() + mailings_kept_max - std::chrono::hours{1});
  send();
  EXPECT_EQ(Mailings(store_).list().size(), 1U);
  clock_.set(clock_.now() + std::chrono::hours{2});
  send();
  EXPECT_THAT(Mailings(store_).list(), IsEmpty());
}

// --- What is no mailing

TEST_F(SendMailingsTest, WhatCannotBeSentIsToldAndBeginsNothing) {
  struct Wrong {
    std::string code;
    custody::mailings::NewMailing mailing;
  };
  custody::mailings::NewMailing const right{
      .reference = "spring",
      .purpose = "newsletter",
      .content = {.subject = "Vår", .text = "Hej!\r\n\tdu", .html = "<p>Hej!</p>\n"}};
  std::vector<Wrong> wrongs;
  auto const wrong = [&](std::string code) -> custody::mailings::NewMailing& {
    return wrongs.emplace_back(std::move(code), right).mailing;
  };
  wrong("purpose.unknown").purpose = "gossip";
  wrong("channel.unknown").purpose = "bookkeeping";
  wrong("reference.length").reference = " ";
  wrong("reference.length").reference = std::string(257, 'a');
  wrong("mailing.control_character").reference = "a\nb";
  wrong("mailing.empty").content.subject = "";
  wrong("mailing.empty").content.text = " \r\n";
  wrong("mailing.control_character").content.subject = "Vår\r\nBcc: everybody@example.com";
  wrong("mailing.control_character").content.text = std::string("a\0b", 3);
  wrong("mailing.control_character").content.html = "\x1b";
  wrong("mailing.too_large").content.subject = std::string(mailing_subject_bytes_max + 1, 'a');
  wrong("mailing.too_large").content.text = std::string(mailing_text_bytes_max + 1, 'a');
  wrong("mailing.too_large").content.html = std::string(mailing_html_bytes_max + 1, 'a');
  for (auto const& [code, mailing] : wrongs) {
    try {
      begin_mailing(vault(), mailing);
      ADD_FAILURE() << code;
    } catch (Failure const& failure) {
      EXPECT_EQ(failure.code(), code);
      EXPECT_NE(failure.remedy(), "");
    }
  }
  EXPECT_THAT(Mailings(store_).list(), IsEmpty());
  EXPECT_EQ(begin_mailing(vault(), right).outcome, Mailings::Begun::Outcome::begun);
}

}  // namespace
}  // namespace lofte::shop::mailings
