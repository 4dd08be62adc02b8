#include "edge/import/mapping.hpp"

#include <gmock/gmock.h>

#include "edge/import/mapping_rows.hpp"

namespace lofte::edge::import {
namespace {

using promise::policy::Policy;
using promise::policy::Shape;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

Shape shape_of(std::string name, std::vector<std::string> const& fields,
               std::vector<std::string> const& events) {
  Shape shape;
  shape.name = std::move(name);
  for (std::string const& field : fields) {
    shape.fields.push_back({.name = field, .category = 0, .at = {}});
  }
  for (std::string const& event : events) {
    shape.events.push_back({.name = event, .at = {}});
  }
  return shape;
}

promise::policy::Purpose purpose_of(std::string name, promise::policy::Basis basis) {
  promise::policy::Purpose purpose;
  purpose.name = std::move(name);
  purpose.basis = basis;
  return purpose;
}

Policy const& shop_policy() {
  static Policy const policy = [] {
    Policy made;
    made.shapes = {
        shape_of("order", {"name", "lines"}, {"placed", "completed"}),
        shape_of("account", {"name", "address", "registration_number"}, {"registered", "closed"})};
    made.purposes = {purpose_of("contract", promise::policy::Basis::contract),
                     purpose_of("newsletter", promise::policy::Basis::consent)};
    return made;
  }();
  return policy;
}

// "code at line:column" of each finding.
std::vector<std::string> faults_of(std::string_view text) {
  std::vector<std::string> faults;
  for (Finding const& finding : parse_mapping(text, "planted.toml", shop_policy()).findings) {
    faults.push_back(finding.code + " at " + std::to_string(finding.at.line) + ":" +
                     std::to_string(finding.at.column));
    EXPECT_FALSE(finding.message.empty() || finding.remedy.empty()) << finding.code;
  }
  return faults;
}

constexpr std::string_view plain = R"toml([[subject]]
reference = "{customer}"
[[record]]
shape = "order"
reference = "{number}"
[record.fields]
name = "{name}"
lines = "{count} × {article}"
[record.events]
placed = "placed"
completed = { column = "done", format = "D.M.YYYY" }
)toml";

RowMapper mapper_of(std::string_view text, std::vector<std::string> const& header,
                    char const* zone = "Europe/Stockholm") {
  auto parsed = parse_mapping(text, "planted.toml", shop_policy());
  EXPECT_THAT(faults_of(text), IsEmpty());
  auto bound = RowMapper::bind(parsed.mapping.value(), header, TimeZone::named(zone));
  EXPECT_TRUE(bound.has_value());
  return *std::move(bound);
}

ImportRow made_by(RowMapper& mapper, std::vector<std::string_view> fields) {
  MappedRow mapped = mapper.map({.line = 2, .fields = std::move(fields)}, "raw");
  auto* row = std::get_if<ImportRow>(&mapped);
  EXPECT_NE(row, nullptr);
  return row ? *row : ImportRow{};
}

std::string reason_of(RowMapper& mapper, std::vector<std::string_view> fields) {
  MappedRow const mapped = mapper.map({.line = 7, .fields = std::move(fields)}, "raw text");
  auto const* bad = std::get_if<BadRow>(&mapped);
  if (!bad) {
    return "";
  }
  EXPECT_EQ(bad->line, 7u);
  EXPECT_EQ(bad->raw, "raw text");
  return bad->reason;
}

std::vector<std::string> const plain_header{"number", "customer", "name", "article",
                                            "count",  "placed",   "done"};

TEST(Mapping, MakesARecordOfARow) {
  RowMapper mapper = mapper_of(plain, plain_header);
  ImportRow const row =
      made_by(mapper, {"17", "anna", "Anna Berg", "USB 8 GB", "2", "2024-03-05", "9.3.2024"});
  EXPECT_EQ(row.subject, "anna");
  ASSERT_EQ(row.records.size(), 1u);
  EXPECT_EQ(row.records[0].shape, "order");
  EXPECT_EQ(row.records[0].reference, "17");
  EXPECT_THAT(row.records[0].fields,
              ElementsAre(Pair("name", "Anna Berg"), Pair("lines", "2 × USB 8 GB")));
  EXPECT_THAT(row.records[0].events, ElementsAre(Pair("placed", *parse_day("2024-03-05")),
                                                 Pair("completed", *parse_day("2024-03-09"))));
}

TEST(Mapping, LeavesOutEmptyFieldsAndEventsThatHaveNotHappened) {
  RowMapper mapper = mapper_of(plain, plain_header);
  ImportRow const row = made_by(mapper, {"17", "anna", "", "", "", "2024-03-05", ""});
  EXPECT_THAT(row.records[0].fields, IsEmpty());
  EXPECT_THAT(row.records[0].events, ElementsAre(Pair("placed", *parse_day("2024-03-05"))));
}

TEST(Mapping, RejectsRowsThatCannotBeMeant) {
  RowMapper mapper = mapper_of(plain, plain_header);
  EXPECT_EQ(reason_of(mapper, {"", "anna", "", "", "", "2024-03-05", ""}), "row.no_reference");
  EXPECT_EQ(reason_of(mapper, {"17", "", "", "", "", "2024-03-05", ""}), "row.no_reference");
  EXPECT_EQ(reason_of(mapper, {"17", "anna", "", "", "", "", ""}), "row.no_date");
  EXPECT_EQ(reason_of(mapper, {"17", "anna", "", "", "", "5 March", ""}), "date.other_form");
  EXPECT_EQ(reason_of(mapper, {"17", "anna", "", "", "", "2023-02-29", ""}), "date.no_such_day");
  EXPECT_EQ(reason_of(mapper, {"17", "anna", "", "", "", "1582-10-15", ""}), "date.out_of_range");
  EXPECT_EQ(reason_of(mapper, {"17", std::string(257, 'x'), "", "", "", "2024-03-05", ""}),
            "row.reference_too_long");
  EXPECT_EQ(reason_of(mapper, {"17", "mailto:anna", "", "", "", "2024-03-05", ""}),
            "row.no_address");
}

TEST(Mapping, APersonIsFoundByAnAddressHoweverItIsWritten) {
  RowMapper mapper = mapper_of(plain, plain_header);
  auto const row =
      made_by(mapper, {"17", "mailto:Anna+Shop@Exämple.com", "", "", "", "2024-03-05", ""});
  EXPECT_EQ(row.subject, "mailto:anna+shop@xn--exmple-cua.com");
}

TEST(Mapping, SaysNothingOfARowsValuesInItsMessages) {
  RowMapper mapper = mapper_of(plain, plain_header);
  MappedRow const mapped =
      mapper.map({.line = 2, .fields = {"17", "anna", "", "", "", "canary", ""}}, "raw");
  EXPECT_THAT(std::get<BadRow>(mapped).message, testing::Not(HasSubstr("canary")));
}

TEST(Mapping, RejectsAndSkipsByItsConditions) {
  RowMapper mapper = mapper_of(R"toml(
[[reject]]
when = { column = "kind", starts_with = ["A", "B"] }
reason = "an adjustment"
[[skip]]
when = [{ column = "kind", is = "test" }, { column = "customer", is_empty = false }]
reason = "a test"
[[subject]]
unless = { column = "customer", is_empty = true }
reference = "{customer}"
[[record]]
when = { column = "kind", is = ["order", "test"] }
shape = "order"
reference = "{number}"
[record.events]
placed = "placed"
)toml",
                               {"kind", "number", "customer", "placed"});
  EXPECT_EQ(reason_of(mapper, {"A1", "1", "anna", "2024-03-05"}), "row.rejected");
  EXPECT_EQ(reason_of(mapper, {"B", "1", "anna", "2024-03-05"}), "row.rejected");
  MappedRow const skipped =
      mapper.map({.line = 2, .fields = {"test", "1", "anna", "2024-03-05"}}, "");
  EXPECT_EQ(std::get<SkippedRow>(skipped).reason, "a test");
  EXPECT_EQ(reason_of(mapper, {"order", "1", "", "2024-03-05"}), "row.no_subject");
  EXPECT_EQ(reason_of(mapper, {"refund", "1", "anna", "2024-03-05"}), "row.no_record");
  EXPECT_EQ(made_by(mapper, {"order", "1", "anna", "2024-03-05"}).records.size(), 1u);
}

TEST(Mapping, MovesATimeOfDayIntoThePolicysTimeZone) {
  std::string_view const text = R"toml(
[file]
timezone = "Europe/London"
dates = "M/D/YYYY H:MM"
[[subject]]
reference = "{number}"
[[record]]
shape = "order"
reference = "{number}"
[record.events]
placed = "placed"
)toml";
  RowMapper stockholm = mapper_of(text, {"number", "placed"});
  EXPECT_EQ(made_by(stockholm, {"1", "12/31/2010 22:59"}).records[0].events[0].second,
            *parse_day("2010-12-31"));
  EXPECT_EQ(made_by(stockholm, {"1", "12/31/2010 23:00"}).records[0].events[0].second,
            *parse_day("2011-01-01"));
  RowMapper london = mapper_of(text, {"number", "placed"}, "Europe/London");
  EXPECT_EQ(made_by(london, {"1", "12/31/2010 23:59"}).records[0].events[0].second,
            *parse_day("2010-12-31"));
}

TEST(Mapping, MakesARecordOnceByItsFirstRow) {
  RowMapper mapper = mapper_of(R"toml(
[[subject]]
reference = "{customer}"
[[record]]
shape = "account"
once = true
reference = "{customer}"
[record.events]
registered = "placed"
)toml",
                               {"customer", "placed"});
  EXPECT_EQ(made_by(mapper, {"anna", "2024-03-05"}).records.size(), 1u);
  EXPECT_EQ(made_by(mapper, {"anna", "2024-03-06"}).records.size(), 0u);
  EXPECT_EQ(made_by(mapper, {"bo", "2024-03-06"}).records.size(), 1u);
  EXPECT_EQ(reason_of(mapper, {"anna", "2024-03-04"}), "row.order");
}

constexpr std::string_view with_consent = R"toml([file]
timezone = "Europe/London"
[[subject]]
reference = "{customer}"
[[consent]]
purpose = "newsletter"
given = { column = "confirmed", format = "YYYY-MM-DD H:MM" }
unless = { column = "ended", is_empty = false }
[[record]]
shape = "order"
reference = "{customer}"
[record.events]
placed = "placed"
)toml";

TEST(Mapping, BringsConsentThatWasGivenAndNotEnded) {
  RowMapper mapper = mapper_of(with_consent, {"customer", "placed", "confirmed", "ended"});
  ImportRow const given = made_by(mapper, {"anna", "2024-07-05", "2024-07-05 8:26", ""});
  ASSERT_EQ(given.consents.size(), 1u);
  EXPECT_EQ(given.consents[0].purpose, "newsletter");
  EXPECT_EQ(to_string(given.consents[0].given), "2024-07-05T07:26:00.000Z");
  EXPECT_THAT(made_by(mapper, {"bo", "2024-07-05", "", ""}).consents, IsEmpty());
  EXPECT_THAT(made_by(mapper, {"cia", "2024-07-05", "2024-07-05 8:26", "2024-08-01"}).consents,
              IsEmpty());
  EXPECT_EQ(reason_of(mapper, {"dan", "2024-07-05", "yes", ""}), "date.other_form");
}

TEST(Mapping, BringsConsentOnlyToPurposesThatRestOnIt) {
  std::string text(with_consent);
  text.replace(text.find("newsletter"), 10, "contract");
  EXPECT_THAT(faults_of(text), ElementsAre("purpose.basis at 6:11"));
  text.replace(text.find("contract"), 8, "newsleter");
  EXPECT_THAT(faults_of(text), ElementsAre("purpose.unknown at 6:11"));
  text.replace(text.find("newsleter"), 9, "newsletter");
  text.replace(text.find("given ="), 7, "taken =");
  EXPECT_THAT(faults_of(text), ElementsAre("key.missing at 5:1", "key.unknown at 7:1"));
}

TEST(Mapping, PointsAtEachError) {
  EXPECT_THAT(faults_of("[[subject]\n"), ElementsAre(HasSubstr("toml.syntax at 1:")));
  EXPECT_THAT(faults_of(""), ElementsAre("record.missing at 1:1", "subject.missing at 1:1"));
  std::string const text(plain);
  auto const with = [&](std::string_view old, std::string_view now) {
    std::string changed = text;
    changed.replace(changed.find(old), old.size(), now);
    return faults_of(changed);
  };
  EXPECT_THAT(with("\"order\"", "\"ordr\""), ElementsAre("shape.unknown at 4:9"));
  EXPECT_THAT(with("name = ", "nmae = "), ElementsAre("field.unknown at 7:1"));
  EXPECT_THAT(with("placed =", "plased ="), ElementsAre("event.unknown at 10:1"));
  EXPECT_THAT(with("D.M.YYYY", "D.M.YY"), ElementsAre("date.pattern at 11:41"));
  EXPECT_THAT(with("D.M.YYYY", "YYYY-M-D H:M"), ElementsAre("timezone.missing at 11:1"));
  EXPECT_THAT(with("format =", "fromat ="), ElementsAre("key.unknown at 11:32"));
  EXPECT_THAT(with("{number}", "number"), ElementsAre("reference.constant at 5:13"));
  EXPECT_THAT(with("{name}", "{name"), ElementsAre("template.malformed at 7:8"));
  EXPECT_THAT(with("[[subject]]", "[file]\ndelimiter = \"::\"\n[[subject]]"),
              ElementsAre("delimiter.malformed at 2:13"));
  EXPECT_THAT(with("[[subject]]", "[file]\ntimezone = \"Europe/Atlantis\"\n[[subject]]"),
              ElementsAre("timezone.unknown at 2:12"));
  EXPECT_THAT(with("[[subject]]", "[[skip]]\nreason = \"x\"\n[[subject]]"),
              ElementsAre("conditions.missing at 1:1"));
  EXPECT_THAT(with("[[subject]]", "[[subject]]\nwhen = { column = \"a\" }"),
              ElementsAre("condition.malformed at 2:8"));
  EXPECT_THAT(faults_of(std::string(mapping_bytes_max + 1, '#')),
              ElementsAre("mapping.too_large at 1:1"));
}

TEST(Mapping, SuggestsWhatWasMeant) {
  auto const parsed =
      parse_mapping("recrod = 1\n" + std::string(plain), "planted.toml", shop_policy());
  ASSERT_EQ(parsed.findings.size(), 1u);
  EXPECT_THAT(parsed.findings[0].remedy, HasSubstr("record"));
}

TEST(Mapping, PointsAtColumnsThatTheFileLacks) {
  auto const parsed = parse_mapping(plain, "planted.toml", shop_policy());
  auto const bound = RowMapper::bind(parsed.mapping.value(),
                                     {"number", "custommer", "name", "article", "placed", "done"},
                                     TimeZone::named("Europe/Stockholm"));
  ASSERT_FALSE(bound.has_value());
  ASSERT_EQ(bound.error().size(), 2u);
  EXPECT_EQ(bound.error()[0].code, "column.unknown");
  EXPECT_EQ(bound.error()[0].at, (Position{.line = 2, .column = 15}));
  EXPECT_THAT(bound.error()[0].remedy, HasSubstr("custommer"));
  EXPECT_EQ(bound.error()[1].at, (Position{.line = 8, .column = 11}));
  EXPECT_THAT(bound.error()[1].message, HasSubstr("count"));
}

TEST(Mapping, KeepsAHeaderLineThatIsNoneToItself) {
  auto const parsed = parse_mapping(plain, "planted.toml", shop_policy());
  auto const bound =
      RowMapper::bind(parsed.mapping.value(), {"Anna Berg", "Storgatan 1"}, TimeZone::named("UTC"));
  ASSERT_FALSE(bound.has_value());
  for (Finding const& finding : bound.error()) {
    EXPECT_THAT(finding.message + finding.remedy, testing::Not(HasSubstr("Berg")));
  }
}

}  // namespace
}  // namespace lofte::edge::import
