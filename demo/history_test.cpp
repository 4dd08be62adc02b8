// The invented history is the same every time, obeys its settings, and fits its mappings and the
// example policy.
#include "history.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "csv_files.hpp"
#include "edge/import/mapping_rows.hpp"
#include "promise/policy/parse.hpp"

namespace lofte::demo {
namespace {

HistorySettings settings_of(std::uint64_t seed) {
  return {.seed = seed,
          .period = {.first = *parse_day("2022-01-01"), .last = *parse_day("2024-02-29")},
          .orders = 700};
}

std::string read_file(std::filesystem::path const& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A folder of the history's files, gone with the test.
class History : public testing::Test {
 protected:
  ~History() override { std::filesystem::remove_all(root_); }

  std::filesystem::path write(HistorySettings const& settings) {
    auto const folder = root_ / std::to_string(folders_++);
    CsvFiles files(folder);
    tell_history(settings, files);
    files.finish();
    return folder;
  }

 private:
  std::filesystem::path root_ =
      std::filesystem::temp_directory_path() / ("lofte-demo-test-" + std::to_string(::getpid()));
  int folders_ = 0;
};

TEST_F(History, IsTheSameForTheSameSeed) {
  auto const first = write(settings_of(1));
  auto const second = write(settings_of(1));
  auto const other = write(settings_of(2));
  for (char const* name :
       {"accounts.csv", "orders.csv", "subscriptions.csv", "enquiries.csv", "reviews.csv"}) {
    EXPECT_EQ(read_file(first / name), read_file(second / name)) << name;
    EXPECT_NE(read_file(first / name), read_file(other / name)) << name;
  }
}

TEST_F(History, FitsItsMappingsAndTheExamplePolicy) {
  auto const policy = promise::policy::parse(read_file(LOFTE_SOURCE_DIR "/policies/usbstars.toml"),
                                             "usbstars.toml");
  ASSERT_TRUE(policy.policy.has_value());
  auto const folder = write(settings_of(1));
  for (std::string const kind : {"accounts", "orders", "subscriptions", "enquiries", "reviews"}) {
    SCOPED_TRACE(kind);
    std::string const path = LOFTE_SOURCE_DIR "/demo/" + kind + ".toml";
    auto const parsed = edge::import::parse_mapping(read_file(path), path, *policy.policy);
    for (auto const& finding : parsed.findings) {
      ADD_FAILURE() << to_string(finding, path);
    }
    auto reader = edge::import::CsvReader::open(folder / (kind + ".csv"), {});
    auto mapper = edge::import::RowMapper::bind(parsed.mapping.value(), reader.header(),
                                                *policy.policy->timezone);
    ASSERT_TRUE(mapper.has_value());
    std::size_t rows = 0;
    while (auto const row = reader.next()) {
      ASSERT_TRUE(row->has_value());
      auto const mapped = mapper->map(**row, reader.raw());
      ASSERT_TRUE(std::holds_alternative<edge::import::ImportRow>(mapped));
      ++rows;
    }
    EXPECT_GT(rows, 0u);
    if (kind == "orders") {
      EXPECT_EQ(rows, 700u);
    }
  }
}

class Days final : public Chronicle {
 public:
  void add(Account const& account) override { see({account.registered, account.closed}); }
  void add(Order const& order) override {
    see({order.placed, order.paid, order.shipped, order.completed, order.cancelled});
    EXPECT_FALSE(order.completed && order.cancelled);
    EXPECT_FALSE(order.completed && !order.paid);
    EXPECT_TRUE(!order.completed || *order.completed >= *order.paid);
    open += !order.completed && !order.cancelled ? 1 : 0;
  }
  void add(Subscription const& subscription) override {
    see({subscription.requested, subscription.confirmed, subscription.ended});
  }
  void add(Enquiry const& enquiry) override {
    see({enquiry.received, enquiry.answered, enquiry.closed});
  }
  void add(Review const& review) override { see({review.submitted, review.published}); }

  std::optional<Day> last;
  int open = 0;

 private:
  void see(std::vector<std::optional<Day>> const& days) {
    for (auto const& day : days) {
      last = day ? std::max(last, day) : last;
    }
  }
};

TEST_F(History, TellsNothingOfTheFuture) {
  Days days;
  tell_history(settings_of(3), days);
  EXPECT_LE(days.last, parse_day("2024-02-29"));
  EXPECT_GT(days.open, 0);  // orders on their way when the story ends
}

TEST_F(History, InventsPeopleWhoCannotBeReached) {
  Dice dice(1);
  Person const person = invent_person(dice, 7, *parse_day("2024-02-29"));
  EXPECT_THAT(person.email(), testing::ContainsRegex("^[a-z.]+\\.7@(mail\\.)?example\\.[a-z]+$"));
  EXPECT_LT(person.born, *parse_day("2006-02-28"));
}

}  // namespace
}  // namespace lofte::demo
