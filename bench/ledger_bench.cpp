// The ledger by itself: entries sequenced per second on one core, proofs from a large log, and the
// whole log checked.
//   ledger_bench [--entries N] [--folder DIR]
#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "base/failure.hpp"
#include "bench/measuring.hpp"
#include "custody/ledger/log.hpp"
#include "custody/ledger/verify.hpp"
#include "custody/store/rocksdb_store.hpp"

namespace {

using namespace lofte;
using namespace lofte::custody;
using bench::Figure;

constexpr std::uint64_t entries_per_batch = 100'000;  // of a busy second
constexpr int proofs = 1'000;

ledger::Signer signer() {
  return {"bench.example/ledger", ledger::VerifierKey::Type::ed25519,
          crypto::SigningKey(crypto::Key::from_bytes(Bytes(32, 's')))};
}

// A second's entries, spread over the buckets as random subjects are.
std::vector<ledger::Outbox::Waiting> batch_of(std::uint64_t count, std::uint64_t number,
                                              Random& random) {
  std::vector<ledger::Outbox::Waiting> batch;
  for (std::uint64_t i = 0; i < count; ++i) {
    Bytes entry(33, '\1');
    random.fill({reinterpret_cast<std::uint8_t*>(entry.data()) + 1, entry.size() - 1});
    batch.push_back({.bucket = static_cast<Bucket>(i * bucket_count / count),
                     .number = number * entries_per_batch + i,
                     .entry = std::move(entry)});
  }
  return batch;
}

void fill(ledger::Log& log, std::uint64_t entries) {
  auto const its_signer = signer();
  SeededRandom random(1);
  double processor = 0;
  double elapsed = 0;
  for (std::uint64_t done = 0; done < entries; done += entries_per_batch) {
    auto const batch = batch_of(entries_per_batch, done / entries_per_batch, random);
    double const before = bench::processor_seconds();
    bench::Stopwatch const watch;
    log.append(batch, its_signer);
    elapsed += watch.seconds();
    processor += bench::processor_seconds() - before;
  }
  auto const all = static_cast<double>(entries);
  fmt::print("sequenced                {:12.0f} entries/s ({:.0f} per second of processor)\n",
             all / elapsed, all / processor);
}

void prove(ledger::Log const& log) {
  SeededRandom random(2);
  auto const newest = log.checkpoint().checkpoint;
  Figure cost;
  for (int i = 0; i < proofs; ++i) {
    Uuid const drawn = random_uuid(random);
    std::uint64_t const index =
        Reader({reinterpret_cast<char const*>(drawn.bytes.data()), 8}).u64() % newest.size;
    ledger::LeafPlace const place{.index = index, .size = newest.size};
    bench::Stopwatch const watch;
    ledger::TiledTree tree(log, newest.size);
    auto const proof = ledger::inclusion_proof(tree.subtrees(), place);
    cost.add(watch.seconds() * 1e6);
    require(ledger::is_included(ledger::leaf_hash(log.entry(index)), place, proof, newest.root),
            "the proof holds");
  }
  cost.print("proof of one entry", "us");
}

}  // namespace

int main(int count, char** arguments) {
  std::uint64_t entries = 10'000'000;
  std::filesystem::path parent = std::filesystem::temp_directory_path();
  CLI::App app{"Times the ledger."};
  app.add_option("--entries", entries, "of the log");
  app.add_option("--folder", parent, "whose disk is measured");
  CLI11_PARSE(app, count, arguments);
  bench::print_machine();
  bench::TemporaryFolder const folder(parent);
  auto const store = store::RocksdbStore::open(folder.path() / "store", {});
  {
    ledger::Log log(*store);
    fill(log, entries);
  }
  bench::Stopwatch const opening;
  ledger::Log const log(*store);
  fmt::print("opened                   {:12.3f} s\n", opening.seconds());
  prove(log);
  bench::Stopwatch const checking;
  auto const read = ledger::verify({.source = log,
                                    .newest = log.checkpoint(),
                                    .key = signer().verifier(),
                                    .seen = {},
                                    .progress = {}});
  fmt::print("whole log checked        {:12.1f} s for {} entries\n", checking.seconds(), read);
  return 0;
}
