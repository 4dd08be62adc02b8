// Sealing and opening an order's nine fields, by the functions that the vault calls for each
// compartment.
#include <benchmark/benchmark.h>

#include "base/failure.hpp"
#include "bench/invented_orders.hpp"
#include "custody/vault/compartment_row.hpp"

namespace {

using namespace lofte;
using namespace lofte::custody;

// The fields of one compartment and what it is bound to.
struct Compartment {
  vault::CompartmentPlace place;
  crypto::Key key;
  std::vector<std::pair<promise::policy::FieldIndex, std::string_view>> fields;
};

struct Order {
  bench::InventedOrder order = bench::invented_order(1, 1, 2025);
  std::string lines = bench::lines_as_text(order.lines);
  std::vector<Compartment> compartments;

  // Three compartments, as the policy of USB-STARS makes them.
  explicit Order(Random& random) {
    SubjectId const subject{random_uuid(random)};
    RecordId const record{random_uuid(random)};
    compartments = {
        {{}, {}, {{0, order.name}, {1, order.address}, {2, order.phone}, {3, order.email}}},
        {{},
         {},
         {{4, order.birth_date},
          {6, order.payment_option},
          {7, order.ip},
          {8, order.registration_number}}},
        {{}, {}, {{5, lines}}}};
    for (std::size_t i = 0; i < compartments.size(); ++i) {
      compartments[i].place = {.subject = subject,
                               .record = record,
                               .compartment = static_cast<std::uint8_t>(i),
                               .generation = 1};
      compartments[i].key = crypto::Key::random(random);
    }
  }

  // As one compartment, as it is when one purpose holds them all.
  void merge() {
    for (std::size_t i = 1; i < compartments.size(); ++i) {
      auto& fields = compartments[0].fields;
      fields.insert(fields.end(), compartments[i].fields.begin(), compartments[i].fields.end());
    }
    compartments.resize(1);
  }
};

void seal(benchmark::State& state) {
  SystemRandom random;
  Order order(random);
  if (state.range(0) == 1) {
    order.merge();
  }
  for (auto _ : state) {
    for (Compartment& compartment : order.compartments) {
      compartment.key = crypto::Key::random(random);
      Bytes plain = vault::encode_fields(compartment.fields);
      benchmark::DoNotOptimize(vault::seal_compartment(compartment.place, compartment.key, plain));
      wipe(plain);
    }
  }
}

void open(benchmark::State& state) {
  SystemRandom random;
  Order order(random);
  if (state.range(0) == 1) {
    order.merge();
  }
  std::vector<vault::SealedCompartment> sealed;
  for (Compartment const& compartment : order.compartments) {
    sealed.push_back(vault::seal_compartment(compartment.place, compartment.key,
                                             vault::encode_fields(compartment.fields)));
  }
  for (auto _ : state) {
    std::size_t fields = 0;
    for (std::size_t i = 0; i < sealed.size(); ++i) {
      Compartment const& compartment = order.compartments[i];
      Bytes plain = vault::open_compartment(compartment.place, compartment.key, sealed[i]);
      vault::decode_fields(plain, [&](auto, std::string_view value) {
        PersonalText const opened{std::string(value)};
        benchmark::DoNotOptimize(opened);
        ++fields;
      });
      wipe(plain);
    }
    require(fields == 9, "all nine fields come out");
  }
}

BENCHMARK(seal)->ArgName("compartments")->Arg(1)->Arg(3);
BENCHMARK(open)->ArgName("compartments")->Arg(1)->Arg(3);

}  // namespace

BENCHMARK_MAIN();
