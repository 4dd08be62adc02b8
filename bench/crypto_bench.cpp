// Sealing, opening, wrapping and combining.
#include <benchmark/benchmark.h>

#include "custody/crypto/crypto.hpp"

namespace {

using namespace lofte;
using namespace lofte::custody;

SystemRandom random_bytes;
crypto::Key const first_key = crypto::Key::random(random_bytes);
crypto::Key const second_key = crypto::Key::random(random_bytes);
constexpr BytesView place = "record 16 bytes, compartment, generation";

void seal(benchmark::State& state) {
  Bytes const plain(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::seal(first_key, plain, place, random_bytes));
  }
}
void open(benchmark::State& state) {
  Bytes const sealed = crypto::seal(first_key, Bytes(static_cast<std::size_t>(state.range(0)), 'x'),
                                    place, random_bytes);
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::open(first_key, sealed, place));
  }
}
void seal_once(benchmark::State& state) {
  Bytes const plain(static_cast<std::size_t>(state.range(0)), 'x');
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::seal_once(first_key, plain, place));
  }
}
void wrap(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::wrap(first_key, second_key, place, random_bytes));
  }
}
void unwrap(benchmark::State& state) {
  Bytes const wrapped = crypto::wrap(first_key, second_key, place, random_bytes);
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::unwrap(first_key, wrapped, place));
  }
}
void combine(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::combine(first_key, second_key));
  }
}
void keyed_hash(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::keyed_hash(first_key, "anna.berg@example.se"));
  }
}
void random_key(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(crypto::Key::random(random_bytes));
  }
}

BENCHMARK(seal)->Arg(64)->Arg(256)->Arg(1024);
BENCHMARK(open)->Arg(64)->Arg(256)->Arg(1024);
BENCHMARK(seal_once)->Arg(256);
BENCHMARK(wrap);
BENCHMARK(unwrap);
BENCHMARK(combine);
BENCHMARK(keyed_hash);
BENCHMARK(random_key);

}  // namespace

BENCHMARK_MAIN();
