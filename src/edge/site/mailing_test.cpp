// The newsletter and the link that ends a mailing, as browsers and programs that show mail see
// them.
#include "edge/site/mailing.hpp"

#include <gmock/gmock.h>

#include "edge/mail/dkim.hpp"
#include "edge/mail/dkim_key_in_a_test.hpp"
#include "edge/mail/mime.hpp"
#include "edge/site/site_in_a_test.hpp"
#include "shop/mailings/may_mail.hpp"
#include "shop/mailings/suppress.hpp"

namespace lofte::edge::site {
namespace {

using custody::suppression::Suppressions;
using promise::retention::ConsentState;
using shop::mailings::MayMail;
using shop::mailings::Subscribed;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr char const* annas = "anna@example.com";

class MailingTest : public SiteTest {
 protected:
  Answered subscribe(Browser& browser, std::string const& email = annas) {
    return browser.post("/newsletter",
                        {{"email", email}, {"name", "Anna Berg"}, {"interests", "usb, tips"}});
  }
  SubjectId subscribed(std::string const& email = annas) {
    Browser browser(*site_);
    subscribe(browser, email);
    browser.post(link_to(email));
    return subject_of(email);
  }
  MayMail may(SubjectId const& subject, std::string const& purpose = "newsletter") {
    Suppressions const list(vault().ground().ring, vault().ground().store);
    return shop::mailings::may_mail(
        vault(), list,
        {.subject = subject, .address = annas, .purpose = purpose, .channel = "email"});
  }
  std::string path_for(SubjectId const& subject) {
    return "/unsubscribe/" +
           shop::mailings::unsubscribe_token(
               vault(), {.subject = subject, .purpose = "newsletter", .channel = "email"});
  }
  // As a program that shows mail posts it: from nowhere, with no cookie.
  Answered post_one_click(std::string const& path, std::string const& content_type,
                          std::string const& body) {
    Browser program(*site_);
    auto request = program.form(path, {});
    request.origin = "";
    request.content_type = content_type;
    request.body = body;
    return program.send(request);
  }
};

// --- Subscribing

TEST_F(MailingTest, SubscribesOnceTheLinkInTheLetterIsPressed) {
  Browser browser(*site_);
  EXPECT_THAT(browser.get("/newsletter").page, HasSubstr("name=\"interests\""));
  EXPECT_EQ(subscribe(browser).status, 200);
  std::string const link = link_to(annas);
  EXPECT_THAT(link, StartsWith("/confirm/"));
  EXPECT_EQ(browser.get(link).status, 200) << "as a program that looks through mail does";
  EXPECT_EQ(vault().find_subject("mailto:anna@example.com"), std::nullopt);
  EXPECT_EQ(browser.post(link).status, 200);
  SubjectId const anna = subject_of(annas);
  auto const records = vault().summary(anna);
  ASSERT_EQ(records.size(), 1U);
  EXPECT_EQ(records[0].shape, "subscription");
  EXPECT_EQ(records[0].events.size(), 2U) << "requested and confirmed";
  EXPECT_EQ(vault().standing(anna).purposes.front().consent, ConsentState::given);
  EXPECT_EQ(may(anna), MayMail::yes);
}

TEST_F(MailingTest, ALinkSubscribesOnce) {
  Browser browser(*site_);
  subscribe(browser);
  std::string const link = link_to(annas);
  browser.post(link);
  EXPECT_THAT(browser.post(link).page, Not(HasSubstr("Välkommen")));
  EXPECT_EQ(vault().summary(subject_of(annas)).size(), 1U);
  EXPECT_EQ(browser.post("/confirm/none").status, 200);
}

TEST_F(MailingTest, NobodyLearnsWhoSubscribes) {
  subscribed();
  Browser browser(*site_);
  EXPECT_EQ(subscribe(browser, "anna@example.com").page.size(),
            subscribe(browser, "annb@example.com").page.size());
}

TEST_F(MailingTest, WhatIsTypedWrongIsToldAndNothingIsMailed) {
  Browser browser(*site_);
  auto const answered = browser.post("/newsletter", {{"email", "anna@"}, {"name", "<b>"}});
  EXPECT_EQ(answered.status, 422);
  EXPECT_THAT(answered.page, HasSubstr("&lt;b&gt;"));
  EXPECT_TRUE(letters_.all().empty());
}

TEST_F(MailingTest, SubscribingAnewTakesBackWhatWasRefused) {
  SubjectId const anna = subscribed();
  EXPECT_EQ(post_one_click(path_for(anna), "application/x-www-form-urlencoded",
                           "List-Unsubscribe=One-Click")
                .status,
            200);
  EXPECT_EQ(may(anna), MayMail::closed);
  pass(1);
  EXPECT_EQ(subscribed(), anna);
  EXPECT_EQ(may(anna), MayMail::yes);
}

TEST_F(MailingTest, WhoRefusedAndWasErasedIsNotWrittenToAfterRegistering) {
  Browser browser = registered();
  SubjectId const anna = subject_of(annas);
  browser.post("/me/choices", {{"purpose", "marketing"}, {"channel", ""}, {"answer", "off"}});
  vault().erase(anna);
  registered();
  SubjectId const again = subject_of(annas);
  EXPECT_NE(again, anna);
  EXPECT_NE(may(again, "marketing"), MayMail::yes);
  ASSERT_EQ(vault().standing(again).purposes.size(), 1U);
  EXPECT_TRUE(vault().standing(again).purposes[0].objected);
}

// --- One click (RFC 8058)

TEST_F(MailingTest, OneClickEndsTheMailingWithoutCookieOriginOrRedirect) {
  SubjectId const anna = subscribed();
  std::string const path = path_for(anna);
  auto const answered =
      post_one_click(path, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click");
  EXPECT_EQ(answered.status, 200);
  EXPECT_EQ(answered.location, "");
  EXPECT_EQ(answered.set_cookie, "");
  EXPECT_EQ(may(anna), MayMail::closed);
  EXPECT_EQ(post_one_click(path, "application/x-www-form-urlencoded", "").status, 200) << "again";
}

TEST_F(MailingTest, OneClickMayComeAsMultipart) {
  SubjectId const anna = subscribed();
  EXPECT_EQ(post_one_click(path_for(anna), "multipart/form-data; boundary=b",
                           "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n"
                           "\r\nOne-Click\r\n--b--\r\n")
                .status,
            200);
  EXPECT_EQ(may(anna), MayMail::closed);
}

TEST_F(MailingTest, ALinkThatIsFollowedEndsNothingBeforeItsButtonIsPressed) {
  SubjectId const anna = subscribed();
  std::string const path = path_for(anna);
  Browser browser(*site_);
  auto const shown = browser.get(path);
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.page, HasSubstr("Skicka det du prenumererar på"));
  EXPECT_THAT(shown.page, Not(HasSubstr(annas)));
  EXPECT_EQ(may(anna), MayMail::yes);
  EXPECT_THAT(browser.post(path).page, HasSubstr("Utskicken är avslutade"));
  EXPECT_EQ(may(anna), MayMail::closed);
}

TEST_F(MailingTest, WhoIsSignedInPressesTheButtonToo) {
  Browser browser = registered();
  SubjectId const anna = subscribed();
  EXPECT_EQ(browser.post(path_for(anna)).status, 200);
  EXPECT_EQ(may(anna), MayMail::closed);
}

TEST_F(MailingTest, AWrongLinkIsToldFriendly) {
  Browser browser(*site_);
  for (std::string const path : {"/unsubscribe/none", "/unsubscribe/none/choices"}) {
    auto const answered = browser.post(path, {{"channel", "email"}, {"answer", "off"}});
    EXPECT_EQ(answered.status, 200);
    EXPECT_THAT(answered.page, HasSubstr("Här finns inget att avsluta"));
  }
  EXPECT_EQ(browser.get("/unsubscribe/none").status, 200);
  SubjectId const anna = subscribed();
  std::string const path = path_for(anna);
  vault().erase(anna);
  EXPECT_THAT(browser.post(path).page, HasSubstr("Här finns inget att avsluta"));
}

TEST_F(MailingTest, TheLinksOwnPurposeCanBeChosenAndNoOther) {
  SubjectId const anna = subscribed();
  std::string const path = path_for(anna);
  Browser browser(*site_);
  EXPECT_EQ(browser.post(path + "/choices", {{"channel", "email"}, {"answer", "off"}}).status, 303);
  EXPECT_EQ(may(anna), MayMail::closed);
  EXPECT_EQ(browser.post(path + "/choices", {{"channel", "email"}, {"answer", "on"}}).status, 303);
  EXPECT_EQ(may(anna), MayMail::yes);
  EXPECT_EQ(browser.post(path + "/choices", {{"channel", ""}, {"answer", "off"}}).status, 400);
  EXPECT_EQ(browser.post(path + "/choices", {{"channel", "post"}, {"answer", "off"}}).status, 400);
  browser.post(path + "/choices",
               {{"purpose", "marketing"}, {"channel", "sms"}, {"answer", "off"}});
  for (auto const& answer : vault().standing(anna).channels) {
    EXPECT_EQ(answer.purpose, promise::retention::name_hash("newsletter"));
  }
  auto request = browser.form(path + "/choices", {{"channel", "email"}, {"answer", "off"}});
  request.origin = "https://evil.example";
  EXPECT_EQ(browser.send(request).status, 403) << "only ending needs no page of ours";
}

// --- Stopping all

TEST_F(MailingTest, StoppingAllMarketingIsListed) {
  Browser browser = registered();
  SubjectId const anna = subject_of(annas);
  browser.post("/me/choices/stop");
  vault().erase(anna);
  Suppressions const list(vault().ground().ring, vault().ground().store);
  for (char const* purpose : {"marketing", "newsletter", "partner_marketing"}) {
    EXPECT_TRUE(list.has(custody::suppression::email_address(annas),
                         custody::suppression::scope_of(purpose, "email")));
  }
}

// --- The letter

TEST_F(MailingTest, ASignedLetterSaysHowToEndItAndItsLinkDoes) {
  SubjectId const anna = subscribed();
  mail::Letter letter;
  letter.to_address = annas;
  letter.subject = "Nyheter";
  letter.text = "Hej!\n";
  letter = as_mailing(
      std::move(letter), {.vault = vault(), .public_url = "https://shop.example", .language = "sv"},
      {.subject = anna, .purpose = "newsletter", .channel = "email"}, "newsletter_sent");
  EXPECT_EQ(letter.about->purpose, "newsletter");
  EXPECT_EQ(mail::Letter::decode(letter.encode()).about->purpose, "newsletter");
  EXPECT_THAT(letter.text, HasSubstr(letter.list_unsubscribe + "?language=sv"));
  Bytes const message =
      mail::DkimSigner(
          {.domain = "shop.example", .selector = "lofte1", .key_pem = mail::dkim_key_in_a_test})
          .sign(mail::mime_of(mail::checked(letter), {.name = "", .address = "shop@shop.example"},
                              {.date = Instant{}, .id = {}}));
  Bytes signature = message.substr(0, message.find("b="));
  std::erase_if(signature, [](char letter) {
    return letter == '\r' || letter == '\n' || letter == '\t' || letter == ' ';
  });
  EXPECT_THAT(signature, HasSubstr("List-Unsubscribe:List-Unsubscribe-Post:"));
  EXPECT_THAT(message, HasSubstr("List-Unsubscribe: <" + letter.list_unsubscribe + ">\r\n"));
  EXPECT_THAT(message, HasSubstr("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"));
  std::string const path =
      letter.list_unsubscribe.substr(std::string("https://shop.example").size());
  EXPECT_EQ(post_one_click(path, "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click")
                .status,
            200);
  EXPECT_EQ(may(anna), MayMail::closed);
}

}  // namespace
}  // namespace lofte::edge::site
