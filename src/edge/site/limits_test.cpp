// How often a visitor may try, and what an answer waits for.
#include <gmock/gmock.h>

#include <thread>

#include "edge/site/site_in_a_test.hpp"

namespace lofte::edge::site {

using testing::SizeIs;

namespace {

// Notes on which thread a letter was handed over.
class ThreadsKept final : public mail::Mail {
 public:
  void post(mail::Letter) override {
    by_.with([](auto& by) { by.push_back(std::this_thread::get_id()); });
  }
  std::vector<std::thread::id> all() const {
    return by_.with([](auto const& by) { return by; });
  }

 private:
  Guarded<std::vector<std::thread::id>> by_;
};

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

// So that it comes as soon for an address that nobody knows, of which no letter is written.
TEST_F(SiteTest, WhoAsksForALinkWaitsForNoLetter) {
  registered();
  ThreadsKept threads;
  {
    Site site(*folder_, {.public_url = public_url_,
                         .mail = &threads,
                         .password_cost = {.passes = 1, .memory_bytes = 8192}});
    Browser browser(site);
    EXPECT_EQ(browser.post("/sign-in/link", {{"email", "anna@example.com"}}).status, 200);
    site.finish_errands();
  }
  ASSERT_THAT(threads.all(), SizeIs(1));
  EXPECT_NE(threads.all()[0], std::this_thread::get_id());
}

}  // namespace
}  // namespace lofte::edge::site
