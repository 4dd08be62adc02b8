// lofte ledger: shows, exports and checks the log.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "base/hex.hpp"
#include "custody/ledger/verify.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "edge/cli/log_files.hpp"
#include "edge/cli/seen_file.hpp"

namespace lofte::edge::cli {

namespace fs = std::filesystem;
namespace json = boost::json;
using custody::folder::DataFolder;
using custody::ledger::Checkpoint;
using custody::ledger::TileName;

namespace {

void show_entry(std::uint64_t index, BytesView entry, Format format) {
  bool const is_public = custody::ledger::is_public(entry);
  if (format == Format::json) {
    json::object object{{"index", index}};
    if (is_public) {
      object["entry"] = json::parse({entry.data(), entry.size()});
    } else {
      object["commitment"] = to_hex(entry.substr(1));
    }
    say(json::serialize(object));
  } else {
    say(fmt::format("{:>10}  {}", index,
                    is_public ? std::string(entry) : "about a person: " + to_hex(entry.substr(1))));
  }
}

void export_tile(custody::ledger::Log const& log, fs::path const& folder, TileName const& name) {
  fs::path const path = folder / custody::ledger::path_of(name);
  if (name.width == custody::ledger::tile_width && fs::exists(path)) {
    return;  // it never changes
  }
  fs::create_directories(path.parent_path());
  write_whole(path, log.tile(name));
}

}  // namespace

Exit show_ledger(LedgerOptions const& options) {
  auto const folder = DataFolder::open(options.data);
  folder->ledger().sequence();
  auto const& log = folder->ledger().log();
  std::uint64_t const size = log.size();
  if (options.format == Format::text) {
    note(fmt::format("{} has {} entries", folder->ledger().verifier().name, size));
  }
  std::uint64_t const end =
      options.from > size ? size : std::min(size - options.from, options.count) + options.from;
  for (std::uint64_t index = options.from; index < end; ++index) {
    show_entry(index, log.entry(index), options.format);
  }
  return Exit::done;
}

Exit show_ledger_key(FolderOptions const& options) {
  say(DataFolder::open(options.data)->ledger().verifier().text());
  return Exit::done;
}

Exit export_ledger(LedgerExportOptions const& options) {
  auto const folder = DataFolder::open(options.data);
  folder->ledger().sequence();
  auto const& log = folder->ledger().log();
  auto const newest = log.checkpoint();
  std::uint64_t const size = newest.checkpoint.size;
  ProgressBar bar("exporting");
  fs::create_directories(options.to);
  for (unsigned level = 0; size >> custody::ledger::tile_levels * level > 0; ++level) {
    std::uint64_t const hashes = size >> custody::ledger::tile_levels * level;
    for (std::uint64_t index = 0; index * custody::ledger::tile_width < hashes; ++index) {
      unsigned const width = custody::ledger::width_in(size, level, index);
      export_tile(log, options.to, {.level = level, .index = index, .width = width});
      if (level == 0) {
        export_tile(log, options.to,
                    {.kind = TileName::Kind::entries, .index = index, .width = width});
        bar.show(index * custody::ledger::tile_width, size);
      }
    }
  }
  write_whole(options.to / "checkpoint", newest.text());  // last: what it names is there
  note(fmt::format("{} entries; checkpoint and tiles in {}", size, options.to.string()));
  return Exit::done;
}

Exit verify_ledger(LedgerVerifyOptions const& options) {
  auto const source = open_log({.source = options.source, .ca_file = options.ca_file});
  auto const key = key_for(options.key, *source);
  custody::ledger::SignedCheckpoint newest;
  std::string result;
  std::uint64_t read = 0;
  if (!options.since.empty()) {
    auto const older = read_checkpoint(options.since);
    newest = source->checkpoint();
    custody::ledger::verify_growth(*source, {.older = older, .newer = newest}, key);
    result = fmt::format("the log of {} entries is the beginning of that of {}",
                         older.checkpoint.size, newest.checkpoint.size);
  } else {
    auto const verified = verify_as_seen(*source, key, options.seen);
    newest = verified.checkpoint;
    read = verified.entries_read;
    result = fmt::format("{} entries, {} of them read now: all as signed by {}",
                         newest.checkpoint.size, read, key.name);
  }
  if (options.format == Format::json) {
    say(json::serialize(json::object{{"origin", newest.checkpoint.origin},
                                     {"size", newest.checkpoint.size},
                                     {"read", read},
                                     {"verified", true}}));
  } else {
    say(result);
  }
  return Exit::done;
}

}  // namespace lofte::edge::cli
