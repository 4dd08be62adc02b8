// Sending something in for publication, seeing it published, and taking it back.
#include <gmock/gmock.h>

#include <regex>

#include "edge/site/site_in_a_test.hpp"
#include "edge/site/visit.hpp"
#include "shop/publications/publications.hpp"

namespace lofte::edge::site {
namespace {

using shop::publications::Publication;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class PublicationTest : public SiteTest {
 protected:
  // What the form has when it is opened, and what somebody types into it.
  static Typed filled(Browser& browser, std::string const& text = "Fungerar utmärkt.") {
    std::string const form = browser.get("/reviews/write").page;
    Typed typed{{"name", "Anna B."},
                {"about", "USB-minne 32 GB"},
                {"message", text},
                {"licence", "on"},
                {"submission", hidden(form, "submission")},
                {"licence_mark", hidden(form, "licence_mark")}};
    if (browser.cookie.empty()) {
      typed["email"] = "anna@example.com";
    }
    return typed;
  }
  static std::string hidden(std::string const& page, std::string const& name) {
    std::smatch match;
    std::regex const field("name=\"" + name + "\" value=\"([^\"]+)\"");
    return std::regex_search(page, match, field) ? match[1].str() : "";
  }
  std::vector<Publication> held() {
    return shop::publications::publications_of(vault(), subject_of("anna@example.com"));
  }
  // As staff do it through the API.
  void publish(RecordId const& record) {
    vault().append_event(promise::gate::the_person, subject_of("anna@example.com"), record,
                         "published", vault().today(), custody::store::Durability::synced);
    site_->tell_of(subject_of("anna@example.com"), record, "published");
    site_->finish_errands();
  }
  // Sent in without an account, confirmed, and published; the link of the last letter.
  std::string published_by_a_guest(std::string const& text = "Fungerar utmärkt.") {
    Browser browser(*site_);
    EXPECT_EQ(browser.post("/reviews/write", filled(browser, text)).status, 200);
    EXPECT_EQ(browser.post(link_to("anna@example.com")).status, 200);
    publish(held().front().record);
    return link_to("anna@example.com");
  }
  std::string reviews() {
    Browser browser(*site_);
    return browser.get("/reviews?language=sv").page;
  }
};

TEST_F(PublicationTest, TheTermsStandInFullBesideTheBoxThatAcceptsThem) {
  Browser browser(*site_);
  auto const sv = browser.get("/reviews/write?language=sv");
  EXPECT_EQ(sv.status, 200);
  EXPECT_THAT(sv.page, AllOf(HasSubstr("Butiken får visa det jag har skrivit"),
                             HasSubstr("type=\"checkbox\""), Not(HasSubstr("checked"))));
  EXPECT_THAT(browser.get("/reviews/write?language=en").page,
              HasSubstr("The shop may show what I have written"));
}

TEST_F(PublicationTest, WithoutAnAccountNothingIsHeldBeforeTheLinkIsFollowed) {
  Browser browser(*site_);
  EXPECT_EQ(browser.post("/reviews/write", filled(browser)).status, 200);
  EXPECT_FALSE(vault().find_subject("mailto:anna@example.com"));
  std::string const link = link_to("anna@example.com");
  EXPECT_THAT(link, StartsWith("/reviews/confirm/"));
  Browser another(*site_);
  EXPECT_THAT(another.get(link).page, HasSubstr("<button"));
  EXPECT_FALSE(vault().find_subject("mailto:anna@example.com")) << "looking changes nothing";
  auto const sent = another.post(link);
  EXPECT_EQ(sent.status, 200);
  EXPECT_THAT(sent.page, AllOf(HasSubstr("/receipts/"), HasSubstr("/reviews/own/")));
  ASSERT_EQ(held().size(), 1U);
  EXPECT_THAT(held()[0].licence, StartsWith("Butiken får visa")) << "as it was shown";
  EXPECT_THAT(reviews(), Not(HasSubstr("Fungerar"))) << "the shop has not published it";
  EXPECT_THAT(link_to("anna@example.com"), StartsWith("/reviews/own/"));
  EXPECT_THAT(link_to("info@usbstars.se"), IsEmpty()) << "the shop's letter has no link";
}

TEST_F(PublicationTest, WhatIsPublishedIsSeenByAll) {
  std::string const own = published_by_a_guest();
  EXPECT_THAT(own, StartsWith("/reviews/own/"));
  EXPECT_THAT(letters_.all().back().subject, HasSubstr("publicerat"));
  EXPECT_THAT(reviews(), AllOf(HasSubstr("Fungerar utmärkt."), HasSubstr("Anna B."),
                               HasSubstr("USB-minne 32 GB"), Not(HasSubstr("anna@example.com"))));
}

TEST_F(PublicationTest, TheTermsRefusedSendNothingIn) {
  Browser browser(*site_);
  Typed typed = filled(browser);
  typed.erase("licence");
  auto const refused = browser.post("/reviews/write", typed);
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.page, AllOf(HasSubstr("Läs villkoren"), HasSubstr("Fungerar utmärkt.")));
  typed["licence"] = "on";
  typed["licence_mark"] = "of-other-words";
  EXPECT_THAT(browser.post("/reviews/write", typed).page, HasSubstr("Villkoren har ändrats"));
  EXPECT_TRUE(letters_.all().empty());
}

TEST_F(PublicationTest, WhatIsTypedWrongIsTold) {
  Browser browser(*site_);
  Typed typed = filled(browser, "");
  typed["email"] = "anna@";
  EXPECT_EQ(browser.post("/reviews/write", typed).status, 422);
  EXPECT_EQ(browser.post("/reviews/write", filled(browser, std::string(5'001, 'a'))).status, 422);
  typed = filled(browser);
  typed["submission"] = "nonsense";
  EXPECT_EQ(browser.post("/reviews/write", typed).status, 422);
  EXPECT_TRUE(letters_.all().empty());
}

TEST_F(PublicationTest, NamesAndTextsOfAnyLettersStayText) {
  Browser browser(*site_);
  Typed typed = filled(browser, "<script>alert(1)</script>\nשלום \U0001F600");
  typed["name"] = "\u202E\u05e9\u05dc\u05d5\u05dd \U0001F600<img src=x>";
  browser.post("/reviews/write", typed);
  browser.post(link_to("anna@example.com"));
  publish(held().front().record);
  EXPECT_THAT(reviews(),
              AllOf(HasSubstr("&lt;script&gt;"), Not(HasSubstr("<script>")), Not(HasSubstr("<img")),
                    HasSubstr("\U0001F600"), HasSubstr("<bdi>")));
}

TEST_F(PublicationTest, WhoHasSignedInSeesItOnMyPagesAndWithdrawsItThere) {
  Browser browser = registered();
  auto const once = filled(browser);
  EXPECT_EQ(browser.post("/reviews/write", once).status, 200);
  EXPECT_EQ(browser.post("/reviews/write", once).status, 200) << "sent twice";
  ASSERT_EQ(held().size(), 1U);
  EXPECT_EQ(browser.post("/reviews/write", filled(browser, "Andra.")).status, 200);
  for (Publication const& one : held()) {
    publish(one.record);
  }
  EXPECT_THAT(browser.get("/me/publications").page,
              AllOf(HasSubstr("Fungerar utmärkt."), HasSubstr("Butiken får visa"),
                    HasSubstr("Publicerat"), HasSubstr("2036")));
  EXPECT_THAT(reviews(), HasSubstr("Fungerar utmärkt."));
  auto const all = held();
  auto const first = std::ranges::find(all, "Fungerar utmärkt.", &Publication::text)->record;
  auto const gone = browser.post("/me/publications", {{"record", to_string(first.value)}});
  EXPECT_THAT(gone.location, HasSubstr("publication_withdrawn"));
  EXPECT_THAT(reviews(), AllOf(Not(HasSubstr("Fungerar")), HasSubstr("Andra.")));
  EXPECT_THAT(browser.get("/me/publications").page, Not(HasSubstr("Fungerar")));
  EXPECT_THAT(browser.get("/me/data").page, Not(HasSubstr("Fungerar")));
}

TEST_F(PublicationTest, NobodyWithdrawsWhatIsAnothers) {
  published_by_a_guest();
  auto const record = held().front().record;
  Browser browser = registered("bo@example.com");
  EXPECT_EQ(browser.post("/me/publications", {{"record", to_string(record.value)}}).status, 404);
  EXPECT_EQ(browser.post("/me/publications", {{"record", "nonsense"}}).status, 400);
  EXPECT_THAT(reviews(), HasSubstr("Fungerar"));
}

TEST_F(PublicationTest, TheLinkInTheLetterWithdrawsIt) {
  std::string const own = published_by_a_guest();
  Browser browser(*site_);
  EXPECT_THAT(browser.get(own).page, AllOf(HasSubstr("Fungerar"), HasSubstr("Ta tillbaka det")));
  EXPECT_THAT(reviews(), HasSubstr("Fungerar")) << "looking changes nothing";
  EXPECT_EQ(browser.post(own).status, 200);
  EXPECT_THAT(reviews(), Not(HasSubstr("Fungerar")));
  EXPECT_THAT(browser.get(own).page, Not(HasSubstr("Fungerar")));
  pass(1);
  EXPECT_EQ(browser.get(own).status, 404);
  EXPECT_EQ(browser.get("/reviews/own/nonsense").status, 404);
}

TEST_F(PublicationTest, TheLinkWorksAsLongAsItIsHeld) {
  std::string const own = published_by_a_guest();
  pass(3 * 365);
  Browser browser(*site_);
  EXPECT_EQ(browser.get(own).status, 200);
}

TEST_F(PublicationTest, AnOldConfirmationSendsNothingIn) {
  Browser browser(*site_);
  browser.post("/reviews/write", filled(browser));
  std::string const link = link_to("anna@example.com");
  pass(2);
  EXPECT_THAT(browser.post(link).page, Not(HasSubstr("/reviews/own/")));
  EXPECT_FALSE(vault().find_subject("mailto:anna@example.com"));
}

TEST_F(PublicationTest, TheConsentTakenBackErasureAndAPauseTakeThemFromThePage) {
  Browser browser = registered();
  browser.post("/reviews/write", filled(browser));
  publish(held().front().record);
  EXPECT_THAT(reviews(), HasSubstr("Fungerar"));
  browser.post("/me/rights/restriction", {{"answer", "on"}});
  EXPECT_THAT(reviews(), Not(HasSubstr("Fungerar"))) << "paused";
  EXPECT_EQ(browser.post("/reviews/write", filled(browser)).status, 403);
  browser.post("/me/rights/restriction", {{"answer", "off"}});
  EXPECT_THAT(reviews(), HasSubstr("Fungerar"));
  browser.post("/me/choices", {{"purpose", "publication"}, {"channel", ""}, {"answer", "off"}});
  EXPECT_THAT(reviews(), Not(HasSubstr("Fungerar"))) << "consent taken back";
  browser.post("/reviews/write", filled(browser, "Ny."));
  publish(held().front().record);
  EXPECT_THAT(reviews(), HasSubstr("Ny."));
  vault().erase(subject_of("anna@example.com"));
  EXPECT_THAT(reviews(), Not(HasSubstr("Ny."))) << "erased";
}

TEST_F(PublicationTest, WhoIsSignedInWithoutAnAccountGetsTheLettersToo) {
  SubjectId const guest =
      vault().create_subject("mailto:anna@example.com", custody::store::Durability::synced).subject;
  vault().add_record(promise::gate::the_person, guest,
                     {.shape = "order",
                      .reference = {},
                      .fields =
                          [] {
                            std::vector<std::pair<std::string, PersonalText>> fields;
                            fields.emplace_back("email", PersonalText("anna@example.com"));
                            return fields;
                          }(),
                      .events = {{"placed", vault().today()}}},
                     {});
  Browser browser(*site_);
  browser.post("/sign-in/link", {{"email", "anna@example.com"}});
  browser.post(link_to("anna@example.com"));
  EXPECT_EQ(browser.post("/reviews/write", filled(browser)).status, 200);
  EXPECT_THAT(link_to("anna@example.com"), testing::StartsWith("/reviews/own/"));
}

TEST_F(PublicationTest, APolicyThatDoesNotStateTheTermsHasNoPagesOfThem) {
  Browser before(*site_);
  EXPECT_THAT(before.get("/contact").page, HasSubstr("href=\"/reviews?"));
  site_.reset();
  folder_.reset();
  std::filesystem::remove_all(directory_ / "data");
  std::string policy = policy_text();
  auto const terms = policy.find("text = {", policy.find("[consent.act.publication_form]"));
  policy.erase(terms, policy.find('\n', terms) - terms);
  custody::folder::DataFolder::create(directory_ / "data", policy, parse_day("2026-03-05"));
  open();
  Browser browser(*site_);
  EXPECT_EQ(browser.get("/reviews").status, 404);
  EXPECT_EQ(browser.get("/reviews/write").status, 404);
  EXPECT_EQ(browser.post("/reviews/write", {{"message", "Hej."}}).status, 404);
  EXPECT_THAT(browser.get("/contact").page, Not(HasSubstr("href=\"/reviews?")));
}

TEST_F(PublicationTest, AFormFromElsewhereOrTooOftenDoesNothing) {
  Browser browser(*site_);
  auto request = browser.form("/reviews/write", filled(browser));
  request.origin = "https://evil.example";
  EXPECT_EQ(browser.send(request).status, 403);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(browser.post("/reviews/write", filled(browser)).status, 200);
  }
  EXPECT_EQ(browser.post("/reviews/write", filled(browser)).status, 422);
}

}  // namespace
}  // namespace lofte::edge::site
