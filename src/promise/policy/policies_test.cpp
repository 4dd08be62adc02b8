// The policies that the repository ships.
#include <gmock/gmock.h>

#include "promise/policy/name_hash.hpp"
#include "promise/policy/parse.hpp"
#include "promise/policy/sample.hpp"

namespace lofte::promise::policy {
namespace {

using testing::ElementsAre;
using testing::IsSupersetOf;
using testing::Not;

std::string text_of(std::string const& name) {
  return sample::read_file(std::string(LOFTE_SOURCE_DIR) + "/policies/" + name);
}

class Shipped : public testing::TestWithParam<std::string> {};

TEST_P(Shipped, parses_and_every_clause_is_executed) {
  Policy const policy = sample::parsed(text_of(GetParam()));
  for (Finding const& finding : lint(policy)) {
    EXPECT_NE(finding.severity, Severity::error) << to_string(finding, GetParam());
    EXPECT_NE(finding.severity, Severity::block) << to_string(finding, GetParam());
  }
}

INSTANTIATE_TEST_SUITE_P(Each, Shipped, testing::Values("minimal.toml", "usbstars.toml"),
                         [](auto const& test) {
                           return test.param.substr(0, test.param.find('.'));
                         });

TEST(Minimal, gives_no_reason_for_a_word) {
  auto const findings = sample::linted(text_of("minimal.toml"));
  EXPECT_THAT(findings, testing::IsEmpty()) << sample::told(findings);
}

TEST(AsPublished, has_every_fault_that_the_text_has) {
  auto const codes = sample::codes_of(sample::linted(text_of("usbstars-as-published.toml")));
  EXPECT_THAT(codes, IsSupersetOf({"consent.implied",
                                   "consent.bundled",
                                   "clause.conflict",
                                   "transfer.consent",
                                   "disclosure.speculative",
                                   "rights.burden",
                                   "cookies.missing",
                                   "value.missing",
                                   "basis.alternative",
                                   "basis.alternative",
                                   "basis.conflict",
                                   "retention.imprecise",
                                   "retention.ambiguous",
                                   "retention.missing",
                                   "retention.missing",
                                   "retention.missing",
                                   "retention.short",
                                   "data.excess",
                                   "data.excess",
                                   "optout.delegated",
                                   "purpose.unmapped",
                                   "rights.incomplete",
                                   "numbering.gap",
                                   "numbering.gap",
                                   "controller.inconsistent",
                                   "term.undefined",
                                   "meta.missing",
                                   "disclosure.prospective",
                                   "changes.unannounced"}));
}

TEST(AsPublished, says_what_is_not_executed_and_what_is_done_instead) {
  for (Finding const& finding : sample::linted(text_of("usbstars-as-published.toml"))) {
    if (finding.severity == Severity::block) {
      EXPECT_THAT(finding.source, Not("")) << finding.code;
      EXPECT_THAT(finding.meanwhile, Not("")) << finding.code;
    }
  }
}

std::vector<std::string> holders(Policy const& policy, std::string_view shape,
                                 std::string_view field) {
  ShapeIndex const index = *policy.find_shape(shape);
  FieldSet const bit = FieldSet{1} << *policy.find_field(index, field);
  std::vector<std::string> names;
  for (Holding const& holding : policy.holdings) {
    if (holding.shape == index && (holding.fields & bit) != 0) {
      names.push_back(policy.purposes[holding.purpose].name);
    }
  }
  return names;
}

std::string term(Policy const& policy, std::string_view purpose, std::string_view shape) {
  auto const* holding =
      policy.find_holding(*policy.find_purpose(purpose), *policy.find_shape(shape));
  return holding ? holding->phrase : "";
}

TEST(Usbstars, clauses_5a_to_5d_hold_what_they_name) {
  Policy const policy = sample::parsed(text_of("usbstars.toml"));
  for (std::string_view const field :
       {"birth_date", "payment_option", "ip", "registration_number"}) {
    EXPECT_THAT(holders(policy, "order", field), ElementsAre("contract")) << field;
  }
  for (std::string_view const field : {"name", "delivery_address", "phone", "email"}) {
    EXPECT_THAT(holders(policy, "order", field), ElementsAre("contract", "bookkeeping")) << field;
  }
  EXPECT_THAT(holders(policy, "order", "lines"), ElementsAre("contract", "bookkeeping", "account"));
  EXPECT_THAT(holders(policy, "account", "birth_date"), ElementsAre("marketing"));
}

TEST(Usbstars, clauses_5a_to_5d_keep_as_long_as_they_say) {
  Policy const policy = sample::parsed(text_of("usbstars.toml"));
  using testing::StartsWith;
  EXPECT_THAT(term(policy, "contract", "order"),
              StartsWith("2 calendar years after order completed"));
  EXPECT_THAT(term(policy, "bookkeeping", "order"),
              StartsWith("7 fiscal years after order completed"));
  EXPECT_EQ(term(policy, "marketing", "account"), "3 calendar years after account registered");
  EXPECT_EQ(term(policy, "account", "account"),
            "3 calendar years after latest order completed, or 3 calendar years after account "
            "registered");
  EXPECT_EQ(term(policy, "bookkeeping", "credit_note"), "7 fiscal years after credit_note issued");
}

TEST(Usbstars, every_clause_about_data_is_some_purposes) {
  Policy const policy = sample::parsed(text_of("usbstars.toml"));
  std::vector<std::string> clauses;
  for (Purpose const& purpose : policy.purposes) {
    clauses.insert(clauses.end(), purpose.clauses.begin(), purpose.clauses.end());
  }
  EXPECT_THAT(clauses, IsSupersetOf({"1a", "1b", "1c", "1d", "3a", "3b", "3c", "3d", "3e", "3f",
                                     "3h", "5a", "5b", "5c", "5d"}));
}

TEST(Usbstars, is_whole_in_both_languages) {
  Policy const policy = sample::parsed(text_of("usbstars.toml"));
  EXPECT_THAT(policy.languages, ElementsAre("sv", "en"));
  EXPECT_THAT(policy.stated.untranslated, testing::IsEmpty());
}

TEST(NameHash, is_fnv_1a) {
  EXPECT_EQ(name_hash(""), 2166136261U);
  EXPECT_EQ(name_hash("a"), 0xE40C292CU);
}

}  // namespace
}  // namespace lofte::promise::policy
