// The embedded store by itself: durable commits of five small rows, and gets from a million rows.
//   store_bench [FOLDER]      the folder decides which disk is measured; default: the temporary one
#include <fmt/format.h>
#include <stdlib.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>
#include <vector>

#include "base/random.hpp"
#include "custody/store/rocksdb_store.hpp"

namespace {

using namespace lofte;
using namespace lofte::custody::store;
using SteadyClock = std::chrono::steady_clock;

constexpr int rows_per_commit = 5;
constexpr std::size_t value_bytes = 300;
constexpr std::uint64_t subject_count = 200'000;  // a million rows

double seconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

double processor_seconds() {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

// Where others use the machine, the processor's time per act says more than acts per second.
struct Measured {
  SteadyClock::time_point start = SteadyClock::now();
  double processor_start = processor_seconds();

  std::string of(std::uint64_t acts) const {
    return fmt::format("{:8.0f}/s, {:6.2f} us of processor each",
                       static_cast<double>(acts) / seconds_since(start),
                       (processor_seconds() - processor_start) * 1e6 / static_cast<double>(acts));
  }
};

Bytes value_of(Random& random) {
  Bytes value(value_bytes, '\0');
  random.fill({reinterpret_cast<std::uint8_t*>(value.data()), value.size()});
  return value;
}

// The n-th of the invented subjects: its bytes are spread as random ones are.
Uuid subject(std::uint64_t n) {
  SeededRandom random(n * 7919);
  return random_uuid(random);
}

Bytes row_key(Uuid const& uuid, int row) {
  Writer writer;
  writer.u8(static_cast<std::uint8_t>('A' + row)).uuid(uuid);
  return writer.take();
}

Plane plane_of(int row) {
  return row == 0 ? Plane::data : Plane::keys;
}

void write_subject(Store& store, Uuid const& uuid, Bytes const& value, Durability durability) {
  auto transaction = store.begin(bucket_of({uuid}));
  for (int row = 0; row < rows_per_commit; ++row) {
    transaction->put(plane_of(row), row_key(uuid, row), value);
  }
  transaction->commit(durability);
}

void bench_commits(Store& store, int thread_count, double seconds) {
  std::atomic<std::uint64_t> commits = 0;
  Measured const measured;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < thread_count; ++i) {
      threads.emplace_back([&] {
        SystemRandom random;
        while (seconds_since(measured.start) < seconds) {
          write_subject(store, random_uuid(random), value_of(random), Durability::synced);
          ++commits;
        }
      });
    }
  }
  fmt::print("{:3} threads: durable commits of {} rows: {}\n", thread_count, rows_per_commit,
             measured.of(commits));
}

void fill(Store& store) {
  SystemRandom random;
  Measured const measured;
  for (std::uint64_t n = 0; n < subject_count; ++n) {
    write_subject(store, subject(n), value_of(random), Durability::deferred);
  }
  store.sync();
  fmt::print("fill: deferred commits of {} rows: {}\n", rows_per_commit,
             measured.of(subject_count));
}

void bench_reads(Store& store, int thread_count, double seconds, char const* what) {
  std::atomic<std::uint64_t> reads = 0;
  std::atomic<std::uint64_t> missing = 0;
  Measured const measured;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < thread_count; ++i) {
      threads.emplace_back([&, i] {
        std::uint64_t done = 0;
        for (std::uint64_t n = static_cast<std::uint64_t>(i);
             seconds_since(measured.start) < seconds; ++done) {
          n = (n * 6364136223846793005U + 1442695040888963407U);
          Uuid const uuid = subject((n >> 20) % subject_count);
          auto const view = store.read(bucket_of({uuid}));
          for (int row = 0; row < rows_per_commit; ++row) {
            missing += !view->get(plane_of(row), row_key(uuid, row));
          }
        }
        reads += done;
      });
    }
  }
  fmt::print("{}: {} threads: views with {} gets: {}{}\n", what, thread_count, rows_per_commit,
             measured.of(reads), missing > 0 ? " - and rows are missing" : "");
}

std::uint64_t resident_megabytes() {
  std::uint64_t pages = 0;
  std::uint64_t resident = 0;
  if (FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%lu %lu", &pages, &resident) != 2) {
      resident = 0;
    }
    std::fclose(file);
  }
  return resident * 4096 >> 20;
}

void measure(std::filesystem::path const& folder) {
  {
    auto const store = RocksdbStore::open(folder / "commits", {});
    fmt::print("resident with an empty store: {} MB\n", resident_megabytes());
    for (int threads : {1, 8, 64}) {
      bench_commits(*store, threads, 3);
    }
  }
  {
    auto const store = RocksdbStore::open(folder / "reads", {});
    fill(*store);
    bench_reads(*store, 2, 2, "after filling");
    store->compact();
    bench_reads(*store, 2, 3, "compacted");
  }
  auto const start = SteadyClock::now();
  auto const store = RocksdbStore::open(folder / "reads", {});
  fmt::print("opened in {:.0f} ms, resident {} MB\n", seconds_since(start) * 1000,
             resident_megabytes());
  bench_reads(*store, 1, 3, "opened again");
  bench_reads(*store, 2, 3, "opened again");
  fmt::print("resident {} MB, most of it pages of mapped files\n", resident_megabytes());
}

}  // namespace

int main(int argument_count, char** arguments) {
  std::string pattern = std::filesystem::path(argument_count > 1 ? arguments[1] : "/tmp") /
                        "lofte-store-bench-XXXXXX";
  std::filesystem::path const folder = ::mkdtemp(pattern.data());
  measure(folder);
  std::filesystem::remove_all(folder);
}
