// What the promise costs: a decision of the gate (at most 50 ns) and the horizon of a term (at most
// 20 ns), neither of which may allocate. Beside the time, each line tells the allocations per
// question.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <new>

#include "promise/gate/gate.hpp"
#include "promise/retention/drafts.hpp"

namespace {

std::atomic<std::uint64_t> allocations{0};

void* counted(std::size_t size) {
  ++allocations;
  if (void* memory = std::malloc(size)) {
    return memory;
  }
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) {
  return counted(size);
}
void* operator new[](std::size_t size) {
  return counted(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace lofte::promise {
namespace {

using policy::Basis;
using policy::Duration;
using policy::Unit;
using retention::Rules;
using retention::Term;
using retention::drafts::after;
using retention::drafts::after_latest;
using retention::drafts::day;
using retention::drafts::Draft;

constexpr policy::FieldSet name_field = 1;
constexpr policy::FieldSet phone_field = 2;
constexpr policy::PurposeIndex contract = 0;

// The purposes of a shop that hold an order; two anchors each, as in the example policies.
Draft shop(int years) {
  Duration const some{years, Unit::calendar_years};
  Duration const by_law{7, Unit::fiscal_years};
  std::vector<std::string> const every_field{"name", "phone", "email", "address", "lines"};
  std::vector<std::string> const books{"name", "address", "lines"};
  Draft draft{.shapes = {{.name = "order",
                          .fields = every_field,
                          .events = {"placed", "completed", "cancelled"}}},
              .purposes = {}};
  draft.purposes.push_back({.name = "contract",
                            .shape = "order",
                            .keep = {{after(some, "completed"), after(some, "cancelled")}}});
  draft.purposes.push_back({.name = "bookkeeping",
                            .shape = "order",
                            .keep = {{after(by_law, "completed"), after(by_law, "cancelled")}},
                            .basis = Basis::legal_obligation,
                            .law = "The Accounting Act",
                            .fields = books});
  draft.purposes.push_back({.name = "account",
                            .shape = "order",
                            .keep = {{after_latest(some, "order", "completed")}},
                            .fields = {{"lines"}}});
  return draft;
}

// A history of `versions` versions, each a little stricter than the one before.
Rules rules_of(std::int64_t versions) {
  std::vector<retention::drafts::Published> published;
  for (std::int64_t i = 0; i < versions; ++i) {
    published.push_back(
        {.day = std::to_string(2020 + i) + "-01-01", .draft = shop(static_cast<int>(10 - i))});
  }
  return Rules(retention::drafts::history(published));
}

class Counted {
 public:
  explicit Counted(benchmark::State& state) : state_(state), before_(allocations) {}
  ~Counted() {
    state_.counters["allocations"] = benchmark::Counter(static_cast<double>(allocations - before_),
                                                        benchmark::Counter::kAvgIterations);
  }

 private:
  benchmark::State& state_;
  std::uint64_t before_;
};

// One question of the gate, of an actor bound to eight purposes.
struct Asked {
  Rules const rules;
  gate::Gate const gate{rules};
  std::vector<retention::NameHash> purposes{retention::name_hash("contract"), 1, 2, 3, 4, 5, 6, 7};
  retention::SubjectView subject;
  retention::RecordFacts record;

  explicit Asked(std::int64_t versions)
      : rules(rules_of(versions)),
        record(retention::drafts::record_of(
            {.shape = "order",
             .events = {{"placed", day("2024-03-01")}, {"completed", day("2024-03-05")}}},
            rules.history())) {
    std::ranges::sort(purposes);
  }

  void run(benchmark::State& state, policy::FieldSet fields, Day today) {
    gate::Actor const actor{.id = 1, .purposes = purposes};
    gate::Request const request{
        .actor = actor, .purpose = contract, .fields = fields, .today = today};
    Counted const counted(state);
    for (auto _ : state) {
      benchmark::DoNotOptimize(record);
      auto decision = gate.decide(request, record, subject);
      benchmark::DoNotOptimize(decision);
    }
  }
};

void permit(benchmark::State& state) {
  Asked(state.range(0)).run(state, name_field | phone_field, day("2024-06-01"));
}
BENCHMARK(permit)->ArgName("versions")->Arg(1)->Arg(4);

void denial_lapsed(benchmark::State& state) {
  Asked(state.range(0)).run(state, name_field | phone_field, day("2090-01-01"));
}
BENCHMARK(denial_lapsed)->ArgName("versions")->Arg(1)->Arg(4);

void denial_field_not_held(benchmark::State& state) {
  Asked(state.range(0)).run(state, policy::FieldSet{1} << 40, day("2024-06-01"));
}
BENCHMARK(denial_field_not_held)->ArgName("versions")->Arg(1);

// Terms of 64 different days, of the clause that the second argument names.
void horizon_of(benchmark::State& state, retention::ClauseIndex clause) {
  Rules const rules = rules_of(state.range(0));
  std::array<Term, 64> terms;
  for (std::size_t i = 0; i < terms.size(); ++i) {
    terms[i] = {.version = 1,
                .clause = clause,
                .anchor = day("2020-01-01") + std::chrono::days{37 * static_cast<int>(i)}};
  }
  std::size_t next = 0;
  Counted const counted(state);
  for (auto _ : state) {
    auto horizon = rules.horizon(terms[next++ % terms.size()]);
    benchmark::DoNotOptimize(horizon);
  }
}
void horizon_calendar_years(benchmark::State& state) {
  horizon_of(state, 0);
}
BENCHMARK(horizon_calendar_years)->ArgName("versions")->Arg(1)->Arg(4);
void horizon_fiscal_years(benchmark::State& state) {
  horizon_of(state, 2);
}
BENCHMARK(horizon_fiscal_years)->ArgName("versions")->Arg(1)->Arg(4);

// All holds of one record: what a write leases under.
void holds(benchmark::State& state) {
  Asked const asked(state.range(0));
  Counted const counted(state);
  for (auto _ : state) {
    auto found = asked.rules.holds(asked.record, asked.subject);
    benchmark::DoNotOptimize(found);
  }
}
BENCHMARK(holds)->ArgName("versions")->Arg(1)->Arg(4);

}  // namespace
}  // namespace lofte::promise

BENCHMARK_MAIN();
