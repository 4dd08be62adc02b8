// What a person has said no to, kept beyond their data and asked for before every letter.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "custody/store/memory_store.hpp"
#include "custody/upkeep/custody.hpp"
#include "shop/mailings/addresses_of.hpp"
#include "shop/mailings/may_mail.hpp"
#include "shop/mailings/suppress.hpp"
#include "shop/mailings/unsubscribe.hpp"

namespace lofte::shop::mailings {
namespace {

using custody::suppression::email_address;
using custody::suppression::Suppressions;
using custody::vault::NewRecord;
using promise::gate::the_person;
using promise::retention::ChannelAnswer;

constexpr char const* annas = "anna@example.com";

class MailingsTest : public testing::Test {
 protected:
  MailingsTest() {
    std::ifstream in(std::string(LOFTE_SOURCE_DIR) + "/policies/usbstars.toml");
    std::string const policy{std::istreambuf_iterator<char>(in), {}};
    custody::upkeep::Custody::prepare(ground(), policy);
    custody_ = std::make_unique<custody::upkeep::Custody>(ground());
  }
  custody::upkeep::Custody::Ground ground() {
    return {.store = store_, .slot = slot_, .clock = clock_, .random = random_};
  }
  custody::vault::Vault& vault() { return custody_->vault(); }

  // Somebody who has bought, which is what soft opt-in rests on.
  SubjectId customer(std::string const& email = annas, std::string const& phone = "070-174 06 05") {
    SubjectId const subject =
        vault().create_subject("", custody::store::Durability::synced).subject;
    vault().add_records(
        the_person, subject,
        {NewRecord{.shape = "account",
                   .reference = "account",
                   .fields = {{"email", PersonalText(email)}, {"phone", PersonalText(phone)}},
                   .events = {{"registered", vault().today()}}},
         NewRecord{.shape = "order",
                   .reference = "1",
                   .fields = {{"email", PersonalText(email)}},
                   .events = {{"placed", vault().today()}}}},
        {});
    return subject;
  }
  MayMail may(SubjectId const& subject, std::string const& purpose,
              std::string const& channel = "email") {
    Suppressions const list(vault().ground().ring, vault().ground().store);
    return may_mail(vault(), list,
                    {.subject = subject,
                     .address = channel == "email" ? annas : "+46 70 174 06 05",
                     .purpose = purpose,
                     .channel = channel});
  }
  void object(SubjectId const& subject) {
    suppress(vault(), subject, {.purpose = "marketing"});
    vault().object(subject, "marketing");
  }

  VirtualClock clock_{Instant{std::chrono::hours{494'000}}};  // in 2026
  SeededRandom random_{3};
  custody::store::MemoryStore store_;
  custody::keys::MemoryRootSlot slot_{random_};
  std::unique_ptr<custody::upkeep::Custody> custody_;
};

TEST_F(MailingsTest, AnObjectionOutlivesErasure) {
  SubjectId const anna = customer();
  EXPECT_EQ(may(anna, "marketing"), MayMail::yes);
  object(anna);
  EXPECT_EQ(may(anna, "marketing"), MayMail::closed);
  vault().erase(anna);
  SubjectId const again = customer("Anna@Example.com");
  EXPECT_NE(anna, again);
  EXPECT_EQ(may(again, "marketing"), MayMail::suppressed);
  EXPECT_EQ(may(again, "marketing", "sms"), MayMail::suppressed);
  EXPECT_EQ(may(again, "service_messages"), MayMail::yes) << "no marketing";
}

TEST_F(MailingsTest, ARefusedChannelIsRefusedAtItsOwnKindOfAddressAlone) {
  SubjectId const anna = customer();
  suppress(vault(), anna, {.purpose = "marketing", .channel = "email"});
  EXPECT_EQ(may(anna, "marketing"), MayMail::suppressed);
  EXPECT_EQ(may(anna, "marketing", "sms"), MayMail::yes);
  take_back(vault(), anna, {.purpose = "marketing"});
  EXPECT_EQ(may(anna, "marketing"), MayMail::yes);
}

TEST_F(MailingsTest, StoppingAllHoldsForWhatIsAgreedToElsewhere) {
  SubjectId const anna = customer();
  suppress_all(vault(), anna);
  vault().give_consent(anna, "partner_marketing");
  EXPECT_EQ(may(anna, "partner_marketing"), MayMail::suppressed);
  take_back(vault(), anna, {.purpose = "partner_marketing"});
  EXPECT_EQ(may(anna, "partner_marketing"), MayMail::yes);
  EXPECT_EQ(may(anna, "marketing"), MayMail::suppressed);
}

TEST_F(MailingsTest, WhoComesAnewComesWithWhatTheyRefused) {
  SubjectId const anna = customer();
  object(anna);
  suppress(vault(), anna, {.purpose = "newsletter", .channel = "email"});
  vault().erase(anna);
  SubjectId const again = customer();
  honour(vault(), again, email_address(annas));
  auto const facts = vault().standing(again);
  ASSERT_EQ(facts.purposes.size(), 1U);
  EXPECT_TRUE(facts.purposes[0].objected);
  bool newsletter_refused = false;
  for (ChannelAnswer const& answer : facts.channels) {
    newsletter_refused |= answer.purpose == promise::retention::name_hash("newsletter") &&
                          answer.answer == ChannelAnswer::Answer::refused;
  }
  EXPECT_TRUE(newsletter_refused);
  auto const writes = vault().writes();
  honour(vault(), again, email_address(annas));
  EXPECT_EQ(vault().writes(), writes) << "once";
}

TEST_F(MailingsTest, NobodyIsAskedAboutInVain) {
  SubjectId const anna = customer();
  EXPECT_EQ(may(anna, "no_such_purpose"), MayMail::no_purpose);
  EXPECT_EQ(may(SubjectId{}, "marketing"), MayMail::nobody);
  EXPECT_TRUE(addresses_of(vault(), SubjectId{}).empty());
  EXPECT_EQ(addresses_of(vault(), anna).size(), 2U) << "the order's is the account's";
}

// --- The link at the foot of a letter

TEST_F(MailingsTest, ATokenIsOfOnePurposeAndChannelAndTellsNothing) {
  SubjectId const anna = customer();
  Subscribed const subscribed{.subject = anna, .purpose = "marketing", .channel = "email"};
  std::string const token = unsubscribe_token(vault(), subscribed);
  std::string const second = unsubscribe_token(vault(), subscribed);
  EXPECT_EQ(token.size(), unsubscribe_token_characters);
  EXPECT_NE(token.substr(0, 32), second.substr(0, 32)) << "another nonce";
  EXPECT_NE(token.substr(32), second.substr(32)) << "and nothing that is the same";
  auto const opened = unsubscribe_token_of(vault(), token);
  ASSERT_TRUE(opened.has_value());
  EXPECT_EQ(opened->subject, anna);
  EXPECT_EQ(opened->purpose, "marketing");
  EXPECT_EQ(opened->channel, "email");
}

TEST_F(MailingsTest, ATokenThatWasChangedAnywhereIsNone) {
  std::string const token = unsubscribe_token(
      vault(), {.subject = customer(), .purpose = "marketing", .channel = "email"});
  for (std::size_t at = 0; at < token.size(); ++at) {
    std::string changed = token;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(unsubscribe_token_of(vault(), changed), std::nullopt) << at;
  }
  EXPECT_EQ(unsubscribe_token_of(vault(), ""), std::nullopt);
  EXPECT_EQ(unsubscribe_token_of(vault(), token + "A"), std::nullopt);
  EXPECT_EQ(unsubscribe_token_of(vault(), token.substr(1)), std::nullopt);
}

TEST_F(MailingsTest, ATokenWorksAsLongAsThePersonIsThere) {
  SubjectId const anna = vault().create_subject("", custody::store::Durability::synced).subject;
  std::string const token =
      unsubscribe_token(vault(), {.subject = anna, .purpose = "marketing", .channel = "email"});
  custody_->upkeep().tick();
  EXPECT_TRUE(unsubscribe_token_of(vault(), token).has_value());
  vault().erase(anna);
  EXPECT_EQ(unsubscribe_token_of(vault(), token), std::nullopt);
}

TEST_F(MailingsTest, UnsubscribingTwiceIsUnsubscribing) {
  SubjectId const anna = customer();
  Subscribed const subscribed{.subject = anna, .purpose = "marketing", .channel = "email"};
  unsubscribe(vault(), subscribed);
  EXPECT_EQ(may(anna, "marketing"), MayMail::closed);
  auto const writes = vault().writes();
  unsubscribe(vault(), subscribed);
  EXPECT_EQ(vault().writes(), writes);
  EXPECT_EQ(may(anna, "marketing", "sms"), MayMail::yes);
  resubscribe(vault(), subscribed);
  EXPECT_EQ(may(anna, "marketing"), MayMail::yes);
}

}  // namespace
}  // namespace lofte::shop::mailings
