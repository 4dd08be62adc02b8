// The pages and their words, from the text of one small shop's policy.
// Long because: that policy is the subject of every test, and a test reads beside it.
#include "edge/pages/pages.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "edge/pages/describe.hpp"
#include "edge/pages/difference.hpp"
#include "edge/pages/embedded.hpp"
#include "edge/pages/words.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::edge::pages {
namespace {

using promise::policy::Policy;
using testing::AllOf;
using testing::Contains;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A shop with one of each thing that a page shows; `swap` replaces parts of its text.
Policy shop(std::vector<std::pair<std::string, std::string>> const& swap = {}) {
  std::string text = R"toml(
language = "sv"
languages = ["sv", "en"]
timezone = "Europe/Stockholm"
[version]
number = "2026-1"
date = 2026-01-05
[controller]
name = "Exempelbutiken AB"
address = "Storgatan 1"
postal_code = "652 28"
city = "Karlstad"
email = "hej@shop.example"
website = "https://shop.example/"
[data.name]
label = { sv = "namn", en = "name" }
[data.phone]
label = { sv = "telefonnummer", en = "phone number" }
[data.ip]
label = { sv = "IP-adress", en = "IP address" }
[record.order]
label = { sv = "beställningar", en = "orders" }
fields = { name = "name", phone = "phone" }
events = ["placed", "completed", "checked"]
[record.visit]
label = { sv = "besök", en = "visits" }
fields = { ip = "ip" }
events = ["started"]
[purpose.contract]
title = { sv = "Leverera", en = "Deliver" }
basis = "contract"
records = ["order"]
data = ["name", "phone"]
keep = "2 calendar years after order completed"
clauses = ["5a"]
[purpose.books]
title = { sv = "Bokföra", en = "Keep the books" }
basis = "legal_obligation"
law = "Bokföringslagen 7 kap. 2 §"
records = ["order"]
data = ["name"]
keep = "7 fiscal years after order completed"
[purpose.news]
title = { sv = "Nyhetsbrev", en = "Newsletter" }
basis = "consent"
records = ["order"]
data = ["name"]
keep = "until withdrawn, at most 1 year after order placed"
channels = ["email"]
[purpose.site]
title = { sv = "Webbplatsen", en = "The site" }
basis = "legitimate_interests"
records = ["visit"]
data = ["ip"]
keep = "30 days after visit started"
[cookie.basket]
party = "first"
purpose = "site"
lifetime = "session"
description = { sv = "minns varukorgen", en = "remembers the basket" }
[cookie.watch]
party = "stats"
purpose = "site"
lifetime = "13 months"
description = { sv = "räknar besök", en = "counts visits" }
[recipient.stats]
label = { sv = "Räknebolaget", en = "The Counting Company" }
purpose = "site"
data = ["ip"]
country = "US"
safeguard = "standard_contractual_clauses"
[recipient.carrier]
label = { sv = "Budbilen", en = "The Courier" }
purpose = "contract"
data = ["name", "phone"]
country = "SE"
)toml";
  for (auto const& [from, to] : swap) {
    auto const at = text.find(from);
    if (at == std::string::npos) {
      ADD_FAILURE() << "the sample has no " << from;
      continue;
    }
    text.replace(at, from.size(), to);
  }
  auto parsed = promise::policy::parse(text, "shop.toml");
  for (auto const& finding : parsed.findings) {
    ADD_FAILURE() << to_string(finding, "shop.toml");
  }
  return std::move(parsed.policy).value();
}

std::string term(std::string const& keep, std::string_view language) {
  Policy const policy = shop({{"2 calendar years after order completed", keep}});
  return term_in_words(policy, policy.holdings.at(policy.purposes[0].holdings[0]), language);
}

Day day(int year, unsigned month, unsigned of_month) {
  return Day{std::chrono::local_days{std::chrono::year{year} / static_cast<int>(month) /
                                     static_cast<int>(of_month)}};
}

TEST(Words, TermsAreSaidInBothLanguages) {
  struct Case {
    char const* keep;
    char const* swedish;
    char const* english;
  };
  for (auto const& [keep, swedish, english] : std::initializer_list<Case>{
           {"2 calendar years after order completed", "två kalenderår efter genomfört köp",
            "two calendar years after a completed purchase"},
           {"1 year after order placed", "ett år efter lagd beställning",
            "one year after an order placed"},
           {"30 days after order completed", "30 dagar efter genomfört köp",
            "30 days after a completed purchase"},
           {"7 fiscal years after order completed",
            "sju kalenderår efter räkenskapsåret för genomfört köp",
            "seven calendar years after the financial year of a completed purchase"},
           {"3 calendar years after latest order completed",
            "tre kalenderår efter genomfört köp, räknat från det senaste",
            "three calendar years after a completed purchase, counted from the latest"},
           {"until order completed", "fram till genomfört köp", "until a completed purchase"},
           {"until withdrawn", "tills du återkallar ditt samtycke",
            "until you withdraw your consent"},
           {"1 month after order placed, or 2 years after order completed",
            "en månad efter lagd beställning, eller två år efter genomfört köp – det som infaller "
            "sist",
            "one month after an order placed, or two years after a completed purchase, whichever "
            "comes last"},
           {"until withdrawn, at most 2 years after order placed",
            "tills du återkallar ditt samtycke, dock längst två år efter lagd beställning",
            "until you withdraw your consent, but no longer than two years after an order placed"},
           {"1 day after order checked", "en dag efter händelsen ”checked” (beställningar)",
            "one day after the event “checked” (orders)"},
       }) {
    EXPECT_EQ(term(keep, "sv"), swedish) << keep;
    EXPECT_EQ(term(keep, "en"), english) << keep;
  }
}

TEST(Words, NumbersAndDatesAreWrittenTheLocalWay) {
  Phrases const swedish = Phrases::of("sv");
  Phrases const english = Phrases::of("en");
  EXPECT_EQ(date_in_words(day(2026, 12, 31), swedish), "31 december 2026");
  EXPECT_EQ(date_in_words(day(2026, 5, 1), swedish), "1 maj 2026");
  EXPECT_EQ(date_in_words(day(2026, 5, 1), english), "1 May 2026");
  EXPECT_EQ(number_in_words(999, swedish), "999");
  EXPECT_EQ(number_in_words(1234567, swedish), "1\u00a0234\u00a0567");
  EXPECT_EQ(number_in_words(12345, english), "12,345");
}

TEST(Phrases, BothLanguagesHaveTheSameTexts) {
  auto const keys = [](std::string_view language) {
    std::vector<std::string_view> found;
    for (auto const& [key, text] : Phrases::of(language).all()) {
      found.push_back(key);
      EXPECT_FALSE(text.empty()) << key;
    }
    return found;
  };
  EXPECT_THAT(keys("sv"), testing::ElementsAreArray(keys("en")));
}

TEST(Phrases, EveryTextThatATemplateAsksForExists) {
  Phrases const phrases = Phrases::of("sv");
  std::vector<std::string> known;
  for (auto const& [key, text] : phrases.all()) {
    std::string name(key);
    std::ranges::transform(name, name.begin(), [](char letter) {
      return letter == '.' ? '_' : static_cast<char>(std::toupper(letter));
    });
    known.push_back(name);
  }
  for (EmbeddedFile const& file : embedded_files()) {
    for (auto at = file.content.find("{{T_"); at != std::string_view::npos;
         at = file.content.find("{{T_", at + 1)) {
      auto const end = file.content.find("}}", at);
      EXPECT_THAT(known, Contains(file.content.substr(at + 4, end - at - 4))) << file.path;
    }
  }
}

std::string page(Policy const& policy, PageContext context = {}) {
  return Pages().policy_page(policy, context);
}

TEST(PolicyPage, ShowsEverythingThatIsPromised) {
  auto const swedish = page(shop(), {.language = "sv"});
  for (auto const* text : {"<html lang=\"sv\">",
                           "Exempelbutiken AB",
                           "Storgatan 1, 652 28 Karlstad",
                           "mailto:hej@shop.example",
                           "2026-1",
                           "5 januari 2026",
                           "Leverera",
                           "Bokföra",
                           "Nyhetsbrev",
                           "Webbplatsen",
                           "Punkt 5a",
                           "Avtal med dig",
                           "Bokföringslagen 7 kap. 2 §",
                           "telefonnummer",
                           "två kalenderår efter genomfört köp",
                           "Räknebolaget",
                           "Budbilen",
                           "USA (utanför EU/EES): standardavtalsklausuler",
                           "Sverige (inom EU/EES)",
                           "basket",
                           "tills du stänger webbläsaren",
                           "watch",
                           "13 månader",
                           "minns varukorgen",
                           "(artikel 20)",
                           "Integritetsskyddsmyndigheten",
                           "<caption>",
                           "scope=\"col\"",
                           "role=\"rowheader\" scope=\"row\""}) {
    EXPECT_THAT(swedish, HasSubstr(text));
  }
  auto const english = page(shop(), {.language = "en"});
  for (auto const* text :
       {"<html lang=\"en\">", "Deliver", "Keep the books", "The Counting Company", "5 January 2026",
        "USA (outside the EU/EEA): standard contractual clauses", "until you close the browser",
        "13 months", "remembers the basket", "two calendar years after a completed purchase"}) {
    EXPECT_THAT(english, HasSubstr(text));
  }
}

TEST(PolicyPage, ALanguageThatThePolicyLacksBecomesItsFirst) {
  EXPECT_THAT(page(shop(), {.language = "fi"}), HasSubstr("<html lang=\"sv\">"));
}

TEST(PolicyPage, ShowsLiveFiguresBesideTheirPurposeOnly) {
  auto const swedish =
      page(shop(), {.language = "sv",
                    .figures = {{"contract", "order", day(2026, 12, 31), 812, 1204},
                                {"books", "order", std::nullopt, 14, 14},
                                {"news", "order", day(2026, 3, 1), 4, 9},
                                {"site", "visit", day(2026, 2, 1), 0, 0}},
                    .figures_as_of = day(2026, 1, 6)});
  EXPECT_THAT(swedish, HasSubstr("Nästa radering <time datetime=\"2026-12-31\">31 december 2026"
                                 "</time></span>, <span class=\"count\">812 personer, "
                                 "1\u00a0204 poster"));
  EXPECT_THAT(swedish, HasSubstr("Inget slutdatum än</span>, <span class=\"count\">14 personer"));
  EXPECT_THAT(swedish, HasSubstr("färre än 5 personer"));
  EXPECT_THAT(swedish, Not(HasSubstr("9 poster"))) << "a few people's records are not counted";
  EXPECT_THAT(swedish, Not(HasSubstr("2026-02-01"))) << "nothing is held";
  EXPECT_THAT(swedish, HasSubstr("gällde 6 januari 2026"));
}

TEST(PolicyPage, LinksToEveryEditionAndWhatItChanged) {
  auto const older =
      page(shop(), {.language = "en",
                    .editions = {{1, "2025-1", day(2025, 1, 1)}, {2, "2026-1", day(2026, 1, 5)}},
                    .edition = 1});
  EXPECT_THAT(older, HasSubstr("no longer in force"));
  EXPECT_THAT(older, HasSubstr("href=\"/policy?language=en\""));
  EXPECT_THAT(older, HasSubstr("/policy?edition=1&amp;language=en"));
  EXPECT_THAT(older, HasSubstr("/policy/difference?from=1&amp;to=2&amp;language=en"));
  EXPECT_THAT(older, HasSubstr("/policy?edition=1&amp;language=sv")) << "the same version";
}

TEST(PolicyPage, HostileTextsStayText) {
  std::string const hostile = "<script>alert(1)</script>\\\"><img src=x onerror=y>{{TITLE}}";
  auto const shown = page(shop({{"Leverera", hostile},
                                {"Exempelbutiken AB", hostile},
                                {"hej@shop.example", "javascript:alert(1)\\\" onclick=\\\"z"},
                                {"Bokföringslagen 7", "</dd><style>" + hostile},
                                {"namn\"", hostile + "\""},
                                {"beställningar", hostile},
                                {"Räknebolaget", hostile},
                                {"minns varukorgen", hostile},
                                {"2026-1", hostile},
                                {"https://shop.example/", "https://a/\\\"onclick=\\\"b"}}),
                          {.language = "sv", .editions = {{1, "<b>1", {}}, {2, "<b>2", {}}}});
  for (auto const* text : {"<script", "<img", "<style", "onclick=\"", "<b>", "href=\"javascript"}) {
    EXPECT_THAT(shown, Not(HasSubstr(text)));
  }
  EXPECT_THAT(shown, HasSubstr("&lt;script&gt;alert(1)"));
}

TEST(PolicyPage, NamesEveryEventOfTheExamplePolicies) {
  for (auto const* name : {"usbstars", "minimal"}) {
    std::ifstream file(std::string(LOFTE_SOURCE_DIR) + "/policies/" + name + ".toml");
    std::string const text(std::istreambuf_iterator<char>(file), {});
    auto const policy = promise::policy::parse(text, name).policy;
    ASSERT_TRUE(policy) << name;
    for (auto const* language : {"sv", "en"}) {
      auto const shown = page(*policy, {.language = language});
      EXPECT_THAT(shown, Not(HasSubstr("händelsen ”"))) << name;
      EXPECT_THAT(shown, Not(HasSubstr("the event “"))) << name;
      for (auto const& purpose : policy->purposes) {
        EXPECT_THAT(shown, HasSubstr("id=\"purpose-" + purpose.name + "\"")) << name;
      }
    }
  }
}

TEST(PolicyPage, NeedsNoScriptAndNoStyleOfItsOwn) {
  for (auto const* language : {"sv", "en"}) {
    auto const shown = page(shop(), {.language = language});
    EXPECT_THAT(shown, Not(HasSubstr("<script")));
    EXPECT_THAT(shown, Not(HasSubstr("style=")));
    EXPECT_THAT(shown, Not(HasSubstr("<style")));
    EXPECT_THAT(shown, Not(HasSubstr("{{")));
    EXPECT_THAT(shown, HasSubstr("<link rel=\"stylesheet\" href=\"" + style_url() + "\">"));
  }
}

TEST(PolicyPage, PageAndStyleTogetherAreSmall) {
  auto const url = style_url();
  auto const style = find_asset(url.substr(url.rfind('/') + 1));
  ASSERT_TRUE(style);
  EXPECT_LE(page(shop()).size() + style->content.size(), 60'000U);
}

TEST(Assets, OnlyThePresentStyleIsServed) {
  EXPECT_THAT(style_url(), testing::MatchesRegex("/assets/lofte-[0-9a-f]{16}\\.css"));
  EXPECT_FALSE(find_asset("lofte.css"));
  EXPECT_FALSE(find_asset("../texts/sv.txt"));
}

std::vector<Change> changes(Policy const& older, Policy const& newer, std::string_view name) {
  for (ChangeGroup const& group : difference(older, newer, Phrases::of("en"))) {
    for (ChangedThing const& thing : group.changed) {
      if (thing.name == name) {
        return thing.changes;
      }
    }
  }
  return {};
}

std::vector<Change> term_changes(std::string const& before, std::string const& now) {
  std::string const stated = "2 calendar years after order completed";
  return changes(shop({{stated, before}}), shop({{stated, now}}), "Deliver");
}

TEST(Difference, TermsAreShorterLongerOrChanged) {
  struct Case {
    char const* before;
    char const* now;
    ChangeKind kind;
  };
  for (auto const& [before, now, kind] : std::initializer_list<Case>{
           {"2 years after order completed", "1 year after order completed", ChangeKind::shorter},
           {"2 years after order completed", "3 years after order completed", ChangeKind::longer},
           {"2 calendar years after order completed", "1 year after order completed",
            ChangeKind::shorter},
           {"1 year after order completed", "1 calendar year after order completed",
            ChangeKind::changed},
           {"30 days after order completed", "2 months after order completed", ChangeKind::longer},
           {"2 years after order completed", "1 year after order placed", ChangeKind::changed},
           {"2 years after order completed",
            "2 years after order completed, at most 3 years after "
            "order placed",
            ChangeKind::shorter},
           {"2 years after order completed", "2 years after latest order completed",
            ChangeKind::changed},
       }) {
    auto const found = term_changes(before, now);
    ASSERT_EQ(found.size(), 1U) << before << " -> " << now;
    EXPECT_EQ(found[0].kind, kind) << before << " -> " << now;
    EXPECT_EQ(found[0].part, "Kept: orders");
  }
}

TEST(Difference, WhatIsWrittenOtherwiseButMeansTheSameIsNoChange) {
  EXPECT_THAT(term_changes("2 years after order completed", "2  years after order completed"),
              IsEmpty());
  EXPECT_THAT(changes(shop(), shop({{"\"phone number\"", "\"telephone\""}}), "Deliver"), IsEmpty());
  for (ChangeGroup const& group : difference(shop(), shop(), Phrases::of("sv"))) {
    EXPECT_THAT(group.changed, IsEmpty()) << group.anchor;
  }
}

TEST(Difference, DataThatComesAndGoesIsNamed) {
  Policy const with = shop();
  Policy const without = shop({{"data = [\"name\", \"phone\"]", "data = [\"name\"]"}});
  Change const gone{ChangeKind::removed, "Data", "phone number", ""};
  Change const come{ChangeKind::added, "Data", "", "phone number"};
  EXPECT_THAT(changes(with, without, "Deliver"), testing::ElementsAre(gone));
  EXPECT_THAT(changes(without, with, "Deliver"), testing::ElementsAre(come));
}

TEST(Difference, ThingsThatComeAndGoAreNamed) {
  auto const only_in = [](ChangeKind kind) { return Contains(Field(&Change::kind, kind)); };
  Policy const older = shop();
  Policy const newer =
      shop({{"[purpose.books]\ntitle = { sv = \"Bokföra\", en = \"Keep the books\" }",
             "[purpose.ledger]\ntitle = { sv = \"Räkna\", en = \"Count\" }"},
            {"[cookie.basket]", "[cookie.trolley]"},
            {"[recipient.carrier]\nlabel = { sv = \"Budbilen\", en = \"The Courier\" }",
             "[recipient.post]\nlabel = { sv = \"Posten\", en = \"The Post\" }"}});
  for (auto const* gone : {"Keep the books", "basket", "The Courier"}) {
    EXPECT_THAT(changes(older, newer, gone), only_in(ChangeKind::removed)) << gone;
  }
  for (auto const* come : {"Count", "trolley", "The Post"}) {
    EXPECT_THAT(changes(older, newer, come), only_in(ChangeKind::added)) << come;
  }
}

TEST(Difference, RecipientsCookiesAndTheControllerAreCompared) {
  auto const moved =
      shop({{"country = \"US\"\nsafeguard = \"standard_contractual_clauses\"", "country = \"NO\""},
            {"13 months", "1 month"},
            {"Storgatan 1", "Lillgatan 2"}});
  EXPECT_THAT(changes(shop(), moved, "The Counting Company"),
              Contains(Field(&Change::now, "Norway (within the EU/EEA)")));
  EXPECT_THAT(changes(shop(), moved, "watch"), Contains(Field(&Change::now, "one month")));
  EXPECT_THAT(changes(shop(), moved, "Exempelbutiken AB"),
              Contains(Field(&Change::now, "Lillgatan 2, 652 28 Karlstad")));
}

TEST(DifferencePage, SaysEachChangeInWordsAndEscapesThem) {
  auto const shown = Pages().difference_page(
      shop(), shop({{"2 calendar", "1 calendar"}, {"\"Bokföra\"", "\"<script>\""}}),
      {.language = "sv", .older_edition = 1, .newer_edition = 2});
  for (auto const* text : {"Kortare tid", "<del>", "två kalenderår efter genomfört köp", "<ins>",
                           "ett kalenderår efter genomfört köp", "Oförändrat", "Nyhetsbrev",
                           "&lt;script&gt;", "from=1&amp;to=2&amp;language=en"}) {
    EXPECT_THAT(shown, HasSubstr(text));
  }
  EXPECT_THAT(shown, Not(HasSubstr("<script")));
  EXPECT_THAT(Pages().difference_page(shop(), shop(), {.language = "en"}),
              HasSubstr("Nothing in the promise has changed."));
}

}  // namespace
}  // namespace lofte::edge::pages
