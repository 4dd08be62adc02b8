// Erasures, passwords and addresses, through the customers' pages.
#include <gmock/gmock.h>

#include "edge/site/site_in_a_test.hpp"
#include "edge/site/visit.hpp"
#include "shop/customers/customers.hpp"

namespace lofte::edge::site {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

// --- Erasure

TEST_F(SiteTest, ErasesAfterTheDaysInWhichItCanBeUndone) {
  Browser browser = registered();
  SubjectId const anna = subject_of("anna@example.com");
  EXPECT_EQ(browser.post("/me/rights/erase", {{"password", "wrong"}}).status, 422);
  EXPECT_EQ(browser.post("/me/rights/erase", {{"password", password_in_a_test}}).status, 303);
  EXPECT_TRUE(vault().standing(anna).restricted);
  EXPECT_EQ(browser.get("/me/rights/erase").status, 200);
  pass(8);
  EXPECT_EQ(site_->do_what_is_due().erased, 1U);
  EXPECT_THAT(link_to("anna@example.com"), StartsWith("/receipts/"));
  EXPECT_EQ(vault().find_subject("mailto:anna@example.com"), anna) << "the request is kept, by law";
  for (auto const& record : vault().summary(anna)) {
    EXPECT_EQ(record.shape, "request");
  }
}

TEST_F(SiteTest, AnErasureCanBeUndone) {
  Browser browser = registered();
  browser.post("/me/rights/erase", {{"password", password_in_a_test}});
  EXPECT_EQ(browser.post("/me/rights/erase/undo").location, "/me/rights?done=erase_undone");
  EXPECT_EQ(browser.post("/me/rights/erase/undo").location, "/me/rights");
  EXPECT_FALSE(vault().standing(subject_of("anna@example.com")).restricted);
}

TEST_F(SiteTest, WhoHasAskedForAnErasureCanComeBackAndUndoIt) {
  Browser browser = registered();
  browser.post("/me/rights/erase", {{"password", password_in_a_test}});
  Browser later(*site_);
  EXPECT_EQ(
      later.post("/sign-in", {{"email", "anna@example.com"}, {"password", password_in_a_test}})
          .status,
      303);
  EXPECT_THAT(later.get("/me/rights/erase").page, HasSubstr("/me/rights/erase/undo"));
  EXPECT_EQ(later.post("/me/rights/erase/undo").location, "/me/rights?done=erase_undone");
}

TEST_F(SiteTest, AnErasureAsksWhoItIs) {
  Browser browser = registered();  // a moment ago, by link: that is proof
  EXPECT_EQ(browser.post("/me/rights/erase").status, 303);
  browser.post("/me/rights/erase/undo");
  Browser later = browser;
  pass(1);  // noon of the next day: the proof is old, and the session is not
  EXPECT_EQ(later.post("/me/rights/erase").status, 422);
}

// --- Security

TEST_F(SiteTest, ANewPasswordEndsOtherSessions) {
  Browser here = registered();
  Browser elsewhere(*site_);
  elsewhere.post("/sign-in", {{"email", "anna@example.com"}, {"password", password_in_a_test}});
  EXPECT_EQ(here.post("/me/security/password",
                      {{"password", "wrong"}, {"new_password", "battery horse correct"}})
                .status,
            422);
  EXPECT_EQ(here.post("/me/security/password",
                      {{"password", password_in_a_test}, {"new_password", "battery horse correct"}})
                .status,
            303);
  EXPECT_EQ(here.get("/me").status, 200);
  EXPECT_EQ(elsewhere.get("/me").status, 303);
}

TEST_F(SiteTest, SignsOutEverywhereElse) {
  Browser here = registered();
  Browser elsewhere(*site_);
  elsewhere.post("/sign-in", {{"email", "anna@example.com"}, {"password", password_in_a_test}});
  EXPECT_EQ(here.post("/me/security/sessions").status, 303);
  EXPECT_EQ(here.get("/me").status, 200);
  EXPECT_EQ(elsewhere.get("/me").status, 303);
}

TEST_F(SiteTest, ANewAddressCountsOnceItsLinkIsPressed) {
  Browser browser = registered();
  SubjectId const anna = subject_of("anna@example.com");
  browser.post("/me/security/email",
               {{"email", "anna+new@example.org"}, {"password", password_in_a_test}});
  std::string const link = link_to("anna+new@example.org");
  EXPECT_THAT(link, StartsWith("/confirm-address/"));
  EXPECT_EQ(vault().find_subject("mailto:anna+new@example.org"), std::nullopt);
  browser.post(link);
  auto const last = letters_.all().back();
  EXPECT_EQ(last.to_address, "anna@example.com") << "whose address it was is told";
  EXPECT_EQ(vault().find_subject("mailto:anna+new@example.org"), anna);
  EXPECT_EQ(vault().find_subject("mailto:anna@example.com"), std::nullopt);
  Browser again(*site_);
  EXPECT_EQ(
      again.post("/sign-in", {{"email", "anna+new@example.org"}, {"password", password_in_a_test}})
          .status,
      303);
}

TEST_F(SiteTest, AnAddressOfSomebodyElseIsNotTaken) {
  registered("bo@example.com");
  Browser browser = registered("anna@example.com");
  browser.post("/me/security/email",
               {{"email", "bo@example.com"}, {"password", password_in_a_test}});
  std::string const link = link_to("bo@example.com");
  EXPECT_EQ(browser.post(link).status, 409);
  EXPECT_EQ(vault().find_subject("mailto:bo@example.com"), subject_of("bo@example.com"));
  EXPECT_NE(subject_of("bo@example.com"), subject_of("anna@example.com"));
}

TEST_F(SiteTest, AForgottenPasswordIsReplacedAfterALink) {
  registered();
  Browser browser(*site_);
  browser.post("/sign-in/link", {{"email", "anna@example.com"}});
  browser.post(link_to("anna@example.com"));
  EXPECT_EQ(
      browser.post("/me/security/password", {{"new_password", "battery horse correct"}}).location,
      "/me/security?done=password_changed");
  Browser again(*site_);
  EXPECT_EQ(
      again.post("/sign-in", {{"email", "anna@example.com"}, {"password", "battery horse correct"}})
          .status,
      303);
}

TEST_F(SiteTest, WithoutMailWhatNeedsItSaysSo) {
  site_.reset();
  site_ = std::make_unique<Site>(
      *folder_, SiteSettings{.public_url = "http://shop.example",
                             .errand_failed = [](std::exception const&) {},
                             .password_cost = {.passes = 1, .memory_bytes = 8192}});
  Browser browser(*site_);
  EXPECT_EQ(browser.post("/sign-in/link", {{"email", "anna@example.com"}}).status, 503);
  EXPECT_EQ(browser.get("/sign-in").status, 200);
}

}  // namespace
}  // namespace lofte::edge::site
