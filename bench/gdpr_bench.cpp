// What GDPRbench (Shastri and others, 2020) asks of a database, as far as it has a meaning here: of
// Löfte, and in the same run of a PostgreSQL with secondary indexes. Of five records one is an
// account, four are orders of its customer.
//   gdpr_bench [--records 100000 1000000] [--runs N] [--folder DIR]
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <atomic>
#include <set>

#include "base/failure.hpp"
#include "bench/bench_shop.hpp"
#include "bench/measuring.hpp"
#include "bench/postgres_peer/cluster.hpp"
#include "bench/postgres_peer/order_rows.hpp"
#include "bench/postgres_peer/person_rows.hpp"
#include "custody/upkeep/sweep.hpp"

namespace {

using namespace lofte;
using namespace lofte::bench;
using postgres_peer::Connection;

struct Settings {
  std::vector<std::uint64_t> records = {100'000, 1'000'000};
  int runs = 5;
  std::filesystem::path folder = "/tmp";
};

constexpr unsigned threads = 8;  // and connections
constexpr std::uint64_t reads_per_run = 20'000;
constexpr std::uint64_t writes_per_run = 2'000;

struct Contest {
  BenchShop& shop;
  std::vector<std::unique_ptr<Connection>>& connections;
  std::uint64_t customers;
  int runs;
};

// What is done for or to one person; both sides get the same people.
struct PersonalWork {
  char const* what;
  std::uint64_t per_run;
  std::function<void(std::uint64_t customer)> ours;
  std::function<void(Connection&, std::uint64_t customer)> peers;
};

void print_pair(std::string const& what, char const* unit, Figure const& ours,
                Figure const& peers) {
  ours.print("Löfte: " + what, unit);
  peers.print("PostgreSQL: " + what, unit);
}

// `work` for so many people, scattered over all of them, nobody twice; people per second.
double rate(Contest const& contest, std::uint64_t first, std::uint64_t count,
            std::function<void(unsigned thread, std::uint64_t customer)> const& work) {
  constexpr std::uint64_t stride = 7919;  // a prime that divides no number of customers
  std::atomic<std::uint64_t> next{first};
  return static_cast<double>(count) / on_threads(threads, [&](unsigned thread) {
           for (auto turn = next++; turn < first + count; turn = next++) {
             work(thread, turn * stride % contest.customers);
           }
         });
}

void measure(Contest const& contest, PersonalWork const& work) {
  Figure ours;
  Figure peers;
  Figure processor;
  for (int run = 0; run < contest.runs; ++run) {
    auto const first = static_cast<std::uint64_t>(run) * work.per_run;
    double const before = processor_seconds();
    ours.add(rate(contest, first, work.per_run,
                  [&](unsigned, std::uint64_t customer) { work.ours(customer); }));
    processor.add((processor_seconds() - before) / static_cast<double>(work.per_run) * 1e6);
    peers.add(rate(contest, first, work.per_run, [&](unsigned thread, std::uint64_t customer) {
      work.peers(*contest.connections[thread], customer);
    }));
  }
  print_pair(work.what, "people/s", ours, peers);
  processor.print("  Löfte's processor time of each", "µs");
}

void read_everything(BenchShop& shop, SubjectId const& subject) {
  std::set<std::string> purposes;
  for (auto const& record : shop.vault().summary(subject)) {
    for (auto const& hold : record.holds) {
      purposes.insert(hold.purpose);
    }
  }
  std::size_t fields = 0;
  for (std::string const& purpose : purposes) {
    shop.vault().read_all(shop.owner(), subject, purpose,
                          [&](auto const& opened) { fields += opened.fields.size(); });
  }
  require(fields > 0, "something is held about everybody");
}

void measure_people(Contest const& contest) {
  BenchShop& shop = contest.shop;
  auto& vault = shop.vault();
  auto const subject = [&](std::uint64_t customer) { return shop.customer(customer); };
  auto const order = [](std::uint64_t customer) { return customer * orders_per_customer; };
  measure(contest, {"all records of a person", reads_per_run,
                    [&](std::uint64_t customer) { read_everything(shop, subject(customer)); },
                    [](Connection& connection, std::uint64_t customer) {
                      require(postgres_peer::read_person(connection, customer) > 0, "found");
                    }});
  measure(contest,
          {"records of a person for a purpose", reads_per_run,
           [&](std::uint64_t customer) {
             vault.read_all(shop.owner(), subject(customer), "contract", [](auto const& opened) {
               require(!opened.fields.empty(), "an order is held");
             });
           },
           [](Connection& connection, std::uint64_t customer) {
             require(postgres_peer::read_person_for_contract(connection, customer) > 0, "found");
           }});
  measure(contest, {"change one datum", writes_per_run,
                    [&](std::uint64_t customer) {
                      vault.replace_fields(shop.owner(), subject(customer),
                                           shop.places()[order(customer)].record,
                                           {{"phone", PersonalText("070-1234567")}});
                    },
                    [&](Connection& connection, std::uint64_t customer) {
                      postgres_peer::change_phone(connection, customer, order(customer));
                    }});
  measure(contest,
          {"change a person's standing for a purpose", writes_per_run,
           [&](std::uint64_t customer) { vault.give_consent(subject(customer), "newsletter"); },
           postgres_peer::consent_to_newsletter});
  measure(contest, {"end a purpose for a person (objection)", writes_per_run,
                    [&](std::uint64_t customer) { vault.object(subject(customer), "marketing"); },
                    postgres_peer::object_to_marketing});
  measure(contest, {"erase a person, but for what the law keeps", writes_per_run,
                    [&](std::uint64_t customer) { vault.erase(subject(customer)); },
                    postgres_peer::erase_person});
}

void measure_purpose(Contest const& contest) {
  Figure ours;
  Figure peers;
  auto const orders = static_cast<double>(contest.shop.places().size());
  for (int run = 0; run < contest.runs; ++run) {
    ours.add(orders / seconds_of([&] {
               auto& vault = contest.shop.vault();
               custody::upkeep::sweep({}, [&](unsigned, Bucket bucket) {
                 for (auto const& person : custody::upkeep::facts_of_bucket(vault, bucket)) {
                   vault.read_all(contest.shop.owner(), person.id, "bookkeeping",
                                  [](auto const& opened) {
                                    require(!opened.fields.empty(), "an order is held");
                                  });
                 }
               });
             }));
    peers.add(orders / on_threads(2, [&](unsigned thread) {
                postgres_peer::stream_bookkeeping(*contest.connections[thread], thread);
              }));
  }
  print_pair("all records of a purpose, streamed", "records/s", ours, peers);
}

// Once only: then nothing is left.
void measure_lapse(Contest const& contest) {
  Day const last{std::chrono::year{order_year + 7} / 12 / 31};
  contest.shop.set_today(last);
  contest.shop.upkeep().tick();
  contest.shop.set_today(last + std::chrono::days{1});
  Figure tick;
  Figure reclaim;
  Figure removal;
  Figure vacuum;
  tick.add(seconds_of([&] { contest.shop.upkeep().tick(); }));
  reclaim.add(seconds_of([&] { contest.shop.upkeep().reclaim(); }));
  tick.print("Löfte: all has lapsed: unreadable for good", "s");
  reclaim.print("Löfte: and its bytes reclaimed", "s");
  Connection& connection = *contest.connections[0];
  removal.add(seconds_of([&] { postgres_peer::delete_lapsed(connection, "2033-01-01"); }));
  vacuum.add(seconds_of([&] { connection.execute("VACUUM"); }));
  removal.print("PostgreSQL: all has lapsed: deleted", "s");
  vacuum.print("PostgreSQL: and vacuumed", "s");
}

void compare(Settings const& settings, std::uint64_t records) {
  fmt::print("\n{} records\n", records);
  TemporaryFolder const folder(settings.folder);
  std::uint64_t const customers = records / (orders_per_customer + 1);
  BenchShop shop(folder.path() / "lofte");
  shop.fill(customers * orders_per_customer, BenchShop::Accounts::each);
  postgres_peer::Cluster const cluster(folder.path());
  std::vector<std::unique_ptr<Connection>> connections;
  for (unsigned thread = 0; thread < threads; ++thread) {
    connections.push_back(std::make_unique<Connection>(cluster.connection_string()));
  }
  postgres_peer::create_tables(*connections[0]);
  postgres_peer::load_orders(*connections[0], customers * orders_per_customer, orders_per_customer,
                             order_year);
  postgres_peer::add_purposes(*connections[0]);
  for (auto const& connection : connections) {
    postgres_peer::prepare_person(*connection);
  }
  Contest const contest{
      .shop = shop, .connections = connections, .customers = customers, .runs = settings.runs};
  measure_purpose(contest);
  measure_people(contest);
  measure_lapse(contest);
}

}  // namespace

int main(int argument_count, char** arguments) {
  Settings settings;
  CLI::App app{"What GDPRbench asks, beside PostgreSQL."};
  app.add_option("--records", settings.records, "how many; several are measured one by one");
  app.add_option("--runs", settings.runs, "how often each figure is taken");
  app.add_option("--folder", settings.folder, "where; its disk is the one measured");
  CLI11_PARSE(app, argument_count, arguments);
  print_machine();
  for (std::uint64_t const records : settings.records) {
    compare(settings, records);
  }
}
