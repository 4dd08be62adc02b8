// lofte-demo-history: writes an invented shop's history as CSV files, the same for the same seed
// and days.
#include <CLI/CLI.hpp>

#include "base/failure.hpp"
#include "csv_files.hpp"

namespace {

using namespace lofte;

constexpr int years_unless_told = 8;

struct Wishes {
  std::string folder;
  std::string since;
  std::string until;
  std::uint64_t seed = 1;
  std::uint32_t orders = 20'000;
};

Day day_of(std::string const& text, char const* option) {
  auto const day = parse_day(text);
  if (!day) {
    throw Failure(FailureKind::bad_input, {.code = "day.malformed",
                                           .message = std::string(option) + " is not a day",
                                           .remedy = "write it as 2026-12-31, from 1900 to 2999"});
  }
  return *day;
}

demo::HistorySettings settings_of(Wishes const& wishes) {
  Day const last = day_of(wishes.until, "--until");
  std::chrono::year_month_day const date{last};
  Day const first = wishes.since.empty()
                        ? Day{(date.year() - std::chrono::years{years_unless_told}) / 1 / 1}
                        : day_of(wishes.since, "--since");
  if (first > last) {
    throw Failure(FailureKind::bad_input, {.code = "period.backward",
                                           .message = "--since is after --until",
                                           .remedy = "exchange them"});
  }
  return {.seed = wishes.seed, .period = {.first = first, .last = last}, .orders = wishes.orders};
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App program(
      "Writes an invented shop's history as CSV files: accounts, orders, subscriptions, enquiries, "
      "reviews.\n"
      "The same seed and days give the same files.");
  Wishes wishes;
  program.add_option("--folder", wishes.folder, "where the files go")->required();
  program.add_option("--until", wishes.until, "the last day, as 2026-12-31")->required();
  program.add_option("--since", wishes.since,
                     "the first day; 1 January eight years before unless told");
  program.add_option("--orders", wishes.orders, "how many orders")->capture_default_str();
  program.add_option("--seed", wishes.seed, "chooses one of many shops")->capture_default_str();
  CLI11_PARSE(program, argc, argv);
  try {
    demo::HistorySettings const settings = settings_of(wishes);
    demo::CsvFiles files(wishes.folder);
    demo::tell_history(settings, files);
    files.finish();
    std::cout << wishes.folder << ": " << files.accounts() << " accounts and " << files.orders()
              << " orders, " << to_string(settings.period.first) << " to "
              << to_string(settings.period.last) << '\n';
    return 0;
  } catch (Failure const& failure) {
    std::cerr << "lofte-demo-history: " << failure.what() << '\n';
    return 1;
  }
}
