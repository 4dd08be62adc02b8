// The vault on the embedded store, under policies/usbstars.toml, with orders of nine fields.
//   vault_bench import | read | tick | look [--records N] [--runs N] [--folder DIR]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <thread>

#include "base/failure.hpp"
#include "bench/bench_shop.hpp"
#include "bench/measuring.hpp"
#include "custody/upkeep/holdings.hpp"
#include "custody/upkeep/plan.hpp"

namespace {

using namespace lofte;
using namespace lofte::bench;
using custody::store::Durability;

struct Settings {
  std::uint64_t records = 1'000'000;
  int runs = 5;
  std::filesystem::path folder = "/tmp";
};

constexpr double milliseconds_per_second = 1000;

Day new_year(int year) {
  return Day{std::chrono::year{year} / 1 / 1};
}

// Orders in the order of time, as a shop's history has them: each in a transaction of its own,
// every customer's turn coming round again and again.
void bench_import(Settings const& settings) {
  Figure orders_per_second;
  Figure processor;
  for (int run = 0; run < settings.runs; ++run) {
    TemporaryFolder const folder(settings.folder);
    BenchShop shop(folder.path());
    std::uint64_t const customers = settings.records / orders_per_customer;
    std::atomic<std::uint64_t> next{0};
    double const processor_before = processor_seconds();
    Stopwatch const watch;
    on_threads(std::thread::hardware_concurrency(), [&](unsigned) {
      for (auto n = next++; n < settings.records; n = next++) {
        std::uint64_t const customer = n % customers;
        std::vector<custody::vault::NewRecord> order;
        order.push_back(order_record(invented_order(n, customer, order_year)));
        shop.vault().admit(shop.owner(), shop.vault().claim(customer_reference(customer)), order,
                           {.durability = Durability::deferred});
      }
    });
    shop.folder().store().sync();
    orders_per_second.add(static_cast<double>(settings.records) / watch.seconds());
    processor.add((processor_seconds() - processor_before) / static_cast<double>(settings.records) *
                  1e6);
  }
  orders_per_second.print(fmt::format("import of {} orders, one by one", settings.records),
                          "orders/s");
  processor.print("  processor time of each", "µs");
  Figure grouped;
  for (int run = 0; run < settings.runs; ++run) {
    TemporaryFolder const folder(settings.folder);
    BenchShop shop(folder.path());
    grouped.add(static_cast<double>(settings.records) / shop.fill(settings.records));
  }
  grouped.print(fmt::format("import of {} orders, customer by customer", settings.records),
                "orders/s");
}

void bench_read(Settings const& settings) {
  TemporaryFolder const folder(settings.folder);
  BenchShop shop(folder.path());
  shop.fill(settings.records);
  shop.folder().store().compact();
  for (char const* purpose : {"contract", "bookkeeping", "account"}) {
    for (unsigned threads : {1U, 2U}) {
      Figure reads_per_second;
      Figure processor;
      for (int run = 0; run < settings.runs; ++run) {
        double const before = processor_seconds();
        reads_per_second.add(rate_on_threads(threads, 2, [&](unsigned thread, std::uint64_t turn) {
          auto const n = (turn * 7'919 + thread * 104'729) * 2'654'435'761 % settings.records;
          auto const& place = shop.places()[n];
          auto const read = shop.vault().read(shop.owner(), place.subject, place.record, purpose);
          require(read.has_value() && !read->fields.empty(), "an order can be read");
        }));
        processor.add((processor_seconds() - before) / (reads_per_second.latest() * 2.4) * 1e6);
      }
      reads_per_second.print(
          fmt::format("read an order of {} for {}, {} threads", settings.records, purpose, threads),
          "reads/s");
      processor.print("  processor time of each", "µs");
    }
  }
}

struct TickFigures {
  Figure tick;
  Figure reclaim;
  Figure processor;  // of reclaiming one record
};

void tick_and_reclaim(BenchShop& shop, std::uint64_t records, Day day, TickFigures& figures) {
  shop.set_today(day - std::chrono::days{1});
  shop.upkeep().tick();  // what else is due on the way: the index key's yearly rotation
  shop.set_today(day);
  figures.tick.add(seconds_of([&] { shop.upkeep().tick(); }) * milliseconds_per_second);
  double const before = processor_seconds();
  double const seconds = seconds_of([&] {
    auto const report = shop.upkeep().reclaim();
    require(report.records_gone + report.records_narrowed == records, "every record has ended");
  });
  figures.reclaim.add(static_cast<double>(records) / seconds);
  figures.processor.add((processor_seconds() - before) / static_cast<double>(records) * 1e6);
}

// First the contract ends, with four fields of every order and two thirds of its leases; then
// bookkeeping, and with it everything.
void bench_tick(Settings const& settings) {
  for (std::uint64_t const records :
       {settings.records / 100, settings.records / 10, settings.records}) {
    TickFigures contract;
    TickFigures bookkeeping;
    for (int run = 0; run < settings.runs; ++run) {
      TemporaryFolder const folder(settings.folder);
      BenchShop shop(folder.path());
      shop.fill(records);
      shop.upkeep().tick();
      tick_and_reclaim(shop, records, new_year(order_year + 3), contract);
      tick_and_reclaim(shop, records, new_year(order_year + 8), bookkeeping);
    }
    contract.tick.print(fmt::format("tick, {} records' contract leases end", records), "ms");
    contract.reclaim.print(fmt::format("reclaim fields of {} records", records), "records/s");
    contract.processor.print("  processor time of each", "µs");
    bookkeeping.tick.print(fmt::format("tick, {} records' last leases end", records), "ms");
    bookkeeping.reclaim.print(fmt::format("reclaim {} records and subjects", records), "records/s");
    bookkeeping.processor.print("  processor time of each", "µs");
  }
}

std::string shorter_policy() {
  std::string text = usbstars_policy();
  std::string_view const before = "2 calendar years after order completed";
  auto const at = text.find(before);
  require(at != std::string::npos, "the policy has the phrase");
  return text.replace(at, before.size(), "1 calendar year after order completed");
}

// What looks at everything at once: plan, holdings, start; and what the process holds in memory.
void bench_look(Settings const& settings) {
  TemporaryFolder const folder(settings.folder);
  BenchShop shop(folder.path());
  shop.fill(settings.records);
  Figure plan_seconds;
  Figure holdings_seconds;
  Figure open_seconds;
  for (int run = 0; run < settings.runs; ++run) {
    open_seconds.add(shop.reopen());
    if (run == 0) {
      fmt::print("after opening: {:.0f} MB resident, {:.0f} MB of it the process's own\n",
                 resident_megabytes(), resident_own_megabytes());
    }
    plan_seconds.add(seconds_of([&] {
      auto const plan = custody::upkeep::plan(shop.vault(), shorter_policy());
      require(plan.records == settings.records, "a plan looks at every record");
    }));
    holdings_seconds.add(seconds_of([&] { custody::upkeep::holdings(shop.vault()); }));
  }
  open_seconds.print(fmt::format("open a folder of {} records", settings.records), "s");
  plan_seconds.print(fmt::format("plan over {} records", settings.records), "s");
  holdings_seconds.print(fmt::format("holdings of {} records", settings.records), "s");
}

}  // namespace

int main(int argument_count, char** arguments) {
  Settings settings;
  CLI::App app{"Measures the vault."};
  app.require_subcommand(1);
  auto const add = [&](char const* name, char const* what, void (*bench)(Settings const&)) {
    auto* const command = app.add_subcommand(name, what);
    command->add_option("--records", settings.records, "orders to fill with");
    command->add_option("--runs", settings.runs, "how often each figure is taken");
    command->add_option("--folder", settings.folder, "where; its disk is the one measured");
    command->callback([&settings, bench] {
      print_machine();
      bench(settings);
    });
  };
  add("import", "orders written as an import does", bench_import);
  add("read", "reads for a purpose", bench_read);
  add("tick", "the end of all leases, and the reclaiming", bench_tick);
  add("look", "plan, holdings, start, memory", bench_look);
  CLI11_PARSE(app, argument_count, arguments);
}
