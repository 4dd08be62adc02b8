// Each finding: a small policy that calls for it, and for no other of its severity unless said.
#include <gmock/gmock.h>

#include "promise/policy/parse.hpp"
#include "promise/policy/sample.hpp"

namespace lofte::promise::policy {
namespace {

using sample::and_also;
using sample::codes_of;
using sample::linted;
using sample::with;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Lint, has_nothing_to_say_of_the_sample) {
  EXPECT_THAT(codes_of(linted(sample::text())), IsEmpty()) << sample::told(linted(sample::text()));
}

struct Faulty {
  std::string name;
  std::string code;
  Severity severity;
  std::string text;
  bool has_source = true;
};

std::string news(std::string_view more) {
  return and_also(
      "[purpose.news]\ntitle = \"News\"\nserves = [\"direct_marketing\"]\n"
      "data = { account = [\"name\", \"email\"] }\nkeep = \"1 year after account registered\"\n" +
      std::string(more));
}

std::string partners(std::string_view basis, std::string_view more) {
  return and_also(
      "[purpose.partners]\ntitle = \"Partners\"\nserves = [\"partner_marketing\"]\n"
      "data = { account = [\"email\"] }\nkeep = \"1 year after account registered\"\nbasis = \"" +
      std::string(basis) + "\"\n" + std::string(more));
}

std::string cookie(std::string_view purpose, std::string_view more) {
  return and_also(
      "[cookie.a]\nparty = \"first\"\nlifetime = \"session\"\ndescription = \"d\"\n"
      "purpose = \"" +
      std::string(purpose) + "\"\n" + std::string(more));
}

std::vector<Faulty> all_faults() {
  using enum Severity;
  std::string const legitimate = "basis = \"legitimate_interests\"\n";
  return {
      {"implied", "consent.implied", block, and_also("[consent]\nby_use = true\n")},
      {"bundled", "consent.bundled", block,
       news("basis = \"consent\"\n[consent.act.registration]\naccepts = [\"news\"]\n")},
      {"promise_broken", "clause.conflict", block,
       partners("legitimate_interests", "[marketing]\nthird_parties = \"express_consent\"\n")},
      {"never_broken", "clause.conflict", block,
       partners("consent", "[marketing]\nthird_parties = \"never\"\n")},
      {"unworded", "consent.unworded", block,
       and_also(
           "[record.publication]\nfields = { text = \"name\" }\nevents = [\"submitted\"]\n"
           "[purpose.publication]\ntitle = \"P\"\nbasis = \"consent\"\nserves = "
           "[\"publication\"]\nrecords = [\"publication\"]\ndata = [\"name\"]\nkeep = \"1 year "
           "after publication submitted\"\n")},
      {"transfer", "transfer.consent", block, and_also("[transfer]\nbasis = \"consent\"\n")},
      {"safeguard", "transfer.safeguard", block,
       and_also("[recipient.far]\npurpose = \"contract\"\ncountry = \"US\"\n")},
      {"speculative", "disclosure.speculative", block,
       and_also("[disclosure.maybe]\nlabel = \"m\"\nground = \"speculative\"\n")},
      {"prospective", "disclosure.prospective", warning,
       and_also("[disclosure.buyer]\nlabel = \"b\"\nground = \"sale_of_business\"\nprospective = "
                "true\n")},
      {"burden", "rights.burden", block,
       with("access.text = \"See it\"",
            "access.text = \"See\"\naccess.proof = [\"session\", "
            "\"certified_passport_copy\"]")},
      {"no_cookies", "cookies.missing", block, and_also("[cookies]\nused = true\n")},
      {"cookie_without_consent", "cookies.consent", block, cookie("contract", "")},
      {"cookie_needed_for_marketing", "cookies.consent", block,
       cookie("news",
              "needed = true\n[purpose.news]\ntitle = \"N\"\nbasis = \"contract\"\nserves "
              "= [\"statistics\"]\n")},
      {"empty_setting", "value.missing", block, and_also("[settings]\ninvoice_due_days = \"\"\n")},
      {"unsaid_setting", "value.missing", block,
       and_also("[settings]\npayments = [\"card\", \"invoice\"]\n")},
      {"alternative", "basis.alternative", warning,
       with("basis = \"legal_obligation\"", "basis = [\"legal_obligation\", \"contract\"]")},
      {"electronic", "basis.conflict", warning, news(legitimate + "channels = [\"email\"]\n")},
      {"electronic_opt_out", "basis.conflict", warning,
       news(legitimate + "channels = { sms = \"opt_out\" }\n")},
      {"soft_for_others", "basis.conflict", warning,
       partners("consent", "channels = { email = \"soft_opt_in\" }\n")},
      {"no_law", "basis.law_missing", warning, with("law = \"The Accounting Act\"\n", "")},
      {"books_by_years", "retention.imprecise", warning,
       with("7 fiscal years after order", "8 years after order")},
      {"from_when", "retention.imprecise", warning,
       with("4 years after order completed", "4 years")},
      {"calendar", "retention.ambiguous", note,
       with("4 years after order completed", "4 calendar years after order completed")},
      {"no_term", "retention.missing", warning,
       with("keep = \"4 years after order completed\"\n", "")},
      {"no_own_clock", "retention.missing", warning,
       with(", or 3 years after account registered", "")},
      {"complaints", "retention.short", warning,
       with("keep = \"4 years after order completed\"",
            "serves = [\"complaints\"]\nkeep = \"2 years after order completed\"")},
      {"books", "retention.short", warning, with("7 fiscal years", "6 fiscal years")},
      {"endless", "retention.endless", note,
       with("4 years after order completed", "until order completed")},
      {"excess", "data.excess", warning,
       with("data = [\"name\", \"order_history\"]", "data = [\"name\", \"email\"]")},
      {"unmapped", "purpose.unmapped", warning,
       and_also("[record.visit]\nfields = { who = \"name\" }\n")},
      {"undefined", "term.undefined", warning,
       with("name = \"name\", email = \"email\", lines",
            "x = \"number\", name = \"name\", email = "
            "\"email\", lines")
           .append("[data.number]\nlabel = \"n\"\n[purpose.x]\ntitle = \"X\"\nbasis = "
                   "\"contract\"\nrecords = [\"order\"]\ndata = [\"number\"]\nkeep = \"1 year "
                   "after order placed\"\n")},
      {"unused", "data.unused", note, and_also("[data.phone]\nlabel = \"p\"\n"), false},
      {"delegated", "optout.delegated", warning,
       and_also("[recipient.p]\npurpose = \"contract\"\ncountry = \"SE\"\nopt_out = "
                "\"recipient\"\n")},
      {"recipient_excess", "recipient.excess", block,
       and_also("[recipient.p]\npurpose = \"bookkeeping\"\ncountry = \"SE\"\ndata = "
                "[\"email\"]\n")},
      {"incomplete", "rights.incomplete", warning, with("complaint.text = \"Complain\"\n", "")},
      {"gap", "numbering.gap", note,
       and_also("[text]\nnumbering = [\"1\", \"1a\", \"1b\", \"2\", \"2a\", \"2c\"]\n")},
      {"malformed_number", "numbering.malformed", note, and_also("[text]\nnumbering = [\"§\"]\n"),
       false},
      {"unannounced", "changes.unannounced", warning, and_also("[changes]\nnotice = [\"page\"]\n")},
      {"two_names", "controller.inconsistent", warning,
       with("name = \"The Corner Shop\"", "name = \"A\"\nalso_named = [\"B\"]")},
      {"no_date", "meta.missing", note, with("date = 2026-01-01\n", "")},
      {"no_version", "meta.missing", note, with("number = \"1\"\n", "")},
      {"untranslated", "text.untranslated", warning,
       with("language = \"en\"", "language = \"en\"\nlanguages = [\"sv\"]")},
      {"unheld", "field.unheld", block,
       with("data = { account = [\"name\", \"email\"] }", "data = { account = [\"name\"] }")},
  };
}

class LintFindings : public testing::TestWithParam<Faulty> {};

TEST_P(LintFindings, is_found_with_its_place_source_and_remedy) {
  Faulty const& faulty = GetParam();
  auto const findings = linted(faulty.text);
  ASSERT_THAT(codes_of(findings), Contains(faulty.code)) << sample::told(findings);
  for (Finding const& finding : findings) {
    EXPECT_EQ(finding.code, faulty.code) << sample::told(findings);
    EXPECT_EQ(finding.severity, faulty.severity);
    EXPECT_GE(finding.at.line, 1U);
    EXPECT_FALSE(finding.remedy.empty());
    EXPECT_EQ(finding.source.empty(), !faulty.has_source);
  }
}

INSTANTIATE_TEST_SUITE_P(Each, LintFindings, testing::ValuesIn(all_faults()),
                         [](auto const& test) { return test.param.name; });

TEST(Lint, what_is_asked_for_by_itself_is_no_bundle) {
  EXPECT_THAT(codes_of(linted(news("basis = \"consent\"\nchannels = [\"email\"]\n"
                                   "[consent.act.form]\naccepts = [\"news\"]\nseparate = true\n"))),
              IsEmpty());
}

TEST(Lint, own_marketing_after_a_sale_may_use_email_until_refused) {
  EXPECT_THAT(
      codes_of(linted(news("basis = \"legitimate_interests\"\n"
                           "channels = { email = \"soft_opt_in\", post = \"opt_out\" }\n"))),
      IsEmpty());
}

TEST(Lint, a_bundled_consent_does_not_keep_the_promise_of_express_consent) {
  auto const findings = linted(partners("consent",
                                        "[consent.act.registration]\naccepts = [\"partners\"]\n"
                                        "[marketing]\nthird_parties = \"express_consent\"\n"));
  EXPECT_THAT(codes_of(findings), ElementsAre("clause.conflict", "consent.bundled"));
}

TEST(Lint, calendar_years_that_the_text_explains_are_clear) {
  EXPECT_THAT(codes_of(linted(
                  with("4 years after order completed", "4 calendar years after order completed") +
                  "[text]\ndefines = [\"calendar years\"]\n")),
              IsEmpty());
}

TEST(Lint, a_cookie_with_consent_or_for_a_request_is_allowed) {
  EXPECT_THAT(codes_of(linted(cookie("contract", "needed = true\n"))), IsEmpty());
  EXPECT_THAT(codes_of(linted(cookie("x", "[purpose.x]\ntitle = \"X\"\nbasis = \"consent\"\n"))),
              IsEmpty());
}

TEST(Lint, a_recipient_outside_the_eea_needs_a_safeguard_only) {
  EXPECT_THAT(codes_of(linted(and_also("[recipient.far]\npurpose = \"contract\"\ncountry = \"GB\"\n"
                                       "safeguard = \"adequacy\"\n"))),
              IsEmpty());
}

TEST(Lint, says_how_an_unanchored_term_is_read) {
  auto const findings = linted(with("7 fiscal years after order completed", "7 years"));
  ASSERT_THAT(codes_of(findings), ElementsAre("retention.imprecise"));
  EXPECT_THAT(findings[0].meanwhile, HasSubstr("7 fiscal years after order placed"));
}

TEST(Lint, findings_stand_in_the_order_of_the_file) {
  auto const findings = lint(sample::parsed(with("date = 2026-01-01\n", "") +
                                            "[cookies]\nused = true\n[consent]\nby_use = true\n"));
  EXPECT_THAT(codes_of(findings),
              ElementsAre("meta.missing", "cookies.missing", "consent.implied"));
}

TEST(LintChange, a_purpose_relabelled_as_legal_obligation_is_found) {
  Policy const before =
      sample::parsed(with("basis = \"legal_obligation\"", "basis = \"legitimate_interests\""));
  Policy const after = sample::parsed(sample::text());
  EXPECT_THAT(codes_of(lint_change(before, after)), Contains("basis.relabelled"));
  EXPECT_THAT(codes_of(lint_change(after, before)), Not(Contains("basis.relabelled")));
}

TEST(LintChange, a_change_under_the_same_version_is_found) {
  Policy const before = sample::parsed(sample::text());
  Policy after = before;
  EXPECT_THAT(codes_of(lint_change(before, after)), ElementsAre("version.repeated"));
  after.version += " b";
  EXPECT_THAT(lint_change(before, after), IsEmpty());
}

}  // namespace
}  // namespace lofte::promise::policy
