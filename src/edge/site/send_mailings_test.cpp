// The letters of a mailing, as its readers and their programs get them.
#include <gmock/gmock.h>

#include "edge/site/site_in_a_test.hpp"
#include "shop/mailings/begin_mailing.hpp"

namespace lofte::edge::site {
namespace {

using custody::mailings::Mailings;
using custody::mailings::State;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;
using testing::UnorderedElementsAre;

class SendMailingsTest : public SiteTest {
 protected:
  SubjectId subscribed(std::string const& email) {
    Browser browser(*site_);
    browser.post("/newsletter", {{"email", email}, {"name", "Anna Berg"}});
    browser.post(link_to(email));
    return subject_of(email);
  }
  void begin(std::string const& reference, std::string const& html = "") {
    shop::mailings::begin_mailing(
        vault(), {.reference = reference,
                  .purpose = "newsletter",
                  .content = {.subject = "Vår i butiken", .text = "Hej!", .html = html}});
    site_->send_mailings();
    site_->finish_errands();
  }
  std::vector<mail::Letter> mailed() const {
    std::vector<mail::Letter> found;
    for (auto& letter : letters_.all()) {
      if (letter.about && letter.about->act == "mailed") {
        found.push_back(letter);
      }
    }
    return found;
  }
  std::vector<std::string> addresses() const {
    std::vector<std::string> to;
    for (auto const& letter : mailed()) {
      to.push_back(letter.to_address);
    }
    return to;
  }
  State state() { return Mailings(folder_->store()).list().at(0).state; }
};

TEST_F(SendMailingsTest, EachLetterIsOneThatItsReaderCanEndWithOneClick) {
  subscribed("anna@example.com");
  subscribed("bo@example.com");
  begin("spring");
  auto const letters = mailed();
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_NE(letters[0].list_unsubscribe, letters[1].list_unsubscribe);
  for (auto const& letter : letters) {
    EXPECT_EQ(letter.subject, "Vår i butiken");
    EXPECT_THAT(letter.text, StartsWith("Hej!\n"));
    EXPECT_THAT(letter.text, HasSubstr(letter.list_unsubscribe + "?language=sv"));
    EXPECT_EQ(letter.about->purpose, "newsletter") << "so it is asked about before each attempt";
  }
  Browser program(*site_);
  auto one_click = program.form(letters[0].list_unsubscribe.substr(public_url_.size()), {});
  one_click.origin = "";
  EXPECT_EQ(program.send(one_click).status, 200);
  begin("summer");
  EXPECT_THAT(addresses(),
              UnorderedElementsAre("anna@example.com", "bo@example.com", letters[1].to_address));
}

TEST_F(SendMailingsTest, TheFootIsInTheHtmlToo) {
  subscribed("anna@example.com");
  begin("whole", "<html><body><h1>Vår</h1></BODY></html>");
  begin("bare", "<h1>Vår</h1>");
  auto const letters = mailed();
  ASSERT_EQ(letters.size(), 2U);
  EXPECT_THAT(letters[0].html,
              HasSubstr("href=\"" + letters[0].list_unsubscribe + "?language=sv\""));
  EXPECT_THAT(letters[0].html, HasSubstr("</p>\n</BODY></html>"));
  EXPECT_THAT(letters[1].html, StartsWith("<h1>Vår</h1>\n<p>"));
}

TEST_F(SendMailingsTest, ATickGoesOnWithWhatAFullQueueCutOff) {
  for (char const* email : {"anna@example.com", "bo@example.com", "cia@example.com"}) {
    subscribed(email);
  }
  letters_.refuse_after(1);
  begin("spring");
  EXPECT_EQ(mailed().size(), 1U);
  EXPECT_EQ(state(), State::under_way);
  letters_.refuse_after(std::nullopt);
  open();
  site_->do_what_is_due();
  site_->finish_errands();
  EXPECT_THAT(addresses(),
              UnorderedElementsAre("anna@example.com", "bo@example.com", "cia@example.com"));
  EXPECT_EQ(state(), State::done);
}

TEST_F(SendMailingsTest, ItWaitsWhileTheMailIsBusyAndAStopEndsTheWaiting) {
  subscribed("anna@example.com");
  letters_.busy = true;
  shop::mailings::begin_mailing(vault(),
                                {.reference = "spring",
                                 .purpose = "newsletter",
                                 .content = {.subject = "Vår", .text = "Hej!", .html = ""}});
  site_->send_mailings();
  open();
  EXPECT_THAT(mailed(), IsEmpty());
  letters_.busy = false;
  site_->do_what_is_due();
  site_->finish_errands();
  EXPECT_THAT(addresses(), ElementsAre("anna@example.com"));
}

TEST_F(SendMailingsTest, MyPagesSayThatTheShopWrote) {
  Browser browser = registered();
  subscribed("anna@example.com");
  begin("spring");
  std::string const page = browser.get("/me/trail").page;
  EXPECT_THAT(page, HasSubstr("Butiken skrev till dig"));
  EXPECT_THAT(page, HasSubstr("Skicka det du prenumererar på"));
  EXPECT_THAT(browser.get("/me/trail?language=en").page, HasSubstr("The shop wrote to you"));
  EXPECT_THAT(page, Not(HasSubstr("spring")));
}

}  // namespace
}  // namespace lofte::edge::site
