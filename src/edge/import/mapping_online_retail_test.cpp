// mappings/online-retail.toml, against the example policy and, where it is at hand, the whole data
// set.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "edge/import/mapping_rows.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::edge::import {
namespace {

using testing::Pair;

ImportRow made_by(RowMapper& mapper, std::vector<std::string_view> fields) {
  MappedRow mapped = mapper.map({.line = 2, .fields = std::move(fields)}, "raw");
  auto* row = std::get_if<ImportRow>(&mapped);
  EXPECT_NE(row, nullptr);
  return row ? *row : ImportRow{};
}

std::string reason_of(RowMapper& mapper, std::vector<std::string_view> fields) {
  MappedRow const mapped = mapper.map({.line = 7, .fields = std::move(fields)}, "");
  auto const* bad = std::get_if<BadRow>(&mapped);
  return bad ? bad->reason : "";
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
