#include "edge/cli/seen_file.hpp"

#include "base/failure.hpp"
#include "edge/cli/console.hpp"
#include "edge/cli/files.hpp"

namespace lofte::edge::cli {

using custody::ledger::Checkpoint;
using custody::ledger::Seen;

namespace {

constexpr std::size_t seen_bytes_max = 4096;

std::optional<Seen> read_seen(std::filesystem::path const& file) {
  if (file.empty() || !std::filesystem::exists(file)) {
    return std::nullopt;
  }
  auto const seen = Seen::parse(read_text(file, seen_bytes_max));
  if (!seen) {
    throw Failure(FailureKind::bad_input,
                  {.code = "ledger.seen_malformed",
                   .message = file.string() + " does not say what was seen of a log",
                   .remedy = "name the file of an earlier check, or a new one"});
  }
  return seen;
}

}  // namespace

std::uint64_t verify_as_seen(LogSource const& source, custody::ledger::VerifierKey const& key,
                             std::filesystem::path const& seen) {
  auto const newest = source.checkpoint();
  ProgressBar bar("checking");
  auto const remember = [&](Checkpoint const& so_far) {
    if (!seen.empty()) {
      write_whole(seen, Seen{so_far}.text());
    }
    bar.show(so_far.size, newest.checkpoint.size);
    return true;
  };
  std::uint64_t const read = custody::ledger::verify({.source = source,
                                                      .newest = newest,
                                                      .key = key,
                                                      .seen = read_seen(seen),
                                                      .progress = remember});
  remember(newest.checkpoint);
  return read;
}

}  // namespace lofte::edge::cli
