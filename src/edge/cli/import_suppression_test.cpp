// An import does not bring back what somebody has refused here.
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>

#include "custody/folder/data_folder.hpp"
#include "custody/suppression/suppressions.hpp"
#include "edge/import/import.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::edge::import {
namespace {

using custody::suppression::email_address;
using custody::suppression::scope_of;
using custody::suppression::Suppressions;
using custody::suppression::Word;

constexpr std::string_view mapping_text = R"(
[file]
dates = "YYYY-MM-DD"
[[subject]]
reference = "{customer}"
[[consent]]
purpose = "newsletter"
given = "day"
[[record]]
shape = "subscription"
reference = "{customer}"
[record.fields]
email = "{email}"
[record.events]
requested = "day"
)";

TEST(ImportedConsent, IsNotBroughtWhereItWasRefused) {
  char pattern[] = "/tmp/lofte-import-test-XXXXXX";
  std::filesystem::path const directory = ::mkdtemp(pattern);
  std::ifstream in(std::string(LOFTE_SOURCE_DIR) + "/policies/usbstars.toml");
  std::string const text{std::istreambuf_iterator<char>(in), {}};
  custody::folder::DataFolder::create(directory / "data", text, parse_day("2024-06-01"));
  auto const folder = custody::folder::DataFolder::open(directory / "data");
  auto& vault = folder->vault();
  Suppressions(vault.ground().ring, vault.ground().store)
      .say(email_address("anna@example.com"),
           {.scope = scope_of("newsletter", "email"), .word = Word::no, .on = vault.today()});
  std::ofstream(directory / "rows.csv") << "customer,email,day\n"
                                           "1,Anna@Example.com,2024-05-01\n"
                                           "2,bo@example.com,2024-05-01\n";
  auto mapping = parse_mapping(mapping_text, "mapping.toml", promise::policy::parse_accepted(text));
  ASSERT_TRUE(mapping.mapping.has_value());
  auto const report = import_file(vault,
                                  {.file = directory / "rows.csv",
                                   .mapping = std::move(*mapping.mapping),
                                   .rejects = directory / "rejects.csv",
                                   .actor = {.id = 1, .purposes = {}, .all_purposes = true},
                                   .writers = 1},
                                  {});
  EXPECT_EQ(report.consents_suppressed, 1U);
  EXPECT_EQ(report.records_added, 1U);
  auto const bo = vault.find_subject("2");
  ASSERT_TRUE(bo.has_value());
  EXPECT_EQ(vault.summary(*bo).size(), 1U);
  if (auto const anna = vault.find_subject("1")) {
    EXPECT_TRUE(vault.summary(*anna).empty());
    EXPECT_TRUE(vault.standing(*anna).purposes.empty());
  }
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace lofte::edge::import
