// Every page of the site by its door: whose forms are taken, and who may come in. The routes are
// listed by the acts themselves, so that one that is new is asked here, too.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "custody/webauthn/relying_party.hpp"
#include "edge/pages/phrases.hpp"
#include "edge/site/ground.hpp"
#include "edge/site/site_in_a_test.hpp"

namespace lofte::edge::site {

using http::Method;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

namespace {

struct Listed {
  Door door;
  Method method;
  std::string pattern;
};

class List final : public Pathways {
 public:
  void get(Door door, std::string pattern, Act) override {
    all.push_back({.door = door, .method = Method::get, .pattern = std::move(pattern)});
  }
  void post(Door door, std::string pattern, Act) override {
    all.push_back({.door = door, .method = Method::post, .pattern = std::move(pattern)});
  }
  std::vector<Listed> all;
};

// What acts stand on; enough to name their routes, which are not run.
class Footing {
 public:
  explicit Footing(custody::folder::DataFolder& folder)
      : vault_(folder.vault()), tickets_(folder.store(), folder.clock(), random_) {}

  Ground ground() {
    return {.vault = vault_,
            .tickets = tickets_,
            .passwords = passwords_,
            .agenda = agenda_,
            .sessions = sessions_,
            .passkeys = passkeys_,
            .pages = pages_,
            .limits = limits_,
            .errands = errands_,
            .shelf = shelf_,
            .mail = nullptr,
            .name_of_actor = {},
            .public_url = "http://shop.example"};
  }

 private:
  RateLimit limit() { return {{.times = 1, .period = std::chrono::hours{1}}, clock_, random_}; }

  custody::vault::Vault& vault_;
  SystemClock clock_;
  SystemRandom random_;
  custody::tickets::Tickets tickets_;
  custody::crypto::Passwords passwords_{{.passes = 1, .memory_bytes = 8192}};
  custody::agenda::Agenda agenda_{vault_.ground().store};
  shop::customers::Sessions sessions_{vault_, tickets_};
  shop::customers::Passkeys passkeys_{
      {.vault = vault_, .tickets = tickets_, .passwords = passwords_}, std::nullopt};
  pages::CustomerPages pages_;
  Limits limits_{limit(), limit(), limit(), limit(), limit()};
  Errands errands_{{}};
  shop::publications::Shelf shelf_{vault_};
};

std::string text_of(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// How often the acts say that there is a route.
std::size_t routes_in_the_source() {
  static std::regex const route(R"(pathways\.(get|post)\()");
  std::size_t count = 0;
  for (auto const& entry : std::filesystem::directory_iterator(
           std::filesystem::path(LOFTE_SOURCE_DIR) / "src/edge/site")) {
    if (entry.path().string().ends_with("_acts.cpp")) {
      std::string const text = text_of(entry.path());
      count += static_cast<std::size_t>(
          std::distance(std::sregex_iterator(text.begin(), text.end(), route), {}));
    }
  }
  return count;
}

// A path of the pattern's form, which leads to nobody's.
std::string path_of(std::string const& pattern) {
  static std::regex const name(R"(\{\w+\})");
  return std::regex_replace(pattern, name, std::string(32, '0'));
}

std::string_view said(std::string_view key) {
  static auto const phrases = pages::Phrases::of("sv");
  return phrases.text(key);
}

bool came_from_elsewhere(Answered const& answered) {
  return answered.status == 403 &&
         answered.page.contains(said("problem.form.from_elsewhere.title"));
}

bool was_too_old(Answered const& answered) {
  return answered.status == 409 && answered.page.contains(said("problem.form.too_old.title"));
}

class DoorsTest : public SiteTest {
 protected:
  DoorsTest() {
    Footing footing(*folder_);
    List list;
    add_acts(list, footing.ground());
    all_ = std::move(list.all);
  }

  std::vector<Listed> routes(Method method) const {
    auto found = all_;
    std::erase_if(found, [&](Listed const& route) { return route.method != method; });
    return found;
  }
  std::vector<Listed> forms() const {
    auto found = routes(Method::post);
    std::erase_if(found, [&](Listed const& route) { return route.door == Door::letter; });
    return found;
  }
  std::uint64_t entries_in_the_ledger() {
    folder_->ledger().sequence();
    return folder_->ledger().log().checkpoint().checkpoint.size;
  }

  std::vector<Listed> all_;
};

TEST_F(DoorsTest, AreAllListedHere) {
  EXPECT_EQ(all_.size(), routes_in_the_source())
      << "a group of acts is missing from DoorsTest: add its add_…_acts";
  for (Listed const& route : all_) {
    http::Request const request = Browser(*site_).form(path_of(route.pattern), {});
    EXPECT_TRUE(site_->knows(request)) << route.pattern << " is not the site's";
  }
}

TEST_F(DoorsTest, NoFormIsTakenFromElsewhere) {
  struct Sent {
    std::string origin;
    std::string sec_fetch_site;
  };
  Browser anna = registered();
  auto const before = entries_in_the_ledger();
  for (Browser browser : {anna, Browser(*site_)}) {
    for (Listed const& route : forms()) {
      for (Sent const& sent :
           {Sent{"https://evil.example", ""}, Sent{"null", ""}, Sent{"", ""},
            Sent{"http://shop.example.evil.example", ""}, Sent{"http://shop.example:81", ""},
            Sent{"https://shop.example", ""}, Sent{"http://shop.example", "cross-site"},
            Sent{"http://shop.example", "same-site"}, Sent{"http://shop.example", "none"}}) {
        http::Request request = browser.form(path_of(route.pattern), {});
        request.origin = sent.origin;
        request.sec_fetch_site = sent.sec_fetch_site;
        EXPECT_TRUE(came_from_elsewhere(browser.send(request)))
            << route.pattern << " from \"" << sent.origin << "\" " << sent.sec_fetch_site;
      }
    }
  }
  EXPECT_EQ(entries_in_the_ledger(), before);
  EXPECT_EQ(anna.get("/me").status, 200) << "still signed in";
}

TEST_F(DoorsTest, NoFormOfWhoHasSignedInIsTakenWithoutItsToken) {
  Browser anna = registered();
  Browser bo = registered("bo@example.com");
  std::string const tokens_of_others[] = {"", "another", form_token_of(bo.cookie), anna.cookie};
  auto const before = entries_in_the_ledger();
  for (Listed const& route : forms()) {
    for (std::string const& token : tokens_of_others) {
      Browser browser = anna;
      EXPECT_TRUE(was_too_old(browser.post(path_of(route.pattern), {{"form_token", token}})))
          << route.pattern << " with the token \"" << token << "\"";
    }
    http::Request without = anna.form(path_of(route.pattern), {});
    without.body.clear();
    EXPECT_TRUE(was_too_old(anna.send(without))) << route.pattern << " without a token";
  }
  EXPECT_EQ(entries_in_the_ledger(), before);
  EXPECT_EQ(anna.get("/me").status, 200) << "still signed in";
}

// Else the two tests above could pass by refusing everything.
TEST_F(DoorsTest, AFormOfOnesOwnIsTaken) {
  unsigned number = 0;
  for (Listed const& route : forms()) {
    Browser browser = registered("p" + std::to_string(number++) + "@example.com");
    Answered const answered = browser.post(path_of(route.pattern));
    EXPECT_FALSE(came_from_elsewhere(answered) || was_too_old(answered)) << route.pattern;
  }
}

TEST_F(DoorsTest, OneFormIsTakenFromAnywhereAsProgramsThatShowMailSendIt) {
  std::vector<std::string> of_letters;
  for (Listed const& route : routes(Method::post)) {
    if (route.door == Door::letter) {
      of_letters.push_back(route.pattern);
    }
  }
  EXPECT_THAT(of_letters, ElementsAre("/unsubscribe/{token}"));
}

TEST_F(DoorsTest, MyPagesAskAStrangerToSignIn) {
  registered();
  for (Listed const& route : all_) {
    EXPECT_EQ(route.door == Door::signed_in, (route.pattern + "/").starts_with("/me/"))
        << route.pattern;
    if (route.door != Door::signed_in) {
      continue;
    }
    for (std::string const cookie :
         {"", "guessed", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}) {
      Browser stranger(*site_);
      stranger.cookie = cookie;
      std::string const path = path_of(route.pattern);
      Answered const answered =
          route.method == Method::get ? stranger.get(path) : stranger.post(path);
      EXPECT_EQ(answered.status, 303) << route.pattern;
      EXPECT_THAT(answered.location, StartsWith("/sign-in?next=/me")) << route.pattern;
      EXPECT_THAT(answered.page, IsEmpty()) << route.pattern;
      EXPECT_THAT(answered.set_cookie, IsEmpty()) << route.pattern;
    }
  }
}

// The server says no-store where a page says nothing: Response.CarriesTheSecurityHeaders.
TEST_F(DoorsTest, NoPageSaysThatItMayBeKept) {
  Browser anna = registered();
  for (Browser browser : {anna, Browser(*site_)}) {
    for (Listed const& route : routes(Method::get)) {
      EXPECT_FALSE(browser.get(path_of(route.pattern)).headers.contains("Cache-Control"))
          << route.pattern;
    }
  }
}

TEST_F(DoorsTest, NothingIsDoneByOpeningAPage) {
  Browser anna = registered();
  auto const before = entries_in_the_ledger();
  auto const letters = letters_.all().size();
  for (Listed const& route : routes(Method::get)) {
    anna.get(path_of(route.pattern) + "?answer=on&purpose=newsletter&token=x");
  }
  EXPECT_EQ(entries_in_the_ledger(), before);
  EXPECT_EQ(letters_.all().size(), letters);
  EXPECT_EQ(anna.get("/me").status, 200) << "still signed in";
}

TEST_F(DoorsTest, WhatStandsInAnAddressStaysTextAndWritesNoHeader) {
  Browser anna = registered();
  std::string const hostile = "=%22%3E%3Cscript%3Ealert(1)%3C/script%3E";
  for (Browser browser : {anna, Browser(*site_)}) {
    for (Listed const& route : routes(Method::get)) {
      for (std::string const name : {"language", "done", "next", "page", "edition", "email"}) {
        Answered const answered =
            browser.get(path_of(route.pattern).append("?").append(name).append(hostile));
        EXPECT_THAT(answered.page, Not(HasSubstr("<script>alert"))) << route.pattern << name;
        EXPECT_THAT(answered.location, Not(HasSubstr("script"))) << route.pattern << name;
      }
    }
  }
}

}  // namespace
}  // namespace lofte::edge::site
