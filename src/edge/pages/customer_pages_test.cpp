// The customers' pages: what they say, and what they never let through.
#include "edge/pages/customer_pages.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>

#include "edge/pages/pages.hpp"
#include "edge/pages/policy_words.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::edge::pages {
namespace {

using promise::policy::Policy;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

Policy const& shop() {
  static Policy const policy = [] {
    std::ifstream file(std::string(LOFTE_SOURCE_DIR) + "/policies/usbstars.toml");
    std::string const text(std::istreambuf_iterator<char>(file), {});
    return promise::policy::parse(text, "usbstars.toml").policy.value();
  }();
  return policy;
}

CustomerPages const& pages() {
  static CustomerPages const made;
  return made;
}

Day day(int year, int month, int of_month) {
  return Day{std::chrono::local_days{std::chrono::year{year} / month / of_month}};
}

View reader(std::string language = "en") {
  return {.language = std::move(language),
          .path = "/me",
          .visitor = Visitor{.name = "Anna Berg"},
          .form_token = "token-1",
          .today = day(2026, 5, 12)};
}

HeldRecord order(std::string id, std::string value = "Anna Berg") {
  return {.id = std::move(id),
          .shape = "order",
          .reference = "10234",
          .collected = day(2024, 3, 5),
          .events = {{"placed", day(2024, 3, 5)}},
          .fields = {{.name = "name", .value = std::move(value)},
                     {.name = "birth_date", .value = "1985-02-11"}},
          .held_for = {{.purpose = "contract",
                        .fields = {},
                        .ends = {.kind = Ending::Kind::dated, .last = day(2026, 12, 31)}},
                       {.purpose = "bookkeeping",
                        .fields = {"name"},
                        .ends = {.kind = Ending::Kind::dated, .last = day(2031, 12, 31)}}},
          .correctable = {"name"}};
}

constexpr std::string_view hostile = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>";

// Every page, with `value` wherever a person may have written something.
std::vector<std::string> every_page(std::string const& value) {
  View view = reader();
  view.visitor->name = value;
  HeldRecord record = order("1", value);
  record.reference = value;
  std::vector<FormFault> const faults{{.field = "email", .fault = Fault::malformed}};
  Instant const now{day(2026, 5, 12).time_since_epoch()};
  return {
      pages().sign_in(shop(), view, {.email = value, .next = value, .faults = faults}),
      pages().registering(
          shop(), view,
          {.typed = {.name = value, .email = value, .city = value}, .faults = faults}),
      pages().notice(shop(), view, {.email = value}),
      pages().problem(shop(), view, {.status = 418, .code = value}),
      pages().overview(shop(), view, {.records = {record}}),
      pages().data(shop(), view, {.records = {record}}),
      pages().choices(shop(), view, {.choices = {{.purpose = "marketing", .channel = value}}}),
      pages().orders(shop(), view, {.orders = {{.reference = value, .lines = {value}}}}),
      pages().trail(shop(), view,
                    {.entries = {{.at = now, .actor = value, .act = value, .reason = value}},
                     .sign_ins = {{.at = now, .device = value}}}),
      pages().rights(shop(), view, {.requests = {{.answer = value}}}),
      pages().security(shop(), view,
                       {.email = value, .sessions = {{.id = value, .device = value}}}),
      pages().correct(shop(), view, {.record = record}),
      pages().erase_preview(shop(), view, {.goes = {{.shape = "order", .reference = value}}}),
      pages().erase_pending(shop(), view, {.stays = {{.shape = value, .reference = value}}}),
      pages().access_package(shop(), view, {.name = value, .made = now, .records = {record}}),
  };
}

TEST(CustomerPages, WhatPeopleWriteStaysText) {
  for (std::string const& page : every_page(std::string(hostile))) {
    EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img")),
                            Not(HasSubstr("\"'>")), Not(HasSubstr("{{"))));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;"));
  }
}

TEST(CustomerPages, NamesOfEveryKindAreShownAsTheyAre) {
  for (std::string const name : {"عمر שלום", "Åsa 👩🏽‍🚀", "Łukasz 中村", "O’Brien"}) {
    for (std::string const& page : every_page(name)) {
      EXPECT_THAT(page, HasSubstr(name));
    }
  }
}

TEST(CustomerPages, NeedNoScriptAndNoStyleOfTheirOwn) {
  for (std::string const& page : every_page("Anna")) {
    EXPECT_THAT(page, AllOf(Not(HasSubstr("style=")), Not(HasSubstr("<style")),
                            Not(HasSubstr(" onclick")), HasSubstr(customer_style_url())));
  }
}

TEST(CustomerPages, EveryFormCarriesTheTokenWhenThereIsOne) {
  auto const count = [](std::string const& page, std::string_view what) {
    std::size_t found = 0;
    for (auto at = page.find(what); at != page.npos; at = page.find(what, at + 1)) {
      ++found;
    }
    return found;
  };
  for (std::string const& page : every_page("Anna")) {
    EXPECT_EQ(count(page, "<form"), count(page, R"(name="form_token" value="token-1")"));
    EXPECT_EQ(count(page, "<form"), count(page, R"(method="post")"));
  }
  View open = reader();
  open.form_token.clear();
  EXPECT_THAT(pages().sign_in(shop(), open, {}), Not(HasSubstr("form_token")));
}

TEST(CustomerPages, TheLanguageLastsFromPageToPage) {
  View view = reader("sv");
  view.path = "/me/data?page=2";
  auto const page = pages().data(shop(), view, {.records = {order("1")}});
  EXPECT_THAT(page, HasSubstr("<html lang=\"sv\">"));
  EXPECT_THAT(page, HasSubstr("href=\"/me/data?page=2&amp;language=en\""));
  EXPECT_THAT(page, HasSubstr("href=\"/me/trail?language=sv\""));
  EXPECT_THAT(page, HasSubstr("action=\"/sign-out?language=sv\""));
}

TEST(CustomerPages, AFormSentInVainKeepsWhatWasTypedButNeverAPassword) {
  auto const page =
      pages().registering(shop(), reader(),
                          {.typed = {.name = "Anna", .email = "anna@", .birth_date = "1985-02-11"},
                           .faults = {{.field = "email", .fault = Fault::malformed}}});
  EXPECT_THAT(page, HasSubstr("value=\"anna@\""));
  EXPECT_THAT(page, HasSubstr("value=\"1985-02-11\""));
  EXPECT_THAT(page, HasSubstr("href=\"#new-email\""));
  EXPECT_THAT(page, HasSubstr("aria-describedby=\"new-email-hint new-email-fault\""));
  EXPECT_THAT(page, HasSubstr("<title>Needs correcting: Create an account"));
}

TEST(CustomerPages, ALinkOfALetterLeadsToAButton) {
  auto const fresh =
      pages().press(shop(), reader(),
                    {.kind = PressPage::Kind::registration,
                     .path = "/register/token",
                     .faults = {{.field = "new_password", .fault = Fault::too_short}}});
  EXPECT_THAT(fresh, HasSubstr("action=\"/register/token?language="));
  EXPECT_THAT(fresh, HasSubstr("type=\"password\" value=\"\""));
  EXPECT_THAT(fresh, HasSubstr("aria-invalid=\"true\""));
  auto const known =
      pages().press(shop(), reader(), {.kind = PressPage::Kind::sign_in, .path = "/sign-in/token"});
  EXPECT_THAT(known, HasSubstr("<button"));
  EXPECT_THAT(known, Not(HasSubstr("type=\"password\"")));
}

TEST(CustomerPages, RegisteringSaysWhatIsKeptAndThatNoMarketingIsOn) {
  auto const page = pages().registering(shop(), reader(), {});
  EXPECT_THAT(page, HasSubstr("No marketing is switched on."));
  EXPECT_THAT(page, HasSubstr("three calendar years after registration"));
  EXPECT_THAT(page, HasSubstr("Not used until you switch it on."));
}

TEST(Overview, DrawsEachPurposeAndSaysTheSameInATable) {
  auto const page = pages().overview(shop(), reader(), {.records = {order("1")}});
  EXPECT_THAT(page, HasSubstr("<title>Deliver what you ordered, and stand by it: until 31 December "
                              "2026</title><rect class=\"bar\""));
  EXPECT_THAT(page, HasSubstr("<td role=\"cell\" data-label=\"Until\">until 31 December 2031"));
  EXPECT_THAT(page, HasSubstr("href=\"/me/data?page=1&amp;language=en#record-1\""));
}

TEST(Overview, DrawsWhatIsKeptWithoutAPurpose) {
  HeldRecord paused = order("1");
  paused.held_for.clear();
  HeldRecord disputed = order("2");
  disputed.held_for.clear();
  disputed.legal_hold = Ending{.kind = Ending::Kind::on_release, .last = day(2027, 3, 1)};
  auto const page = pages().overview(shop(), reader(), {.records = {paused, disputed}});
  EXPECT_THAT(page, HasSubstr("<title>Kept because its use is paused: until the pause ends</title>"
                              "<rect class=\"bar\""));
  EXPECT_THAT(page, HasSubstr("<title>Kept for a dispute: "));
}

TEST(Overview, WithNothingHeldSaysSo) {
  auto const page = pages().overview(shop(), reader(), {});
  EXPECT_THAT(page, AllOf(HasSubstr("We hold nothing about you."), Not(HasSubstr("<svg"))));
}

TEST(Overview, TwoHundredRecordsShareALaneAndTheFirstLoadStaysSmall) {
  std::vector<HeldRecord> records;
  for (int number = 0; number < 200; ++number) {
    records.push_back(order(std::to_string(number)));
  }
  auto const page = pages().overview(shop(), reader(), {.records = records});
  EXPECT_THAT(page, HasSubstr("Order × 200"));
  auto const data = pages().data(shop(), reader(), {.records = records, .page = 20});
  EXPECT_THAT(data, HasSubstr("id=\"record-199\""));
  EXPECT_THAT(data, HasSubstr("Page 20 of 20"));
  constexpr std::size_t styles_bytes_max = 24'000;
  EXPECT_LE(std::max(page.size(), data.size()) + styles_bytes_max, 60'000U);
}

TEST(Data, SaysThatARestrictionAloneKeepsWhatNoPurposeHolds) {
  HeldRecord kept = order("1");
  kept.held_for.clear();
  auto const page = pages().data(shop(), reader("en"), {.records = {kept}});
  EXPECT_THAT(page, HasSubstr("Kept because its use is paused"));
  EXPECT_THAT(page, HasSubstr("Until the pause ends"));
  kept.legal_hold = Ending{.kind = Ending::Kind::on_release};
  EXPECT_THAT(pages().data(shop(), reader("en"), {.records = {kept}}),
              Not(HasSubstr("Kept because its use is paused")));
}

TEST(Data, SaysWhyAndUntilWhenAndLinksToTheClause) {
  auto const page = pages().data(shop(), reader("sv"), {.records = {order("1")}});
  EXPECT_THAT(page, HasSubstr("Sköta bokföringen"));
  EXPECT_THAT(page, HasSubstr("Till och med 31 december 2031"));
  EXPECT_THAT(page, HasSubstr("Bokföringslagen (1999:1078) 7 kap. 2 §"));
  EXPECT_THAT(page, HasSubstr("/policy?language=sv#purpose-bookkeeping\">Punkt 5b"));
  EXPECT_THAT(page, HasSubstr("/me/data/1/correct?language=sv"));
}

TEST(Choices, SwitchesSayWhatTheyAreAndWhatWasSaid) {
  auto const page = pages().choices(
      shop(), reader(),
      {.choices = {{.purpose = "newsletter",
                    .channel = "email",
                    .state = Choice::State::on,
                    .said = {{.answer = Choice::Said::Answer::yes, .on = day(2025, 11, 20)}}}}});
  EXPECT_THAT(page,
              HasSubstr("name=\"answer\" value=\"off\" role=\"switch\" aria-checked=\"true\""));
  EXPECT_THAT(page, HasSubstr("You said yes on 20 November 2025."));
  EXPECT_THAT(page, HasSubstr("/me/choices/stop?language=en"));
  EXPECT_THAT(page, HasSubstr("The law requires it of us."));
}

TEST(Choices, WithAllMarketingOffThereIsNothingToStop) {
  auto const page = pages().choices(shop(), reader(), {.choices = {{.purpose = "newsletter"}}});
  EXPECT_THAT(page, AllOf(HasSubstr("All marketing is off."), Not(HasSubstr("/me/choices/stop"))));
}

TEST(Erasing, LinesThatSayTheSameAreOne) {
  StayingOn const one{.shape = "order",
                      .purpose = "bookkeeping",
                      .fields = {"name"},
                      .ends = {.kind = Ending::Kind::dated, .last = day(2031, 12, 31)}};
  auto const page = pages().erase_preview(
      shop(), reader(),
      {.goes = {{.shape = "order", .fields = {"phone"}}}, .stays = {one, one}, .undo_days = 7});
  EXPECT_THAT(page, HasSubstr("Order × 2"));
  EXPECT_THAT(page, HasSubstr("You can change your mind for 7 days."));
  EXPECT_THAT(page, HasSubstr("autocomplete=\"current-password\""));
}

TEST(Erasing, WithNothingToEraseAsksForNothing) {
  auto const page = pages().erase_preview(shop(), reader(), {});
  EXPECT_THAT(page, Not(HasSubstr("/me/rights/erase/link")));
}

TEST(Package, HasEveryPartOfArticle15) {
  AccessPackage package{.name = "Anna Berg",
                        .made = Instant{day(2026, 5, 12).time_since_epoch()},
                        .records = {order("1")},
                        .given = std::vector<Given>{{.recipient = "carrier",
                                                     .purpose = "contract",
                                                     .data = {"name"},
                                                     .on = day(2024, 3, 7)}}};
  package.records[0].source = Source::you;
  auto const page = pages().access_package(shop(), reader(), package);
  for (auto const* part : {"1985-02-11", "from you", "the carrier (delivery)", "7 March 2024",
                           "Sweden (within the EU/EEA)", "Your rights", "Complain",
                           "Automated decisions", "USB-STARS AB"}) {
    EXPECT_THAT(page, HasSubstr(part));
  }
}

TEST(Package, AsAFileStandsAlone) {
  auto const file =
      pages().access_package(shop(), reader(), {.carrier = AccessPackage::Carrier::file});
  EXPECT_THAT(file, AllOf(HasSubstr("<style>"), Not(HasSubstr("<link")), Not(HasSubstr("<form"))));
}

TEST(Problem, SaysWhatAndHowToFixIt) {
  auto const page = pages().problem(shop(), reader(), {.status = 404, .code = "http.not_found"});
  EXPECT_THAT(page, AllOf(HasSubstr("There is no such page"), HasSubstr("404 http.not_found")));
  EXPECT_THAT(pages().problem(shop(), reader(), {.status = 418}), HasSubstr("The fault is ours"));
}

TEST(Frame, SaysWhatJustHappenedAndWhatIsPaused) {
  View view = reader();
  view.flash = flash_of("choice_saved");
  view.visitor->restricted_since = day(2026, 5, 2);
  auto const page = pages().orders(shop(), view, {});
  EXPECT_THAT(page, HasSubstr("role=\"status\">Your choice is saved"));
  EXPECT_THAT(page, HasSubstr("The pause began on 2 May 2026."));
  EXPECT_FALSE(flash_of("no_such"));
}

TEST(PolicyPage, ShowsTheReadersOwnBesideTheTerm) {
  Pages const all;
  auto const page = all.policy_page(
      shop(), {.language = "en",
               .navigation = Navigation{.visitor = Visitor{}, .form_token = "token-1"},
               .yours = {{.purpose = "contract",
                          .shape = "order",
                          .records = 3,
                          .fields = {"birth_date"},
                          .ends = {.kind = Ending::Kind::dated, .last = day(2027, 12, 31)}}}});
  EXPECT_THAT(page, HasSubstr("<strong>Your 3 records</strong>: date of birth, until 31 December "
                              "2027"));
  EXPECT_THAT(page, HasSubstr("/me?language=en"));
  EXPECT_THAT(all.policy_page(shop(), {.language = "en"}), Not(HasSubstr("/sign-in")));
}

TEST(Endings, AreSaidInWords) {
  Phrases const swedish = Phrases::of("sv");
  PolicyWords const words(shop(), swedish);
  EXPECT_EQ(words.ending({.kind = Ending::Kind::no_date_yet}), "inget slutdatum än");
  EXPECT_EQ(words.ending({.kind = Ending::Kind::on_withdrawal, .last = day(2028, 11, 20)}),
            "tills du återkallar ditt samtycke, längst till och med 20 november 2028");
  EXPECT_EQ(capitalised("ändamål"), "Ändamål");
  EXPECT_EQ(capitalised("中村"), "中村");
}

}  // namespace
}  // namespace lofte::edge::pages
