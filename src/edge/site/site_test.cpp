#include "edge/site/site.hpp"

#include <gmock/gmock.h>

#include "custody/upkeep/plan.hpp"
#include "edge/site/site_in_a_test.hpp"
#include "edge/site/visit.hpp"
#include "shop/customers/customers.hpp"

namespace lofte::edge::site {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

// --- Registering and signing in

TEST_F(SiteTest, RegistersOnceTheLinkInTheLetterIsPressed) {
  Browser browser(*site_);
  auto const asked =
      browser.post("/register", {{"name", "Anna Berg"}, {"email", "anna@example.com"}});
  EXPECT_EQ(asked.status, 200);
  std::string const link = link_to("anna@example.com");
  EXPECT_THAT(link, StartsWith("/register/"));
  EXPECT_EQ(browser.get(link).status, 200) << "as a program that looks through mail does";
  EXPECT_EQ(browser.post(link).status, 422) << "a password is asked for";
  EXPECT_EQ(browser.post(link, {{"new_password", "password1234"}}).status, 422);
  EXPECT_EQ(vault().find_subject("mailto:anna@example.com"), std::nullopt);
  auto const confirmed = browser.post(link, {{"new_password", password_in_a_test}});
  EXPECT_EQ(confirmed.location, "/me?done=registered");
  EXPECT_THAT(browser.get("/me").page, HasSubstr("Anna Berg"));
}

TEST_F(SiteTest, WhoTypesAnothersAddressGetsNothingOfTheirs) {
  registered();
  Browser attacker(*site_);
  attacker.post("/register", {{"name", "Somebody Else"}, {"email", "anna@example.com"}});
  Browser victim(*site_);
  std::string const link = link_to("anna@example.com");
  EXPECT_THAT(victim.get(link).page, Not(HasSubstr("new_password")));
  EXPECT_EQ(victim.post(link, {{"new_password", "chosen by an attacker"}}).status, 303);
  Browser again(*site_);
  EXPECT_EQ(
      again.post("/sign-in", {{"email", "anna@example.com"}, {"password", "chosen by an attacker"}})
          .status,
      422);
  EXPECT_EQ(
      again.post("/sign-in", {{"email", "anna@example.com"}, {"password", password_in_a_test}})
          .status,
      303);
}

TEST_F(SiteTest, WhatIsTypedWrongIsToldBesideTheFieldAndKept) {
  Browser browser(*site_);
  auto const answered = browser.post(
      "/register",
      {{"name", "<script>alert(1)</script>"}, {"email", "anna@"}, {"birth_date", "2030-01-01"}});
  EXPECT_EQ(answered.status, 422);
  EXPECT_THAT(answered.page, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(answered.page, Not(HasSubstr("<script>")));
  EXPECT_TRUE(letters_.all().empty());
}

TEST_F(SiteTest, SignsInAndOut) {
  registered();
  Browser browser(*site_);
  auto const wrong =
      browser.post("/sign-in", {{"email", "anna@example.com"}, {"password", "wrong"}});
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(wrong.set_cookie, "");
  auto const in =
      browser.post("/sign-in", {{"email", "Anna@Example.com"}, {"password", password_in_a_test}});
  EXPECT_EQ(in.status, 303);
  EXPECT_EQ(in.location, "/me?done=signed_in");
  EXPECT_EQ(browser.get("/me").status, 200);
  std::string const cookie = browser.cookie;
  EXPECT_EQ(browser.post("/sign-out").location, "/sign-in?done=signed_out");
  EXPECT_EQ(browser.cookie, "");
  browser.cookie = cookie;
  EXPECT_EQ(browser.get("/me").status, 303) << "the server has forgotten it, too";
}

TEST_F(SiteTest, AWrongPasswordAndAnUnknownAddressLookTheSame) {
  registered();
  Browser browser(*site_);
  auto answers = [&](std::string const& email) {
    std::string page =
        browser.post("/sign-in", {{"email", email}, {"password", "something else"}}).page;
    for (std::size_t at = 0; (at = page.find(email)) != page.npos;) {
      page.erase(at, email.size());
    }
    return page;
  };
  EXPECT_EQ(answers("anna@example.com"), answers("nobody@example.com"));
}

TEST_F(SiteTest, ALinkLetsInOnceAndNobodyLearnsWhetherThereWasOne) {
  registered();
  Browser browser(*site_);
  auto const known = browser.post("/sign-in/link", {{"email", "anna@example.com"}});
  auto const unknown = browser.post("/sign-in/link", {{"email", "annb@example.com"}});
  EXPECT_EQ(known.status, unknown.status);
  EXPECT_EQ(known.page.size(), unknown.page.size());
  EXPECT_EQ(link_to("annb@example.com"), "");
  std::string const link = link_to("anna@example.com");
  EXPECT_EQ(browser.post(link).location, "/me?done=signed_in");
  Browser second(*site_);
  EXPECT_EQ(second.post(link).set_cookie, "");
}

TEST_F(SiteTest, AGuestWhoOnlyEverOrderedIsLetInByALink) {
  vault().create_subject("mailto:guest@example.com", custody::store::Durability::synced);
  Browser browser(*site_);
  browser.post("/sign-in/link", {{"email", "guest@example.com"}});
  browser.post(link_to("guest@example.com"));
  EXPECT_EQ(browser.get("/me").status, 200);
  EXPECT_THAT(browser.get("/me/rights/erase").page, Not(HasSubstr("type=\"password\"")));
  EXPECT_EQ(browser.post("/me/rights/erase").status, 303) << "the link was proof a moment ago";
}

TEST_F(SiteTest, ASessionIsAFreshOneEachTime) {
  Browser browser = registered();
  std::string const before = browser.cookie;
  browser.post("/sign-in", {{"email", "anna@example.com"}, {"password", password_in_a_test}});
  EXPECT_NE(browser.cookie, before);
  Browser old(*site_);
  old.cookie = before;
  EXPECT_EQ(old.get("/me").status, 303);
  Browser fixed(*site_);
  fixed.cookie = "chosen-by-somebody-else";
  fixed.send([&] {
    auto request =
        fixed.form("/sign-in", {{"email", "anna@example.com"}, {"password", password_in_a_test}});
    return request;
  }());
  EXPECT_NE(fixed.cookie, "chosen-by-somebody-else");
}

TEST_F(SiteTest, TheCookieIsForTheServerAlone) {
  Browser browser = registered();
  auto const in =
      browser.post("/sign-in", {{"email", "anna@example.com"}, {"password", password_in_a_test}});
  EXPECT_THAT(in.set_cookie, HasSubstr("; Path=/; HttpOnly; SameSite=Lax"));
  EXPECT_THAT(in.set_cookie, Not(HasSubstr("Secure")));
  EXPECT_THAT(in.set_cookie, Not(HasSubstr("Max-Age"))) << "until the browser is closed";
  open("https://shop.example");
  Browser secure(*site_);
  auto request =
      secure.form("/sign-in", {{"email", "anna@example.com"}, {"password", password_in_a_test}});
  request.origin = "https://shop.example";
  EXPECT_THAT(secure.send(request).set_cookie, HasSubstr("; Secure"));
}

TEST_F(SiteTest, OverHttpsTheCookieIsBoundToTheHostWhereThePolicySaysSo) {
  std::string text = policy_text();
  std::string const declared = "[cookie.session]";
  text.replace(text.find(declared), declared.size(), "[cookie.__Host-session]");
  auto const plan = custody::upkeep::plan(vault(), text);
  folder_->upkeep().publish(text, plan.hash);
  open("http://shop.example");
  Browser plain = registered("bo@example.com");
  EXPECT_EQ(plain.cookie, "") << "a browser would not take it";
  open("https://shop.example");
  Browser browser = registered();
  EXPECT_EQ(browser.cookie_name, "__Host-session");
  EXPECT_EQ(browser.get("/me").status, 200);
  browser.cookie_name = "session";
  EXPECT_EQ(browser.get("/me").status, 303) << "a neighbour may have set it";
}

TEST_F(SiteTest, GuessersAreSlowedDown) {
  registered();
  Browser browser(*site_);
  for (int i = 0; i < 10; ++i) {
    browser.post("/sign-in", {{"email", "anna@example.com"}, {"password", "wrong"}});
  }
  auto const right =
      browser.post("/sign-in", {{"email", "ANNA@example.com"}, {"password", password_in_a_test}});
  EXPECT_EQ(right.status, 422);
  EXPECT_EQ(right.set_cookie, "");
  for (int i = 0; i < 8; ++i) {
    browser.post("/sign-in/link", {{"email", "anna@example.com"}});
  }
  site_->finish_errands();
  EXPECT_LE(letters_.all().size(), 6U);
}

// --- Whose page a form is on

TEST_F(SiteTest, AFormFromElsewhereDoesNothing) {
  Browser browser = registered();
  auto request = browser.form("/me/rights/restriction", {{"answer", "on"}});
  request.origin = "https://evil.example";
  EXPECT_EQ(browser.send(request).status, 403);
  request.origin = "null";
  EXPECT_EQ(browser.send(request).status, 403);
  request.origin = "";
  EXPECT_EQ(browser.send(request).status, 403);
  request.origin = "http://shop.example";
  request.sec_fetch_site = "cross-site";
  EXPECT_EQ(browser.send(request).status, 403);
  request.sec_fetch_site = "same-site";
  EXPECT_EQ(browser.send(request).status, 403);
  EXPECT_FALSE(vault().standing(subject_of("anna@example.com")).restricted);
  request.sec_fetch_site = "same-origin";
  EXPECT_EQ(browser.send(request).status, 303);
  EXPECT_TRUE(vault().standing(subject_of("anna@example.com")).restricted);
}

TEST_F(SiteTest, AFormWithoutTheSessionsTokenDoesNothing) {
  Browser browser = registered();
  EXPECT_EQ(
      browser.post("/me/rights/restriction", {{"answer", "on"}, {"form_token", "another"}}).status,
      409);
  EXPECT_EQ(browser.post("/me/rights/restriction", {{"answer", "on"}, {"form_token", ""}}).status,
            409);
  EXPECT_FALSE(vault().standing(subject_of("anna@example.com")).restricted);
}

TEST_F(SiteTest, WhatIsNoFormIsRefused) {
  Browser browser = registered();
  auto request = browser.form("/me/rights/restriction", {{"answer", "on"}});
  request.content_type = "text/plain";
  EXPECT_EQ(browser.send(request).status, 400);
  request.content_type = "application/x-www-form-urlencoded";
  request.body += "&%zz";
  EXPECT_EQ(browser.send(request).status, 400);
}

TEST_F(SiteTest, LeadsNowhereElseAfterSigningIn) {
  registered();
  for (std::string const next :
       {"https://evil.example", "//evil.example", "/\\evil.example", "/me//evil.example", "/meevil",
        "javascript:alert(1)", "/me\r\nSet-Cookie: a=b", "/policy"}) {
    Browser browser(*site_);
    auto const in = browser.post(
        "/sign-in",
        {{"email", "anna@example.com"}, {"password", password_in_a_test}, {"next", next}});
    EXPECT_EQ(in.location, "/me?done=signed_in") << next;
  }
  Browser browser(*site_);
  EXPECT_EQ(browser.get("/me/rights").location, "/sign-in?next=/me/rights");
  EXPECT_EQ(browser
                .post("/sign-in", {{"email", "anna@example.com"},
                                   {"password", password_in_a_test},
                                   {"next", "/me/rights"}})
                .location,
            "/me/rights?done=signed_in");
}

TEST_F(SiteTest, LeadsToAPageOfTheirsAloneAfterSigningIn) {
  registered();
  auto const led_to = [&](std::string const& next) {
    return Browser(*site_)
        .post("/sign-in",
              {{"email", "anna@example.com"}, {"password", password_in_a_test}, {"next", next}})
        .location;
  };
  for (std::string const next :
       {"/me/../policy", "/me/%2e%2e/policy", "/me?done=erase_undone", "/me?language=sv",
        "/me/rights?page=1&page=2", "/me?page=", "/me/rights#requests"}) {
    EXPECT_EQ(led_to(next), "/me?done=signed_in") << next;
  }
  EXPECT_EQ(led_to("/me/trail?page=2"), "/me/trail?page=2&done=signed_in");
}

TEST_F(SiteTest, PagesOfOnePersonAreKeptByNobody) {
  Browser browser = registered();
  EXPECT_FALSE(browser.get("/me").headers.contains("Cache-Control")) << "the server says no-store";
}

// --- My pages

TEST_F(SiteTest, ShowsWhatIsHeldAndWhoHasReadIt) {
  Browser browser = registered();
  EXPECT_THAT(browser.get("/me/data").page, HasSubstr("anna@example.com"));
  EXPECT_THAT(browser.get("/me/data").page, Not(HasSubstr("$argon2")));
  EXPECT_EQ(browser.get("/me/trail").status, 200);
  EXPECT_EQ(browser.get("/me/trail?page=9").status, 200);
  EXPECT_EQ(browser.get("/me/orders?page=x").status, 200);
}

TEST_F(SiteTest, CorrectsAName) {
  Browser browser = registered();
  std::string const id =
      to_string(shop::customers::find_account(vault(), subject_of("anna@example.com"))->value);
  std::string const path = "/me/data/" + id + "/correct";
  EXPECT_THAT(browser.get(path).page, HasSubstr("Anna Berg"));
  auto const done = browser.post(path, {{"field.name", "Anna Björk 🌿 عنا"}});
  EXPECT_EQ(done.location, "/me/data?done=corrected#record-" + id);
  EXPECT_THAT(browser.get("/me/data").page, HasSubstr("Anna Björk 🌿 عنا"));
  EXPECT_EQ(browser.post(path, {{"field.name", "Anna Björk 🌿 عنا"}}).status, 422) << "unchanged";
  EXPECT_EQ(browser.post(path, {{"field.name", std::string(300, 'x')}}).status, 422);
  EXPECT_EQ(browser.get("/me/data/00000000000000000000000000000000/correct").status, 404);
}

TEST_F(SiteTest, AnothersRecordIsNotThere) {
  registered("anna@example.com");
  std::string const annas =
      to_string(shop::customers::find_account(vault(), subject_of("anna@example.com"))->value);
  Browser bo = registered("bo@example.com");
  EXPECT_EQ(bo.get("/me/data/" + annas + "/correct").status, 404);
  EXPECT_EQ(bo.post("/me/data/" + annas + "/correct", {{"field.name", "Bo"}}).status, 404);
}

TEST_F(SiteTest, ChoicesWorkAtOnce) {
  Browser browser = registered();
  SubjectId const anna = subject_of("anna@example.com");
  browser.post("/me/choices", {{"purpose", "newsletter"}, {"channel", ""}, {"answer", "on"}});
  EXPECT_EQ(vault().standing(anna).purposes.front().consent,
            promise::retention::ConsentState::given);
  browser.post("/me/choices", {{"purpose", "marketing"}, {"channel", "post"}, {"answer", "off"}});
  EXPECT_EQ(vault().standing(anna).channels.size(), 1U);
  EXPECT_EQ(browser.post("/me/choices/stop").location, "/me/choices?done=marketing_stopped");
  for (auto const& standing : vault().standing(anna).purposes) {
    EXPECT_TRUE(standing.objected ||
                standing.consent == promise::retention::ConsentState::withdrawn);
  }
  EXPECT_EQ(browser.post("/me/choices", {{"purpose", "bookkeeping"}, {"answer", "off"}}).status,
            400);
}

TEST_F(SiteTest, GivesACopyInEveryFormatAndNotesIt) {
  Browser browser = registered();
  for (std::string const format : {"json", "csv", "html"}) {
    auto const copy = browser.post("/me/rights/package", {{"format", format}});
    EXPECT_EQ(copy.status, 200) << format;
    EXPECT_THAT(copy.page, HasSubstr("anna@example.com")) << format;
    EXPECT_THAT(copy.headers.at("Content-Disposition"), HasSubstr("attachment"));
  }
  EXPECT_EQ(browser.post("/me/rights/package", {{"format", "exe"}}).status, 400);
}

}  // namespace
}  // namespace lofte::edge::site
