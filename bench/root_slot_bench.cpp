// What the root slot costs: opening it, asking it for the roots, and the two replacements of a
// tick; in the clear, and sealed by a token of SoftHSM 2.
#include <benchmark/benchmark.h>

#include "custody/keys/root_slot.hpp"
#include "custody/token/softhsm_test.hpp"

namespace {

using namespace lofte;
using namespace lofte::custody;
using keys::FileRootSlot;
using keys::Roots;

enum Sealing : std::int64_t { in_the_clear, in_a_token };

struct Ground {
  explicit Ground(benchmark::State const& state) : file(hsm.folder() / "root.slot") {
    FileRootSlot::create({.file = file, .token_uri = state.range(0) == in_a_token ? hsm.uri() : ""},
                         random);
  }
  token::SoftHsm hsm;
  SystemRandom random;
  std::filesystem::path file;
};

void open(benchmark::State& state) {
  Ground ground(state);
  for (auto _ : state) {
    FileRootSlot const slot(ground.file, ground.random);
    benchmark::DoNotOptimize(slot.load().generation);
  }
}

void load(benchmark::State& state) {
  Ground ground(state);
  FileRootSlot const slot(ground.file, ground.random);
  for (auto _ : state) {
    benchmark::DoNotOptimize(slot.load().generation);
  }
}

// Both replacements of a tick.
void replace(benchmark::State& state) {
  Ground ground(state);
  FileRootSlot slot(ground.file, ground.random);
  for (auto _ : state) {
    Roots const before = slot.load();
    Roots during = before;
    during.next = crypto::Key::random(ground.random);
    Roots const after{
        .generation = before.generation + 1, .current = *during.next, .next = std::nullopt};
    if (!slot.replace(before, during) || !slot.replace(during, after)) {
      state.SkipWithError("another has the slot");
    }
  }
}

BENCHMARK(open)->Arg(in_the_clear)->Arg(in_a_token)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(load)->Arg(in_the_clear)->Arg(in_a_token)->Unit(benchmark::kNanosecond);
BENCHMARK(replace)
    ->Arg(in_the_clear)
    ->Arg(in_a_token)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace

BENCHMARK_MAIN();
