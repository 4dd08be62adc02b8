#include "edge/site/site.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>

#include "edge/http/url_encoding.hpp"
#include "edge/site/site_in_a_test.hpp"
#include "edge/site/visit.hpp"
#include "shop/customers/customers.hpp"

namespace lofte::edge::site {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

constexpr char const* first_day = "2026-03-05";

std::string file_of_the_project(std::string const& path) {
  std::ifstream in(std::string(LOFTE_SOURCE_DIR) + "/" + path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void take_target(http::Request& request, std::string const& target) {
  request.path = target.substr(0, target.find_first_of("?#"));
  for (std::string_view rest = std::string_view(request.path).substr(1); !rest.empty();) {
    auto const slash = rest.find('/');
    request.segments.emplace_back(rest.substr(0, slash));
    rest = slash == rest.npos ? "" : rest.substr(slash + 1);
  }
  if (auto const question = target.find('?'); question != target.npos) {
    std::string const query = target.substr(question + 1, target.find('#') - question - 1);
    request.query = http::parse_pairs(query, {.what = "query"}).value();
  }
}

std::string encoded(std::string_view text) {
  std::string encoded;
  for (char const byte : text) {
    char digits[4];
    std::snprintf(digits, sizeof digits, "%%%02x", static_cast<unsigned char>(byte));
    encoded += digits;
  }
  return encoded;
}

// Without the language, which every address of ours carries.
std::string without_language(std::string location) {
  auto const at = location.find("language=sv");
  if (at == location.npos) {
    return location;
  }
  bool const last = location.size() == at + 11 || location[at + 11] == '#';
  location.erase(last ? at - 1 : at, 12);
  return location;
}

}  // namespace

Answered Browser::send(http::Request request) {
  http::Response const response = site_->respond(request);
  Answered answered;
  answered.status = response.status;
  if (auto const* body = std::get_if<std::string>(&response.body)) {
    answered.page = *body;
  }
  for (auto const& [name, value] : response.headers) {
    answered.headers[name] = value;
    if (name == "Location") {
      answered.location = without_language(value);
    }
    if (name == "Set-Cookie") {
      answered.set_cookie = value;
      cookie = value.substr(value.find('=') + 1, value.find(';') - value.find('=') - 1);
    }
  }
  return answered;
}

Answered Browser::get(std::string const& target) {
  http::Request request;
  request.method = http::Method::get;
  take_target(request, target);
  request.cookie = cookie.empty() ? "" : "session=" + cookie;
  return send(request);
}

http::Request Browser::form(std::string const& target, Typed typed) const {
  http::Request request;
  request.method = http::Method::post;
  take_target(request, target);
  request.cookie = cookie.empty() ? "" : "session=" + cookie;
  request.origin = "http://shop.example";
  request.content_type = "application/x-www-form-urlencoded";
  if (!cookie.empty()) {
    typed.emplace("form_token", form_token_of(cookie));
  }
  for (auto const& [name, value] : typed) {
    request.body += (request.body.empty() ? "" : "&") + encoded(name) + "=" + encoded(value);
  }
  return request;
}

Answered Browser::post(std::string const& target, Typed typed) {
  return send(form(target, std::move(typed)));
}

SiteTest::SiteTest() {
  char pattern[] = "/tmp/lofte-site-test-XXXXXX";
  directory_ = ::mkdtemp(pattern);
  custody::folder::DataFolder::create(
      directory_ / "data", file_of_the_project("policies/usbstars.toml"), parse_day(first_day));
  open();
}

SiteTest::~SiteTest() {
  site_.reset();
  folder_.reset();
  std::filesystem::remove_all(directory_);
}

void SiteTest::open(std::string public_url) {
  site_.reset();
  folder_.reset();
  folder_ = custody::folder::DataFolder::open(directory_ / "data");
  site_ = std::make_unique<Site>(
      *folder_, SiteSettings{.public_url = std::move(public_url),
                             .mail = &letters_,
                             .name_of_actor = [](std::uint32_t) { return std::string("webshop"); },
                             .errand_failed = [](std::exception const&) {},
                             .password_cost = {.passes = 1, .memory_bytes = 8192}});
}

void SiteTest::pass(int days) {
  folder_->set_clock(vault().today() + std::chrono::days{days});
}

std::string SiteTest::link_to(std::string const& address) {
  site_->finish_errands();
  std::string link;
  for (auto const& letter : letters_.all()) {
    auto const at = letter.text.find("http://shop.example/");
    if (letter.to_address == address && at != letter.text.npos) {
      link = letter.text.substr(at + 19, letter.text.find_first_of("?\n", at) - at - 19);
    }
  }
  return link;
}

Browser SiteTest::registered(std::string const& email) {
  Browser browser(*site_);
  browser.post("/register", {{"name", "Anna Berg"}, {"email", email}});
  browser.post(link_to(email), {{"new_password", password_in_a_test}});
  return browser;
}

SubjectId SiteTest::subject_of(std::string const& email) {
  return vault().find_subject(shop::customers::reference_of(email)).value();
}

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
