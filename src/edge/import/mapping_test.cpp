#include "edge/import/mapping.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "edge/import/mapping_rows.hpp"
#include "promise/policy/parse.hpp"

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

Policy const& shop_policy() {
  static Policy const policy = [] {
    Policy made;
    made.shapes = {
        shape_of("order", {"name", "lines"}, {"placed", "completed"}),
        shape_of("account", {"name", "address", "registration_number"}, {"registered", "closed"})};
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

TEST(MappingDate, ReadsByItsPattern) {
  auto const day = [](char const* pattern, char const* text) -> std::string {
    auto const moment = DateFormat::parse(pattern).value().read(text);
    if (!moment) {
      return moment.error() == DateFault::other_form ? "form" : "day";
    }
    return to_string(moment->day) + (moment->time_of_day
                                         ? " " + std::to_string(moment->time_of_day->count())
                                         : std::string());
  };
  EXPECT_EQ(day("M/D/YYYY H:MM", "12/1/2010 8:26"), "2010-12-01 30360");
  EXPECT_EQ(day("H:MM D/M/YYYY", "8:26 1/12/2010"), "2010-12-01 30360");
  EXPECT_EQ(day("YYYYMMDD", "20240229"), "2024-02-29");
  EXPECT_EQ(day("YYYY-MM-DDTHH:MM:SS", "2024-02-29T23:59:59"), "2024-02-29 86399");
  EXPECT_EQ(day("YYYY-MM-DD", "2024-2-29"), "form");
  EXPECT_EQ(day("M/D/YYYY", "1/2/2010 "), "form");
  EXPECT_EQ(day("M/D/YYYY", "+1/2/2010"), "form");
  EXPECT_EQ(day("M/D/YYYY", "123/2/2010"), "form");
  EXPECT_EQ(day("M/D/YYYY", "13/2/2010"), "day");
  EXPECT_EQ(day("M/D/YYYY H:MM", "1/2/2010 24:00"), "day");
}

TEST(MappingDate, RefusesAPatternThatIsNoDate) {
  for (char const* pattern : {"", "YYYY-MM", "YY-MM-DD", "YYYY-MM-DD YYYY", "MDYYYY", "MMM D YYYY",
                              "YYYY-MM-DD SS", "YYYY-MM-D1"}) {
    EXPECT_FALSE(DateFormat::parse(pattern).has_value()) << pattern;
  }
}

TEST(MappingText, FillsBracesOnly) {
  EXPECT_FALSE(parse_template("a {b").has_value());
  EXPECT_FALSE(parse_template("a }").has_value());
  EXPECT_FALSE(parse_template("{}").has_value());
  EXPECT_FALSE(parse_template("{a{b}}").has_value());
  auto const text = parse_template("åå {{x}} {b}").value();
  ASSERT_EQ(text.parts.size(), 1u);
  EXPECT_EQ(text.parts[0].text, "åå {x} ");
  EXPECT_EQ(text.parts[0].column, "b");
  EXPECT_EQ(text.parts[0].offset, 10u);
}

std::string read_file(std::string const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

RowMapper online_retail() {
  auto const policy = promise::policy::parse(read_file(LOFTE_SOURCE_DIR "/policies/usbstars.toml"),
                                             "usbstars.toml");
  std::string const path = LOFTE_SOURCE_DIR "/mappings/online-retail.toml";
  auto parsed = parse_mapping(read_file(path), path, policy.policy.value());
  for (Finding const& finding : parsed.findings) {
    ADD_FAILURE() << to_string(finding, path);
  }
  return RowMapper::bind(
             std::move(parsed.mapping).value(),
             {"InvoiceNo", "InvoiceDate", "CustomerID", "Country", "Quantity", "UnitPrice"},
             TimeZone::named("Europe/Stockholm"))
      .value();
}

TEST(OnlineRetail, MakesAnOrderAndAnAccountOfACustomersFirstInvoice) {
  RowMapper mapper = online_retail();
  ImportRow const first =
      made_by(mapper, {"536365", "12/1/2010 8:26", "17850", "United Kingdom", "40", "3.91"});
  EXPECT_EQ(first.subject, "17850");
  ASSERT_EQ(first.records.size(), 2u);
  EXPECT_EQ(first.records[0].shape, "order");
  EXPECT_THAT(first.records[0].fields,
              testing::UnorderedElementsAre(Pair("registration_number", "17850"),
                                            Pair("lines", "40 × £3.91"),
                                            Pair("delivery_address", "United Kingdom")));
  EXPECT_THAT(first.records[0].events,
              testing::UnorderedElementsAre(Pair("placed", *parse_day("2010-12-01")),
                                            Pair("completed", *parse_day("2010-12-01"))));
  EXPECT_EQ(first.records[1].shape, "account");
  EXPECT_EQ(made_by(mapper, {"536366", "12/1/2010 8:28", "17850", "United Kingdom", "12", "1.85"})
                .records.size(),
            1u);
}

TEST(OnlineRetail, KnowsCreditNotesGuestsAndAdjustments) {
  RowMapper mapper = online_retail();
  ImportRow const credit =
      made_by(mapper, {"C536379", "12/1/2010 9:41", "14527", "United Kingdom", "-1", "27.5"});
  ASSERT_EQ(credit.records.size(), 1u);
  EXPECT_EQ(credit.records[0].shape, "credit_note");
  ImportRow const guest =
      made_by(mapper, {"536414", "12/1/2010 11:52", "(blank)", "United Kingdom", "56", "0"});
  ASSERT_EQ(guest.records.size(), 1u);
  EXPECT_EQ(guest.subject, "guest 536414");
  EXPECT_THAT(guest.records[0].fields,
              testing::Not(testing::Contains(Pair("registration_number", testing::_))));
  EXPECT_EQ(reason_of(mapper,
                      {"A563185", "8/12/2011 14:50", "(blank)", "United Kingdom", "1", "11062.06"}),
            "row.rejected");
}

TEST(OnlineRetail, TellsApartTheTwoHalvesOfAnInvoiceWrittenInTwoMinutes) {
  RowMapper mapper = online_retail();
  ImportRow const first =
      made_by(mapper, {"536591", "12/1/2010 16:57", "14606", "United Kingdom", "81", "2.78"});
  ImportRow const second =
      made_by(mapper, {"536591", "12/1/2010 16:58", "14606", "United Kingdom", "12", "3.89"});
  EXPECT_NE(first.records[0].reference, second.records[0].reference);
}

// The whole file, where it is at hand.
TEST(OnlineRetail, MapsEveryRow) {
  std::string const path = LOFTE_SOURCE_DIR "/../shared/data/online-retail-invoices.csv";
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "the data set is not here";
  }
  CsvReader reader = CsvReader::open(path, {});
  RowMapper mapper = online_retail();
  std::map<std::string, int> tally;
  while (auto const row = reader.next()) {
    ASSERT_TRUE(row->has_value());
    MappedRow const mapped = mapper.map(**row, reader.raw());
    if (auto const* made = std::get_if<ImportRow>(&mapped)) {
      for (ImportRecord const& record : made->records) {
        ++tally[record.shape];
      }
    } else {
      ++tally[std::get<BadRow>(mapped).reason];
    }
  }
  EXPECT_THAT(tally, testing::UnorderedElementsAre(Pair("order", 22103), Pair("credit_note", 3837),
                                                   Pair("account", 4339), Pair("row.rejected", 3)));
}

}  // namespace
}  // namespace lofte::edge::import
