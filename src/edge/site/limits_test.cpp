// How often a visitor may try, and what an answer waits for.
#include <gmock/gmock.h>

#include "edge/site/site_in_a_test.hpp"

namespace lofte::edge::site {

using testing::SizeIs;

namespace {

TEST_F(SiteTest, WhoAsksForALetterWithoutEndFillsNobodysMailbox) {
  Browser browser(*site_);
  int taken = 0;
  for (int i = 0; i < 4; ++i) {
    for (std::string const email : {"anna@example.com", "Anna@EXAMPLE.com"}) {
      taken +=
          browser.post("/register", {{"name", "Anna"}, {"email", email}}).status == 200 ? 1 : 0;
      taken += browser.post("/newsletter", {{"email", email}}).status == 200 ? 1 : 0;
    }
  }
  EXPECT_EQ(taken, 5);
  EXPECT_THAT(letters_.all(), SizeIs(5)) << "of both kinds together";
  EXPECT_EQ(browser.post("/register", {{"name", "Bo Ek"}, {"email", "bo@example.com"}}).status, 200)
      << "nobody else is kept waiting";
}

TEST_F(SiteTest, NoMoreThanSoManyLettersGoOutInAnHour) {
  Browser browser(*site_);
  auto const ask = [&](int number) {
    return browser.post("/newsletter", {{"email", "p" + std::to_string(number) + "@example.com"}})
        .status;
  };
  int taken = 0;
  while (taken < 1500 && ask(taken) == 200) {
    ++taken;  // a few are earned back meanwhile
  }
  EXPECT_GE(taken, 1000);
  EXPECT_LT(taken, 1500);
}

// So that it comes as soon, and is the same, for an address of which no letter is written.
TEST_F(SiteTest, WhoAsksForALinkWaitsForNoLetter) {
  registered();
  letters_.refuse_after(0);
  for (std::string const email : {"anna@example.com", "nobody@example.com"}) {
    EXPECT_EQ(Browser(*site_).post("/sign-in/link", {{"email", email}}).status, 200) << email;
  }
  site_->finish_errands();
  EXPECT_EQ(Browser(*site_).post("/newsletter", {{"email", "anna@example.com"}}).status, 503)
      << "as it is told where a letter is waited for";
}

}  // namespace
}  // namespace lofte::edge::site
