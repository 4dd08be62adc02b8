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

Verified verify_as_seen(LogSource const& source, custody::ledger::VerifierKey const& key,
                        std::filesystem::path const& seen) {
  Verified verified{.checkpoint = source.checkpoint()};
  auto const& newest = verified.checkpoint.checkpoint;
  std::filesystem::path const partial =
      seen.empty() ? seen : std::filesystem::path(seen.string() + ".partial");
  ProgressBar bar("checking");
  auto const verify_from = [&](std::optional<Seen> const& from) {
    auto const remember = [&](Checkpoint const& so_far) {
      if (!partial.empty()) {
        write_whole(partial, Seen{so_far}.text());
      }
      bar.show(so_far.size, newest.size);
      return true;
    };
    return custody::ledger::verify({.source = source,
                                    .newest = verified.checkpoint,
                                    .key = key,
                                    .seen = from,
                                    .progress = remember});
  };
  auto const cut_off = read_seen(partial);
  try {
    verified.entries_read = verify_from(cut_off ? cut_off : read_seen(seen));
  } catch (Failure const& failure) {
    // What a check that was cut off had come to was not proved yet, and is no one's word. But a
    // server that is away says nothing against it.
    if (!cut_off || failure.kind() == FailureKind::unavailable) {
      throw;
    }
    std::filesystem::remove(partial);
    verified.entries_read = verify_from(read_seen(seen));
  }
  if (!seen.empty()) {
    write_whole(seen, Seen{newest}.text());
    std::filesystem::remove(partial);
  }
  return verified;
}

}  // namespace lofte::edge::cli
