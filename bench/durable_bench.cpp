// Durable orders: Löfte's vault, and a PostgreSQL that stores the same orders as plain rows, in
// turn on the same disk from as many threads. Every order is on disk before it is acknowledged.
//   durable_bench [--threads 8 64] [--seconds N] [--runs N] [--known N] [--folder DIR]
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "bench/bench_shop.hpp"
#include "bench/measuring.hpp"
#include "bench/postgres_peer/cluster.hpp"
#include "bench/postgres_peer/order_rows.hpp"

namespace {

using namespace lofte;
using namespace lofte::bench;
using custody::store::Durability;

struct Settings {
  std::vector<unsigned> threads = {8, 64};
  double seconds = 5;
  int runs = 5;
  std::uint64_t known = 100'000;  // orders that are there before
  std::filesystem::path folder = "/tmp";
};

// Every fourth order is by somebody new, who then orders three times more. A place and a turn name
// the order; the numbers of a run come after those of the runs before.
struct Turn {
  std::uint64_t order;
  std::uint64_t customer;
  bool is_fresh;
};

class Turns {
 public:
  explicit Turns(std::uint64_t known) : first_(known) {}
  void next_run() { first_ += std::uint64_t{1} << 32; }
  Turn of(unsigned thread, std::uint64_t turn) const {
    std::uint64_t const order = first_ + (std::uint64_t{thread} << 24) + turn;
    return {.order = order,
            .customer = order - turn % orders_per_customer,
            .is_fresh = turn % orders_per_customer == 0};
  }

 private:
  std::uint64_t first_;
};

double lofte_orders(BenchShop& shop, Turns const& turns, unsigned threads, double seconds) {
  std::vector<SubjectId> latest(threads);
  return rate_on_threads(threads, seconds, [&](unsigned thread, std::uint64_t number) {
    Turn const turn = turns.of(thread, number);
    std::vector<custody::vault::NewRecord> records;
    records.push_back(order_record(invented_order(turn.order, turn.customer, order_year)));
    if (turn.is_fresh) {
      auto const claim = shop.vault().claim(customer_reference(turn.customer));
      latest[thread] = shop.vault()
                           .admit(shop.owner(), claim, records, {.durability = Durability::synced})
                           .subject;
    } else {
      shop.vault().add_records(shop.owner(), latest[thread], records,
                               {.durability = Durability::synced});
    }
  });
}

double peer_orders(postgres_peer::Cluster const& cluster, Turns const& turns, unsigned threads,
                   double seconds) {
  using namespace postgres_peer;
  std::vector<std::unique_ptr<Connection>> connections;
  for (unsigned thread = 0; thread < threads; ++thread) {
    connections.push_back(std::make_unique<Connection>(cluster.connection_string()));
    prepare_orders(*connections.back());
  }
  return rate_on_threads(threads, seconds, [&](unsigned thread, std::uint64_t number) {
    Turn const turn = turns.of(thread, number);
    write_order(*connections[thread], {.order = turn.order, .customer = turn.customer},
                turn.is_fresh ? Customer::fresh : Customer::known,
                invented_order(turn.order, turn.customer, order_year));
  });
}

void compare(Settings const& settings) {
  TemporaryFolder const folder(settings.folder);
  BenchShop shop(folder.path() / "lofte");
  shop.fill(settings.known);
  postgres_peer::Cluster const cluster(folder.path());
  {
    postgres_peer::Connection connection(cluster.connection_string());
    postgres_peer::create_tables(connection);
    postgres_peer::load_orders(connection, settings.known, orders_per_customer, order_year);
  }
  Turns turns(settings.known);
  for (unsigned const threads : settings.threads) {
    Figure ours;
    Figure peers;
    Figure ratios;
    Figure processor;
    for (int run = 0; run < settings.runs; ++run) {
      turns.next_run();
      double const before = processor_seconds();
      double const our = lofte_orders(shop, turns, threads, settings.seconds);
      processor.add((processor_seconds() - before) / (our * settings.seconds * 1.2) * 1e6);
      double const peer = peer_orders(cluster, turns, threads, settings.seconds);
      ours.add(our);
      peers.add(peer);
      ratios.add(our / peer);
    }
    ours.print(fmt::format("Löfte, {} threads", threads), "orders/s");
    processor.print("  processor time of each", "µs");
    peers.print(fmt::format("PostgreSQL 15, {} connections", threads), "orders/s");
    ratios.print("  ratio of each pair", "");
  }
}

}  // namespace

int main(int argument_count, char** arguments) {
  Settings settings;
  CLI::App app{"Durable orders, beside PostgreSQL."};
  app.add_option("--threads", settings.threads, "writers, or connections");
  app.add_option("--seconds", settings.seconds, "of each run");
  app.add_option("--runs", settings.runs, "how often each figure is taken");
  app.add_option("--known", settings.known, "orders that are there before");
  app.add_option("--folder", settings.folder, "where; its disk is the one measured");
  CLI11_PARSE(app, argument_count, arguments);
  print_machine();
  compare(settings);
}
