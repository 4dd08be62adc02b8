// Writing to the shop through its pages, and following what becomes of it.
#include <gmock/gmock.h>

#include "edge/site/site_in_a_test.hpp"
#include "edge/site/visit.hpp"
#include "shop/customers/customers.hpp"
#include "shop/enquiries/enquiries.hpp"

namespace lofte::edge::site {
namespace {

using shop::enquiries::Enquiry;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

struct Chosen {
  std::string name;
  std::string bytes;
};

Typed anna(std::string const& message = "Pinnen gick sönder.") {
  return {{"name", "Anna Berg"}, {"email", "anna@example.com"},
          {"phone", ""},         {"kind", "complaint"},
          {"message", message},  {"submission", "3f2f3a526f0c4a359b620e7b5a0f9d11"}};
}

class ContactTest : public SiteTest {
 protected:
  // As a browser sends a form that has files.
  Answered send(Browser& browser, std::string const& target, Typed const& typed,
                std::vector<Chosen> const& files = {}) {
    auto request = browser.form(target, {});
    Typed whole = typed;
    if (!browser.cookie.empty()) {
      whole["form_token"] = form_token_of(browser.cookie);
    }
    request.content_type = "multipart/form-data; boundary=bound";
    request.body.clear();
    for (auto const& [name, value] : whole) {
      request.body += "--bound\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" +
                      value + "\r\n";
    }
    for (auto const& [name, bytes] : files) {
      request.body += "--bound\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" +
                      name + "\"\r\nContent-Type: application/octet-stream\r\n\r\n" + bytes +
                      "\r\n";
    }
    request.body += "--bound--\r\n";
    return browser.send(std::move(request));
  }
  std::vector<mail::Letter> letters_to(std::string const& address) {
    std::vector<mail::Letter> found;
    for (auto& letter : letters_.all()) {
      if (letter.to_address == address) {
        found.push_back(letter);
      }
    }
    return found;
  }
  std::vector<Enquiry> enquiries(std::string const& email = "anna@example.com") {
    return shop::enquiries::enquiries_of(vault(), subject_of(email));
  }
  void happens(Enquiry const& enquiry, std::string_view event) {
    vault().append_event(promise::gate::the_person, subject_of("anna@example.com"), enquiry.record,
                         event, vault().today(), custody::store::Durability::synced);
  }

  std::string const png = "\x89PNG\r\n\x1a\n and so on";
};

TEST_F(ContactTest, TheFormStandsBesideTheOtherWaysToReachTheShop) {
  Browser browser(*site_);
  auto const sv = browser.get("/contact?language=sv");
  EXPECT_EQ(sv.status, 200);
  EXPECT_THAT(sv.page,
              AllOf(HasSubstr("enctype=\"multipart/form-data\""), HasSubstr("mån–fre 08:00–18:00"),
                    HasSubstr("Muraregatan 2"), HasSubstr("054-220 94 00"),
                    HasSubstr("Svara på frågor och klagomål"), HasSubstr("Ett klagomål")));
  EXPECT_THAT(browser.get("/contact?language=en").page,
              AllOf(HasSubstr("A complaint"), HasSubstr("<html lang=\"en\"")));
  EXPECT_THAT(browser.get("/sign-in?language=sv").page, HasSubstr("href=\"/contact?language=sv\""));
}

TEST_F(ContactTest, AnEnquiryGetsALetterWithALinkToItsPage) {
  Browser browser(*site_);
  auto const sent = send(browser, "/contact", anna(), {{"trasig.png", png}});
  EXPECT_EQ(sent.status, 200);
  std::string const link = link_to("anna@example.com");
  EXPECT_THAT(link, StartsWith("/case/"));
  Browser another(*site_);
  auto const page = another.get(link);
  EXPECT_EQ(page.status, 200) << "without signing in";
  EXPECT_THAT(page.page, AllOf(HasSubstr("Pinnen gick sönder."), HasSubstr("trasig.png"),
                               HasSubstr("Ett klagomål"), HasSubstr("Väntar på svar")));
  EXPECT_THAT(page.page, Not(HasSubstr("anna@example.com"))) << "who has the link needs it not";
  EXPECT_EQ(another.get("/case/nonsense").status, 404);
  pass(91);
  EXPECT_EQ(another.get(link).status, 404);
}

TEST_F(ContactTest, WhatIsAttachedIsGivenBackAsAFileThatNothingRunsIn) {
  Browser browser(*site_);
  send(browser, "/contact", anna(), {{"r\xc3\xa4ka %221%22.png", png}});
  std::string const link = link_to("anna@example.com");
  auto const file = browser.get(link + "/files/1");
  EXPECT_EQ(file.page, png);
  EXPECT_EQ(file.headers.at("Content-Security-Policy"), "sandbox");
  EXPECT_THAT(file.headers.at("Content-Disposition"),
              AllOf(StartsWith("attachment; filename=\"r__ka_"),
                    HasSubstr("filename*=UTF-8''r%c3%a4ka%20")));
  EXPECT_EQ(browser.get(link + "/files/2").status, 404);
  EXPECT_EQ(browser.get(link + "/files/0").status, 404);
  EXPECT_EQ(browser.get(link + "/files/-1").status, 404);
}

TEST_F(ContactTest, AFormThatIsSentTwiceIsOneEnquiryAndOneLetter) {
  Browser browser(*site_);
  send(browser, "/contact", anna());
  EXPECT_EQ(send(browser, "/contact", anna()).status, 200);
  EXPECT_EQ(enquiries().size(), 1U);
  EXPECT_EQ(letters_to("anna@example.com").size(), 1U);
  auto const shop = letters_to("info@usbstars.se");
  ASSERT_EQ(shop.size(), 1U);
  EXPECT_THAT(shop[0].text,
              HasSubstr("/v1/subjects/" + to_string(subject_of("anna@example.com").value)));
  EXPECT_THAT(shop[0].text, Not(HasSubstr("Anna")));
}

TEST_F(ContactTest, WhatIsTypedWrongIsToldAndNothingIsKept) {
  Browser browser(*site_);
  auto typed = anna("");
  typed["name"] = "<script>alert(1)</script>";
  typed["email"] = "anna@";
  auto const answered = send(browser, "/contact", typed);
  EXPECT_EQ(answered.status, 422);
  EXPECT_THAT(answered.page, AllOf(HasSubstr("&lt;script&gt;"), Not(HasSubstr("<script>"))));
  EXPECT_EQ(send(browser, "/contact", anna(std::string(20'001, 'a'))).status, 422);
  EXPECT_TRUE(letters_.all().empty());
  EXPECT_EQ(vault().find_subject("mailto:anna@example.com"), std::nullopt);
}

TEST_F(ContactTest, FilesOfOtherKindsOrSizesAreRefused) {
  Browser browser(*site_);
  for (auto const& [name, bytes] :
       {Chosen{"a.html", "<script>alert(1)</script>"}, Chosen{"a.svg", "<svg/>"},
        Chosen{"a.png", "MZ"}, Chosen{"a.exe", png}, Chosen{"a.txt", std::string("a\0b", 3)},
        Chosen{"a.txt", std::string(5 * 1024 * 1024 + 1, 'a')}}) {
    EXPECT_EQ(send(browser, "/contact", anna(), {{name, bytes}}).status, 422) << name;
  }
  std::vector<Chosen> const six(6, Chosen{"a.png", png});
  EXPECT_EQ(send(browser, "/contact", anna(), six).status, 422);
  EXPECT_EQ(vault().find_subject("mailto:anna@example.com"), std::nullopt);
}

TEST_F(ContactTest, NamesOfAnyLettersStayTextAndWriteNoHeader) {
  Browser browser(*site_);
  auto typed = anna("<img src=x onerror=alert(1)>\r\nBcc: all@example.com");
  typed["name"] = "\u202E\u05e9\u05dc\u05d5\u05dd \U0001F600\r\nBcc: all@example.com";
  EXPECT_EQ(send(browser, "/contact", typed, {{"../../a\u202Egnp.png", png}}).status, 200);
  for (auto const& letter : letters_.all()) {
    EXPECT_THAT(letter.subject + letter.to_name + letter.to_address, Not(HasSubstr("Bcc")));
  }
  auto const page = browser.get(link_to("anna@example.com"));
  EXPECT_THAT(page.page,
              AllOf(Not(HasSubstr("<img")), HasSubstr("agnp.png"), Not(HasSubstr(".."))));
}

TEST_F(ContactTest, MoreCanBeAddedUntilItIsClosed) {
  Browser browser(*site_);
  send(browser, "/contact", anna());
  std::string const link = link_to("anna@example.com");
  Typed const more{{"message", "Den är röd."}};
  EXPECT_EQ(send(browser, link, more, {{"b.png", png}}).location, link + "?done=more_sent");
  EXPECT_EQ(send(browser, link, more).status, 303) << "sent twice";
  EXPECT_EQ(send(browser, link, {{"message", " "}}).status, 422);
  auto const page = browser.get(link);
  EXPECT_THAT(page.page, AllOf(HasSubstr("Den är röd."), HasSubstr("b.png")));
  EXPECT_EQ(enquiries()[0].attachments.size(), 1U);
  happens(enquiries()[0], "closed");
  EXPECT_EQ(send(browser, link, {{"message", "Och blå."}}).status, 409);
  EXPECT_THAT(browser.get(link).page, AllOf(HasSubstr("Avslutat"), Not(HasSubstr("<textarea"))));
}

TEST_F(ContactTest, WhoAddsWithoutEndFillsNobodysMailbox) {
  Browser browser(*site_);
  send(browser, "/contact", anna());
  std::string const link = link_to("anna@example.com");
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(send(browser, link, {{"message", "Nummer " + std::to_string(i)}}).status, 303);
  }
  EXPECT_EQ(letters_to("info@usbstars.se").size(), 6U) << "one of the enquiry, five of more";
  EXPECT_THAT(browser.get(link).page, HasSubstr("Nummer 19")) << "but all of it is kept";
}

TEST_F(ContactTest, TheAnswerGoesToTheSenderAndStandsOnThePage) {
  Browser browser(*site_);
  send(browser, "/contact", anna());
  Enquiry const enquiry = enquiries()[0];
  SubjectId const subject = subject_of("anna@example.com");
  vault().replace_fields(promise::gate::the_person, subject, enquiry.record,
                         {{"answer", PersonalText("En ny är på väg.")}});
  site_->tell_of(subject, enquiry.record, "answered");
  site_->finish_errands();
  EXPECT_EQ(letters_to("anna@example.com").size(), 1U) << "the event has not happened";
  happens(enquiry, "answered");
  site_->tell_of(subject, enquiry.record, "answered");
  std::string const link = link_to("anna@example.com");
  ASSERT_EQ(letters_to("anna@example.com").size(), 2U);
  EXPECT_THAT(letters_to("anna@example.com")[1].text, HasSubstr("En ny är på väg."));
  EXPECT_THAT(browser.get(link).page, AllOf(HasSubstr("En ny är på väg."), HasSubstr("Besvarat")));
  site_->tell_of(subject, enquiry.record, "closed");
  site_->finish_errands();
  EXPECT_EQ(letters_to("anna@example.com").size(), 2U);
}

TEST_F(ContactTest, WhoHasSignedInIsKnownAndTheEnquiryIsAmongTheirData) {
  Browser browser = registered();
  EXPECT_THAT(browser.get("/contact").page,
              AllOf(HasSubstr("value=\"Anna Berg\""), HasSubstr("value=\"anna@example.com\"")));
  EXPECT_EQ(send(browser, "/contact", anna(), {{"trasig.png", png}}).status, 200);
  auto const data = browser.get("/me/data");
  EXPECT_THAT(data.page, AllOf(HasSubstr("Pinnen gick sönder."),
                               HasSubstr("trasig.png (image/png)"), Not(HasSubstr("base64"))));
}

TEST_F(ContactTest, AFormFromElsewhereOrTooOftenDoesNothing) {
  Browser browser(*site_);
  auto request = browser.form("/contact", anna());
  request.origin = "https://evil.example";
  EXPECT_EQ(browser.send(request).status, 403);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(browser.post("/contact", anna()).status, 200) << "without files, as any form";
  }
  EXPECT_EQ(browser.post("/contact", anna()).status, 422);
}

TEST_F(ContactTest, ARequestThatIsTooLargeIsToldSoByAPage) {
  http::Request request;
  request.path = "/contact";
  request.segments = {"contact"};
  request.accept_language = "en";
  auto const page = site_->refuse(request, {.status = 413, .code = "http.body_too_large"});
  EXPECT_EQ(page.status, 413);
  EXPECT_THAT(std::get<std::string>(page.body), HasSubstr("5 MB together"));
}

}  // namespace
}  // namespace lofte::edge::site
