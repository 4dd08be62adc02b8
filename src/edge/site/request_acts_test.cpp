// Rights that are asked for in writing, through the customers' pages.
#include <gmock/gmock.h>

#include "edge/site/site_in_a_test.hpp"
#include "shop/customers/customers.hpp"
#include "shop/rights/reply.hpp"

namespace lofte::edge::site {
namespace {

using shop::rights::Request;
using State = Request::State;
using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class RequestsTest : public SiteTest {
 protected:
  Answered ask(Browser& browser, std::string const& right, std::string const& details) {
    return browser.post("/me/rights/ask", {{"right", right}, {"details", details}});
  }
  std::vector<Request> requests(std::string const& email = "anna@example.com") {
    return shop::rights::requests_of(vault(), subject_of(email));
  }
  // As the API does it. Whether a letter goes.
  bool say(State as, std::string text, std::string const& email = "anna@example.com") {
    custody::agenda::Agenda agenda(folder_->store());
    promise::gate::Actor const staff{.id = 7, .purposes = {}, .all_purposes = true};
    SubjectId const subject = subject_of(email);
    RecordId const record = requests(email).front().record;
    shop::rights::reply(vault(), agenda, staff,
                        {.subject = subject, .record = record, .as = as, .text = std::move(text)});
    bool const goes = site_->tell_reply(subject, record);
    site_->finish_errands();
    return goes;
  }
  mail::Letter last_to(std::string const& address) {
    mail::Letter last;
    for (auto& letter : letters_.all()) {
      if (letter.to_address == address) {
        last = letter;
      }
    }
    return last;
  }
};

TEST_F(RequestsTest, WhatIsAskedForInWritingHasItsDayAndTheShopIsTold) {
  Browser browser = registered();
  auto const sent = ask(browser, "rectification", "Min order 17 <b>gick</b>\ntill fel person.");
  EXPECT_EQ(sent.location, "/me/rights?done=asked#requests");
  ASSERT_EQ(requests().size(), 1U);
  EXPECT_EQ(requests()[0].details, "Min order 17 <b>gick</b>\ntill fel person.");
  auto const page = browser.get("/me/rights?language=sv").page;
  EXPECT_THAT(page, AllOf(HasSubstr("&lt;b&gt;gick&lt;/b&gt;<br>"), HasSubstr("7 april 2026"),
                          HasSubstr("Pågår")));
  auto const told = last_to("info@usbstars.se");
  EXPECT_THAT(told.text, AllOf(HasSubstr("/requests/"), HasSubstr("2026-04-07"),
                               Not(HasSubstr("order 17")), Not(HasSubstr("Anna"))));
  EXPECT_EQ(site_->do_what_is_due().requests.open, 1U);
}

TEST_F(RequestsTest, AskingTwiceLeavesTheOneInFlight) {
  Browser browser = registered();
  ask(browser, "access", "Allt.");
  auto const letters = letters_.all().size();
  EXPECT_EQ(ask(browser, "access", "Mer.").location, "/me/rights?done=asked_already#requests");
  EXPECT_EQ(requests().size(), 1U);
  EXPECT_EQ(letters_.all().size(), letters) << "nobody is told twice";
}

TEST_F(RequestsTest, WhatIsTypedWrongIsToldAndKeptInTheForm) {
  Browser browser = registered();
  auto const empty = ask(browser, "access", " ");
  EXPECT_EQ(empty.status, 422);
  EXPECT_THAT(empty.page, HasSubstr("Skriv vad det gäller."));
  auto const unknown = ask(browser, "revenge", "Allt.");
  EXPECT_EQ(unknown.status, 422);
  EXPECT_THAT(unknown.page, HasSubstr("Allt."));
  EXPECT_EQ(ask(browser, "access", std::string(20'001, 'a')).status, 422);
  EXPECT_TRUE(requests().empty());
}

TEST_F(RequestsTest, WhoHasNotSignedInIsAskedTo) {
  Browser stranger(*site_);
  EXPECT_THAT(ask(stranger, "access", "Allt.").location, StartsWith("/sign-in"));
}

TEST_F(RequestsTest, AnExtensionSaysWhyAndUntilWhen) {
  Browser browser = registered();
  ask(browser, "access", "Allt.");
  EXPECT_TRUE(say(State::extended, "Arkivet är på papper."));
  auto const letter = last_to("anna@example.com");
  EXPECT_THAT(letter.text,
              AllOf(StartsWith("Arkivet är på papper."), HasSubstr("2026-06-05"),
                    HasSubstr("http://shop.example/me/rights"), Not(HasSubstr("domstol"))));
  auto const page = browser.get("/me/rights?language=sv").page;
  EXPECT_THAT(page, AllOf(HasSubstr("Tar längre tid"), HasSubstr("Arkivet är på papper."),
                          HasSubstr("5 juni 2026")));
}

TEST_F(RequestsTest, ARefusalNamesTheAuthorityAndTheCourts) {
  Browser browser = registered();
  ask(browser, "erasure", "Kvittot.");
  EXPECT_TRUE(say(State::refused, "Bokföringslagen kräver det."));
  auto const letter = last_to("anna@example.com");
  EXPECT_THAT(letter.text, AllOf(StartsWith("Bokföringslagen kräver det."), HasSubstr("imy.se"),
                                 HasSubstr("domstol")));
  EXPECT_THAT(browser.get("/me/rights?language=sv").page,
              AllOf(HasSubstr("Avslaget"), HasSubstr("Bokföringslagen kräver det."),
                    HasSubstr("Tycker du att avslaget är fel kan du gå till domstol")));
  EXPECT_EQ(site_->do_what_is_due().requests.open, 0U);
}

TEST_F(RequestsTest, AnAnswerGoesByMailAndStandsOnThePage) {
  Browser browser = registered();
  ask(browser, "objection", "Statistiken.");
  EXPECT_TRUE(say(State::answered, "Du är inte med i den längre."));
  EXPECT_THAT(last_to("anna@example.com").text, StartsWith("Du är inte med i den längre."));
  EXPECT_THAT(browser.get("/me/rights?language=sv").page,
              HasSubstr("Du är inte med i den längre."));
}

TEST_F(RequestsTest, AGuestAsksAndIsAnsweredByAMailedLink) {
  promise::gate::Actor const shop{.id = 3, .purposes = {}, .all_purposes = true};
  SubjectId const guest = vault()
                              .create_subject(shop::customers::reference_of("gast@example.com"),
                                              custody::store::Durability::synced)
                              .subject;
  custody::vault::NewRecord order;
  order.shape = "order";
  order.events = {{"placed", vault().today()}};
  order.fields.emplace_back("email", PersonalText("Gast@example.com"));
  order.fields.emplace_back("name", PersonalText("Gunnar Ek"));
  vault().add_record(shop, guest, order, {});
  Browser browser(*site_);
  browser.post("/sign-in/link", {{"email", "gast@example.com"}});
  browser.post(link_to("gast@example.com"));
  EXPECT_EQ(ask(browser, "access", "Allt.").status, 303);
  EXPECT_TRUE(say(State::answered, "Här.", "gast@example.com"));
  EXPECT_THAT(last_to("gast@example.com").text, StartsWith("Här."));
}

TEST_F(RequestsTest, WhoHasNoAddressHereIsNotMailed) {
  SubjectId const bo =
      vault().create_subject("mailto:bo@example.com", custody::store::Durability::synced).subject;
  custody::agenda::Agenda agenda(folder_->store());
  shop::rights::ask_shop(vault(), agenda, bo, {.right = shop::rights::Right::access});
  EXPECT_FALSE(say(State::answered, "Här.", "bo@example.com"));
}

}  // namespace
}  // namespace lofte::edge::site
