// The import as a whole, with several writers.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>
#include <iterator>
#include <thread>

#include "base/failure.hpp"
#include "custody/folder/data_folder.hpp"
#include "edge/import/import.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::edge::import {
namespace {

using testing::AllOf;
using testing::Field;

constexpr std::string_view mapping_text = R"(
[file]
dates = "YYYY-MM-DD"
[[subject]]
reference = "{customer}"
[[record]]
shape = "order"
reference = "{order}"
[record.fields]
name = "{name}"
[record.events]
completed = "day"
)";

class ImportTest : public testing::Test {
 protected:
  ImportTest() {
    char pattern[] = "/tmp/lofte-import-test-XXXXXX";
    directory_ = ::mkdtemp(pattern);
    std::ifstream in(std::string(LOFTE_SOURCE_DIR) + "/policies/usbstars.toml");
    policy_ = {std::istreambuf_iterator<char>(in), {}};
    custody::folder::DataFolder::create(directory_ / "data", policy_, parse_day("2024-06-01"));
    folder_ = custody::folder::DataFolder::open(directory_ / "data");
  }
  ~ImportTest() override {
    folder_.reset();
    std::filesystem::remove_all(directory_);
  }

  ImportReport import(std::string const& rows, unsigned writers) {
    std::ofstream(directory_ / "orders.csv") << "order,customer,name,day\n" << rows;
    auto const policy = promise::policy::parse_accepted(policy_);
    auto mapping = parse_mapping(mapping_text, "mapping.toml", policy);
    require(mapping.mapping.has_value(), "the mapping of the test is one");
    return import_file(folder_->vault(),
                       {.file = directory_ / "orders.csv",
                        .mapping = std::move(*mapping.mapping),
                        .rejects = directory_ / "rejects.csv",
                        .actor = {.id = 1, .purposes = {}, .all_purposes = true},
                        .writers = writers},
                       {});
  }

  std::filesystem::path directory_;
  std::string policy_;
  std::unique_ptr<custody::folder::DataFolder> folder_;
};

TEST_F(ImportTest, WritesEveryRowOnceWithSeveralWriters) {
  constexpr int orders = 3000;
  constexpr int customers = 500;
  std::string rows;
  for (int order = 0; order < orders; ++order) {
    rows += fmt::format("{},{},Bo Ek,2024-0{}-11\n", order, order % customers,
                        1 + order / customers % 5);
  }
  auto const report = import(rows, 4);
  EXPECT_EQ(report.rows, orders);
  EXPECT_EQ(report.subjects_created, customers);
  EXPECT_EQ(report.records_added, orders);
  EXPECT_EQ(report.rows_rejected, 0U);
  for (int customer = 0; customer < customers; customer += 100) {
    auto const subject = folder_->vault().find_subject(std::to_string(customer));
    ASSERT_TRUE(subject.has_value());
    EXPECT_EQ(folder_->vault().summary(*subject).size(), std::size_t{orders / customers});
  }
  auto const again = import(rows, 3);
  EXPECT_EQ(again.records_added, 0U);
  EXPECT_EQ(again.records_existed, orders);
}

TEST_F(ImportTest, ARowThatTheVaultRefusesDoesNotHoldUpTheOthersOfItsSubject) {
  auto const report = import("1,17,Bo Ek,2024-01-11\n2,17,,2024-02-11\n3,17,Bo Ek,2024-03-11\n", 2);
  EXPECT_EQ(report.records_added, 2U);
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_THAT(report.faults[0],
              AllOf(Field(&RowFault::line, 3U), Field(&RowFault::reason, "record.empty")));
  std::ifstream in(directory_ / "rejects.csv");
  std::string const rejects{std::istreambuf_iterator<char>(in), {}};
  EXPECT_EQ(rejects,
            "order,customer,name,day,lofte_line,lofte_reason\n2,17,,2024-02-11,3,record.empty\n");
}

TEST_F(ImportTest, OfTwoReferencesOneSubjectMayHaveBoth) {
  auto& vault = folder_->vault();
  auto const bo = vault.create_subject("17", custody::store::Durability::synced).subject;
  vault.add_reference(bo, "18");
  auto const report = import("1,17,Bo Ek,2024-01-11\n2,18,Bo Ek,2024-02-11\n", 1);
  EXPECT_EQ(report.subjects_created, 0U);
  EXPECT_EQ(report.records_added, 2U);
  EXPECT_EQ(vault.summary(bo).size(), 2U);
}

TEST_F(ImportTest, ARowOfADayYetToComeIsRejected) {
  auto const report = import("1,17,Bo Ek,2942-02-11\n2,17,Bo Ek,2024-02-11\n", 2);
  EXPECT_EQ(report.records_added, 1U);
  ASSERT_EQ(report.faults.size(), 1U);
  EXPECT_THAT(report.faults[0],
              AllOf(Field(&RowFault::line, 2U), Field(&RowFault::reason, "event.in_future")));
}

TEST_F(ImportTest, TheFileIsNeverItsOwnRejectsFile) {
  std::string const rows = "1,17,Bo Ek,never\n2,17,Bo Ek,2024-02-11\n";
  std::ofstream(directory_ / "orders.csv").close();
  std::filesystem::create_hard_link(directory_ / "orders.csv", directory_ / "rejects.csv");
  EXPECT_THROW(import(rows, 1), Failure);
  std::ifstream in(directory_ / "orders.csv");
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}),
            "order,customer,name,day\n" + rows);
}

TEST_F(ImportTest, AFileThatIsNotThereIsAFailure) {
  auto const policy = promise::policy::parse_accepted(policy_);
  EXPECT_THROW(import_file(folder_->vault(),
                           {.file = directory_ / "nothing.csv",
                            .mapping = *parse_mapping(mapping_text, "mapping.toml", policy).mapping,
                            .rejects = directory_ / "rejects.csv",
                            .actor = {.id = 1, .purposes = {}, .all_purposes = true},
                            .writers = 2},
                           {}),
               Failure);
  EXPECT_FALSE(std::filesystem::exists(directory_ / "rejects.csv"));
}

}  // namespace
}  // namespace lofte::edge::import
