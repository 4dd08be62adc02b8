#include "edge/site/package.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

namespace lofte::edge::site {
namespace {

pages::HeldRecord order() {
  Day const day = parse_day("2026-03-05").value();
  return {.id = "01",
          .shape = "order",
          .collected = day,
          .events = {{"placed", day}},
          .fields = {{.name = "name", .value = "Anna \"Ann\" Berg"},
                     {.name = "lines", .value = "=1+1\n2 sticks"},
                     {.name = "password", .value = {}, .state = pages::HeldField::State::digest}},
          .held_for = {{.purpose = "contract",
                        .fields = {"name", "lines"},
                        .ends = {.kind = pages::Ending::Kind::dated, .last = day}}}};
}

TEST(Package, IsJsonWithEveryFieldAndHowLong) {
  auto const told =
      boost::json::parse(package_json({order()}, parse_day("2026-04-01").value())).as_object();
  EXPECT_EQ(told.at("made"), "2026-04-01");
  auto const& record = told.at("records").at(0).as_object();
  EXPECT_EQ(record.at("fields").at("name"), "Anna \"Ann\" Berg");
  EXPECT_EQ(record.at("events").at("placed"), "2026-03-05");
  EXPECT_EQ(record.at("held_for").at(0).at("until").at("last"), "2026-03-05");
  EXPECT_FALSE(record.at("fields").as_object().contains("password"));
}

TEST(Package, IsCsvThatNoSpreadsheetRuns) {
  EXPECT_EQ(package_csv({order()}),
            "\"record\",\"shape\",\"collected\",\"field\",\"value\"\r\n"
            "\"01\",\"order\",\"2026-03-05\",\"name\",\"Anna \"\"Ann\"\" Berg\"\r\n"
            "\"01\",\"order\",\"2026-03-05\",\"lines\",\"'=1+1\n2 sticks\"\r\n");
}

}  // namespace
}  // namespace lofte::edge::site
