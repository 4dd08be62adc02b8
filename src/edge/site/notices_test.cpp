// Who is told that the policy has a new version, and how often.
#include <gmock/gmock.h>

#include <algorithm>

#include "base/failure.hpp"
#include "edge/site/site_in_a_test.hpp"

namespace lofte::edge::site {
namespace {

using testing::HasSubstr;
using testing::Not;

class NoticesTest : public SiteTest {
 protected:
  void publish(std::string const& keep) {
    std::string text = policy_text();
    std::string const before = "14 days after visit begun";
    text.replace(text.find(before), before.size(), keep);
    auto const plan = custody::upkeep::plan(vault(), text);
    folder_->upkeep().publish(text, plan.hash);
  }
  std::vector<mail::Letter> notices_to(std::string const& address) {
    std::vector<mail::Letter> found;
    for (auto& letter : letters_.all()) {
      if (letter.to_address == address && letter.about && letter.about->act == "told_of_version") {
        found.push_back(letter);
      }
    }
    return found;
  }
};

TEST_F(NoticesTest, EverybodyWithAnAccountIsToldOnceWithWhatIsDifferent) {
  registered("anna@example.com");
  registered("bo@example.com");
  pass(1);
  publish("13 days after visit begun");
  EXPECT_EQ(site_->do_what_is_due().told_of_version, 2U);
  EXPECT_EQ(site_->do_what_is_due().told_of_version, 0U);
  auto const letters = notices_to("anna@example.com");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_THAT(letters[0].text,
              HasSubstr("http://shop.example/policy/difference?from=1&to=2&language=sv"));
  EXPECT_THAT(letters[0].text, HasSubstr("&language=en"));
  EXPECT_EQ(letters[0].about->purpose, "service_messages");
  EXPECT_EQ(notices_to("bo@example.com").size(), 1U);
}

TEST_F(NoticesTest, ItIsInThePersonsLedgerWithoutTheirName) {
  registered("anna@example.com");
  publish("13 days after visit begun");
  site_->do_what_is_due();
  auto const trail = vault().trail(subject_of("anna@example.com"));
  auto const told = std::ranges::find_if(trail, [](auto const& noting) {
    return noting.statement.find("told_of_version") != noting.statement.npos;
  });
  ASSERT_NE(told, trail.end());
  EXPECT_THAT(told->statement, HasSubstr("\"version\":2"));
  EXPECT_THAT(told->statement, Not(HasSubstr("example.com")));
}

TEST_F(NoticesTest, WhoComesAfterThePublicationHasReadIt) {
  publish("13 days after visit begun");
  pass(1);
  registered("anna@example.com");
  EXPECT_EQ(site_->do_what_is_due().told_of_version, 0U);
}

TEST_F(NoticesTest, WhoseDataIsPausedOrOnlyEverOrderedIsNotWrittenTo) {
  registered("anna@example.com");
  vault().restrict(subject_of("anna@example.com"));
  auto const guest =
      vault().create_subject("mailto:bo@example.com", custody::store::Durability::synced);
  vault().add_record(promise::gate::the_person, guest.subject,
                     {.shape = "order",
                      .reference = {},
                      .fields = {{"email", PersonalText("bo@example.com")}},
                      .events = {{"placed", vault().today()}}},
                     {});
  publish("13 days after visit begun");
  EXPECT_EQ(site_->do_what_is_due().told_of_version, 0U);
}

TEST_F(NoticesTest, AnotherVersionMeanwhileIsToldInstead) {
  registered("anna@example.com");
  publish("13 days after visit begun");
  publish("12 days after visit begun");
  EXPECT_EQ(site_->do_what_is_due().told_of_version, 1U);
  EXPECT_THAT(notices_to("anna@example.com").at(0).text, HasSubstr("from=2&to=3"));
}

TEST_F(NoticesTest, WhatTheMailRefusesIsTriedAgainAndNobodyIsToldTwice) {
  for (char const* address : {"anna@example.com", "bo@example.com", "cia@example.com"}) {
    registered(address);
  }
  publish("13 days after visit begun");
  letters_.refuse_after(1);
  EXPECT_EQ(site_->do_what_is_due().told_of_version, 0U) << "it is told with the next tick";
  letters_.refuse_after(std::nullopt);
  EXPECT_EQ(site_->do_what_is_due().told_of_version, 2U);
  for (char const* address : {"anna@example.com", "bo@example.com", "cia@example.com"}) {
    EXPECT_EQ(notices_to(address).size(), 1U) << address;
  }
}

}  // namespace
}  // namespace lofte::edge::site
