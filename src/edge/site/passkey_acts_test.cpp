// Passkeys, through the customers' pages.
#include <gmock/gmock.h>

#include "base/base64.hpp"
#include "custody/webauthn/authenticator_in_a_test.hpp"
#include "edge/site/site_in_a_test.hpp"
#include "edge/site/visit.hpp"
#include "shop/customers/passkeys.hpp"

namespace lofte::edge::site {

using custody::webauthn::SoftAuthenticator;
using testing::HasSubstr;
using testing::Not;

namespace {

std::string member(std::string const& json, std::string const& name) {
  std::string const start = "\"" + name + "\":\"";
  auto const at = json.find(start) + start.size();
  return json.substr(at, json.find('"', at) - at);
}

class PasskeySiteTest : public SiteTest {
 protected:
  PasskeySiteTest() { open("https://shop.example"); }

  Browser stranger() { return Browser(*site_, public_url_); }

  // As the script of the page does it.
  Answered add(Browser& browser, std::string const& name = "Annas telefon") {
    return browser.post("/me/security/passkeys", {{"name", name}, {"credential", made(browser)}});
  }
  std::string made(Browser& browser) {
    std::string const asked = browser.post("/me/security/passkeys/options").page;
    auto const handle = asked.find("\"user\":{\"id\":\"");
    if (handle == asked.npos) {
      return "";
    }
    handle_ = *from_base64url(asked.substr(handle + 14, 43));
    return SoftAuthenticator::json_of(phone_.make({.challenge = member(asked, "challenge")}));
  }
  std::string used(Browser& browser, std::string const& options) {
    return SoftAuthenticator::json_of(phone_.use(
        {.challenge = member(browser.post(options).page, "challenge"), .user_handle = handle_}));
  }
  Answered sign_in(Browser& browser, Typed typed = {}) {
    typed.emplace("credential", used(browser, "/sign-in/passkey/options"));
    return browser.post("/sign-in/passkey", std::move(typed));
  }

  SoftAuthenticator const phone_{custody::webauthn::Algorithm::es256, "phone"};
  Bytes handle_;
};

TEST_F(PasskeySiteTest, SignsInWithAPasskeyAlone) {
  Browser browser = registered();
  EXPECT_EQ(add(browser).location, "/me/security?done=passkey_added");
  EXPECT_THAT(browser.get("/me/security").page, HasSubstr("Annas telefon"));
  Browser other = stranger();
  auto const in = sign_in(other, {{"next", "/me/rights"}});
  EXPECT_EQ(in.location, "/me/rights?done=signed_in");
  EXPECT_THAT(in.set_cookie, HasSubstr("HttpOnly"));
  EXPECT_EQ(other.get("/me").status, 200);
  EXPECT_THAT(other.get("/me/trail?language=en").page, HasSubstr("with a passkey"));
}

TEST_F(PasskeySiteTest, ASessionIsAFreshOneEachTime) {
  Browser browser = registered();
  add(browser);
  std::string const before = browser.cookie;
  EXPECT_EQ(sign_in(browser).status, 303);
  EXPECT_NE(browser.cookie, before);
  Browser old = stranger();
  old.cookie = before;
  EXPECT_EQ(old.get("/me").status, 303);
}

TEST_F(PasskeySiteTest, LeadsNowhereElseAfterSigningIn) {
  Browser browser = registered();
  add(browser);
  EXPECT_EQ(sign_in(browser, {{"next", "https://evil.example"}}).location, "/me?done=signed_in");
}

TEST_F(PasskeySiteTest, WhateverLetsNobodyInLooksTheSame) {
  Browser browser = registered();
  add(browser);
  Browser other = stranger();
  std::string const once = used(other, "/sign-in/passkey/options");
  EXPECT_EQ(other.post("/sign-in/passkey", {{"credential", once}}).status, 303);
  Browser again = stranger();
  auto const replayed = again.post("/sign-in/passkey", {{"credential", once}});
  EXPECT_EQ(replayed.status, 422);
  EXPECT_EQ(replayed.set_cookie, "");
  EXPECT_THAT(again.get("/sign-in").page, HasSubstr("data-autofill"));
  EXPECT_THAT(replayed.page, Not(HasSubstr("data-autofill")))
      << "a device that answers by itself would never stop";
  SoftAuthenticator const nobodys;
  std::string const asked = again.post("/sign-in/passkey/options").page;
  std::string const unknown = SoftAuthenticator::json_of(
      nobodys.use({.challenge = member(asked, "challenge"), .user_handle = "h"}));
  EXPECT_EQ(again.post("/sign-in/passkey", {{"credential", unknown}}).page, replayed.page);
  EXPECT_EQ(again.post("/sign-in/passkey", {{"credential", "nonsense"}}).page, replayed.page);
  EXPECT_EQ(again.post("/sign-in/passkey").page, replayed.page);
}

TEST_F(PasskeySiteTest, ARemovedOneLetsNobodyIn) {
  Browser browser = registered();
  add(browser);
  std::string const id = to_base64url(phone_.id());
  EXPECT_EQ(browser.post("/me/security/passkeys/remove", {{"passkey", id}}).location,
            "/me/security?done=passkey_removed");
  EXPECT_THAT(browser.get("/me/security").page, Not(HasSubstr("Annas telefon")));
  Browser other = stranger();
  EXPECT_EQ(sign_in(other).status, 422);
}

TEST_F(PasskeySiteTest, ItsOwnerIsToldByLetter) {
  Browser browser = registered("anna@example.com");
  add(browser);
  EXPECT_EQ(letters_.all().back().to_address, "anna@example.com");
  EXPECT_THAT(letters_.all().back().subject, HasSubstr("lagts till"));
  browser.post("/me/security/passkeys/remove", {{"passkey", to_base64url(phone_.id())}});
  EXPECT_THAT(letters_.all().back().subject, HasSubstr("tagits bort"));
  auto const count = letters_.all().size();
  browser.post("/me/security/passkeys/remove", {{"passkey", to_base64url(phone_.id())}});
  EXPECT_EQ(letters_.all().size(), count) << "nothing was removed";
}

TEST_F(PasskeySiteTest, AddingAndRemovingAskWhoItIs) {
  Browser browser = registered();
  add(browser);
  pass(1);
  Browser later = browser;
  EXPECT_EQ(later.post("/me/security/passkeys/options").status, 403);
  std::string const id = to_base64url(phone_.id());
  EXPECT_EQ(later.post("/me/security/passkeys/remove", {{"passkey", id}}).status, 403);
  EXPECT_THAT(later.get("/me/security").page, HasSubstr("/me/security/proof?"));
  EXPECT_EQ(
      later.post("/me/security/proof", {{"password", "wrong"}, {"next", "/me/security"}}).status,
      422);
  EXPECT_EQ(later.post("/me/security/passkeys/options").status, 403);
  EXPECT_EQ(
      later.post("/me/security/proof", {{"password", password_in_a_test}, {"next", "/me/security"}})
          .location,
      "/me/security?done=proven");
  EXPECT_EQ(later.post("/me/security/passkeys/options").status, 200);
}

TEST_F(PasskeySiteTest, APasskeyIsProofForWhatCantBeUndone) {
  Browser browser = registered();
  add(browser);
  pass(1);
  EXPECT_EQ(browser.post("/me/rights/erase").status, 422);
  EXPECT_THAT(browser.get("/me/rights/erase").page, HasSubstr("/me/security/proof/passkey"));
  std::string const sign_in = used(browser, "/sign-in/passkey/options");
  EXPECT_EQ(browser
                .post("/me/security/proof/passkey",
                      {{"credential", sign_in}, {"next", "/me/rights/erase"}})
                .status,
            422)
      << "asked for something else";
  EXPECT_EQ(browser.post("/me/rights/erase").status, 422);
  std::string const proof = used(browser, "/me/security/proof/passkey/options");
  EXPECT_EQ(
      browser
          .post("/me/security/proof/passkey", {{"credential", proof}, {"next", "/me/rights/erase"}})
          .location,
      "/me/rights/erase?done=proven");
  EXPECT_EQ(browser.post("/me/rights/erase").status, 303);
}

TEST_F(PasskeySiteTest, GuessersOfAPasswordAreSlowedDownHereToo) {
  Browser browser = registered();
  pass(1);
  for (int i = 0; i < 10; ++i) {
    browser.post("/me/security/proof", {{"password", "wrong"}});
  }
  EXPECT_EQ(browser.post("/me/security/proof", {{"password", password_in_a_test}}).status, 422);
}

TEST_F(PasskeySiteTest, AFormFromElsewhereDoesNothing) {
  Browser browser = registered();
  add(browser);
  std::string const credential = used(browser, "/sign-in/passkey/options");
  for (std::string const target :
       {"/sign-in/passkey", "/sign-in/passkey/options", "/me/security/passkeys",
        "/me/security/passkeys/options", "/me/security/passkeys/name",
        "/me/security/passkeys/remove", "/me/security/proof", "/me/security/proof/passkey",
        "/me/security/proof/passkey/options"}) {
    auto request =
        browser.form(target, {{"credential", credential}, {"passkey", to_base64url(phone_.id())}});
    request.origin = "https://evil.example";
    EXPECT_EQ(browser.send(request).status, 403) << target;
    EXPECT_EQ(browser.post(target, {{"form_token", "another"}}).status, 409) << target;
  }
  EXPECT_EQ(shop::customers::passkeys_of(vault(), subject_of("anna@example.com")).size(), 1U);
}

TEST_F(PasskeySiteTest, ANameIsTypedAndEscaped) {
  Browser browser = registered();
  EXPECT_EQ(add(browser, " ").status, 422);
  EXPECT_EQ(add(browser, std::string(300, 'x')).status, 422);
  EXPECT_EQ(add(browser, "<script>alert(1)</script>").status, 303);
  EXPECT_THAT(browser.get("/me/security").page, HasSubstr("&lt;script&gt;"));
  std::string const id = to_base64url(phone_.id());
  EXPECT_EQ(browser.post("/me/security/passkeys/name", {{"passkey", id}, {"name", ""}}).status,
            422);
  EXPECT_EQ(
      browser.post("/me/security/passkeys/name", {{"passkey", id}, {"name", "Plattan"}}).location,
      "/me/security?done=passkey_renamed");
  EXPECT_THAT(browser.get("/me/data").page, HasSubstr("Plattan"));
  EXPECT_THAT(browser.get("/me/data").page, Not(HasSubstr("passkey;id=")));
  EXPECT_THAT(browser.post("/me/rights/package", {{"format", "json"}}).page,
              HasSubstr("passkey;id=" + id));
}

TEST_F(PasskeySiteTest, OnlyPagesThatAskForAPasskeyHaveAScript) {
  Browser browser = registered();
  auto const scripts_of = [&](std::string const& target) {
    auto request = browser.form(target, {});
    request.method = http::Method::get;
    return site_->respond(request).scripts;
  };
  EXPECT_EQ(scripts_of("/me/security"), http::Scripts::own);
  EXPECT_EQ(scripts_of("/sign-in"), http::Scripts::own);
  for (std::string const target :
       {"/me", "/me/data", "/me/rights", "/me/rights/erase", "/register"}) {
    EXPECT_EQ(scripts_of(target), http::Scripts::none) << target;
  }
  EXPECT_THAT(browser.get("/me/security").page, Not(HasSubstr("<script>")));
}

TEST_F(PasskeySiteTest, AtAnAddressWithoutANameNoneAreOffered) {
  open("http://192.0.2.1:8080");
  Browser browser = registered();
  EXPECT_THAT(browser.get("/sign-in").page, Not(HasSubstr("passkey")));
  EXPECT_THAT(browser.get("/me/security").page, Not(HasSubstr("passkey")));
  EXPECT_EQ(browser.post("/sign-in/passkey/options").status, 403);
  EXPECT_EQ(browser.post("/me/security/passkeys/options").status, 403);
}

}  // namespace
}  // namespace lofte::edge::site
