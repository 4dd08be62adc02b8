// Backups of both planes and their restoring, beside what else a shop could do on the same disk:
// copying the folder with cp, and PostgreSQL 15 with the same orders (pg_dump, pg_restore,
// pg_basebackup). Everything is on the disk before the clock is stopped.
//   backup_bench [--records N] [--runs N] [--folder DIR]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "base/failure.hpp"
#include "bench/bench_shop.hpp"
#include "bench/measuring.hpp"
#include "bench/postgres_peer/cluster.hpp"
#include "bench/postgres_peer/order_rows.hpp"
#include "custody/folder/backups.hpp"

namespace {

namespace fs = std::filesystem;
using namespace lofte;
using namespace lofte::bench;

struct Settings {
  std::uint64_t records = 200'000;
  int runs = 3;
  fs::path folder = "/tmp";
};

constexpr std::uint64_t one_in_so_many_changes = 100;
constexpr double megabyte = 1e6;

void run(std::string const& command) {
  require(std::system(command.c_str()) == 0, "a program of the system does its work");
}

// In megabytes.
double size_of(fs::path const& place) {
  if (!fs::is_directory(place)) {
    return static_cast<double>(fs::file_size(place)) / megabyte;
  }
  std::uintmax_t bytes = 0;
  for (auto const& entry : fs::recursive_directory_iterator(place)) {
    bytes += entry.is_regular_file() ? entry.file_size() : 0;
  }
  return static_cast<double>(bytes) / megabyte;
}

// One way to copy or restore, taken several times in turn with the others.
class Way {
 public:
  // What others do is not done by this process, whose processor time then says nothing.
  enum class By { us, others };
  Way(std::string what, By by, std::uint64_t records)
      : what_(std::move(what)), by_(by), records_(static_cast<double>(records)) {}

  // `megabytes` of what was written, read after the work is timed.
  void take(std::function<void()> const& work, std::function<double()> const& megabytes) {
    double const before = processor_seconds();
    seconds_.add(seconds_of(work));
    processor_.add(processor_seconds() - before);
    megabytes_.add(megabytes());
  }
  void print() const {
    double const seconds = seconds_.median();
    seconds_.print(what_, "s");
    fmt::print("    {:.0f} records/s, {:.1f} MB, {:.0f} MB/s", records_ / seconds,
               megabytes_.median(), megabytes_.median() / seconds);
    fmt::print("{}\n",
               by_ == By::us ? fmt::format("; {:.2f} s of processor", processor_.median()) : "");
  }

 private:
  std::string what_;
  By by_;
  double records_;
  Figure seconds_;
  Figure processor_;
  Figure megabytes_;
};

class Contest {
 public:
  Contest(Settings const& settings, fs::path const& folder)
      : settings_(settings),
        folder_(folder),
        shop_(folder / "shop"),
        cluster_(folder),
        full_("Löfte: all of the data plane", Way::By::us, settings.records),
        keys_("Löfte: the key plane", Way::By::us, settings.records),
        some_("Löfte: the data plane, 1 % of it changed", Way::By::us, settings.records),
        restore_("Löfte: restore", Way::By::us, settings.records),
        copy_("cp -r of the folder, then sync", Way::By::others, settings.records),
        dump_("PostgreSQL: pg_dump, not compressed", Way::By::others, settings.records),
        base_("PostgreSQL: pg_basebackup", Way::By::others, settings.records),
        undump_("PostgreSQL: pg_restore, with its indexes", Way::By::others, settings.records) {
    shop_.fill(settings.records);
    postgres_peer::Connection connection(cluster_.connection_string());
    postgres_peer::create_tables(connection);
    postgres_peer::load_orders(connection, settings.records, orders_per_customer, order_year);
    connection.execute("CHECKPOINT");
  }

  void turn(int number) {
    fs::path const turn = folder_ / fmt::format("turn-{}", number);
    fs::create_directory(turn);
    copies(turn);
    change(static_cast<std::uint64_t>(number));
    some_.take([&] { back_up(turn / "data"); },
               [&] { return static_cast<double>(latest_.bytes_written) / megabyte; });
    restores(turn);
    fs::remove_all(turn);
  }
  void print() const {
    for (Way const* way : {&full_, &some_, &keys_, &copy_, &dump_, &base_, &restore_, &undump_}) {
      way->print();
    }
  }

 private:
  void back_up(fs::path const& into) {
    latest_ = custody::folder::back_up_data(shop_.folder(), into, "bench");
  }

  void copies(fs::path const& turn) {
    full_.take([&] { back_up(turn / "data"); }, [&] { return size_of(turn / "data"); });
    require(latest_.rows_written == settings_.records, "every order is backed up");
    keys_.take(
        [&] { custody::folder::copy_keys(shop_.folder(), {.into = turn / "keys"}, "bench"); },
        [&] { return size_of(turn / "keys"); });
    copy_.take(
        [&] {
          run(fmt::format("cp -r {0}/shop {1}/copy && sync --file-system {1}/copy",
                          folder_.string(), turn.string()));
        },
        [&] { return size_of(turn / "copy"); });
    fs::path const dump = turn / "dump";
    dump_.take(
        [&] {
          cluster_.run_program("pg_dump", "--format=custom --compress=0 --file=" + dump.string());
        },
        [&] { return size_of(dump); });
    base_.take(
        [&] {
          cluster_.run_program("pg_basebackup", "--checkpoint=fast --wal-method=stream --pgdata=" +
                                                    (turn / "base").string());
        },
        [&] { return size_of(turn / "base"); });
  }

  // Other records in every turn.
  void change(std::uint64_t number) {
    for (std::uint64_t i = number; i < settings_.records; i += one_in_so_many_changes) {
      auto const& place = shop_.places()[i];
      shop_.vault().replace_fields(shop_.owner(), place.subject, place.record,
                                   {{"phone", PersonalText("070-1234567")}});
    }
  }

  void restores(fs::path const& turn) {
    // The newest copy of the keys has to be younger than what was changed.
    custody::folder::copy_keys(shop_.folder(), {.into = turn / "keys"}, "bench");
    custody::folder::RestoreReport report;
    restore_.take(
        [&] {
          report = custody::folder::restore_folder({.directory = turn / "restored",
                                                    .keys = turn / "keys",
                                                    .data = turn / "data",
                                                    .virtual_today = {}});
        },
        [&] { return size_of(turn / "restored"); });
    require(report.data.records_back == settings_.records, "every order is restored");
    cluster_.run_program("createdb", "restored");
    undump_.take(
        [&] {
          cluster_.run_program("pg_restore", "--dbname=restored " + (turn / "dump").string());
        },
        [&] { return size_of(turn / "dump"); });
    cluster_.run_program("dropdb", "restored");
  }

  Settings const& settings_;
  fs::path folder_;
  BenchShop shop_;
  postgres_peer::Cluster cluster_;
  custody::backup::DataBackupReport latest_;
  Way full_;
  Way keys_;
  Way some_;
  Way restore_;
  Way copy_;
  Way dump_;
  Way base_;
  Way undump_;
};

}  // namespace

int main(int argument_count, char** arguments) {
  Settings settings;
  CLI::App app{"Backups and restoring, beside cp and PostgreSQL."};
  app.add_option("--records", settings.records, "orders that are backed up");
  app.add_option("--runs", settings.runs, "how often each figure is taken");
  app.add_option("--folder", settings.folder, "where; its disk is the one measured");
  CLI11_PARSE(app, argument_count, arguments);
  print_machine();
  TemporaryFolder const folder(settings.folder);
  Contest contest(settings, folder.path());
  for (int number = 0; number < settings.runs; ++number) {
    contest.turn(number);
  }
  contest.print();
}
