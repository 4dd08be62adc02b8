// lofte holdings: what is held, and when it ends.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "edge/api/write_json.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"

namespace lofte::edge::cli {
namespace {

void tell(custody::upkeep::Holdings const& holdings) {
  say(fmt::format("{}: {} people, {} records", lofte::to_string(holdings.today), holdings.people,
                  holdings.records));
  if (holdings.rows.empty()) {
    return;
  }
  say(fmt::format("{:<24} {:<16} {:>12} {:>10} {:>10} {:>10}", "purpose", "record", "ends in",
                  "people", "records", "fields"));
  for (auto const& row : holdings.rows) {
    say(fmt::format("{:<24} {:<16} {:>12} {:>10} {:>10} {:>10}", row.purpose, row.shape,
                    row.ends_in ? std::to_string(*row.ends_in) : "no date yet", row.people,
                    row.records, row.fields));
  }
  say("next deletions");
  for (auto const& next : holdings.next) {
    say(fmt::format("{:<24} {:<16} after {}  {} people, {} records", next.purpose, next.shape,
                    lofte::to_string(next.last), next.people, next.records));
  }
  if (holdings.open_too_long > 0) {
    say(fmt::format("{} records have had no date for longer than the policy's open_warning",
                    holdings.open_too_long));
  }
}

}  // namespace

Exit holdings(FolderOptions const& options) {
  auto const folder = custody::folder::DataFolder::open(options.data);
  custody::upkeep::Holdings held;
  {
    ProgressBar bar("counting");
    held = custody::upkeep::holdings(folder->vault(), [&](unsigned buckets) {
      bar.show(buckets, bucket_count);
      return true;
    });
  }
  if (options.format == Format::json) {
    say(boost::json::serialize(api::to_json(held)));
  } else {
    tell(held);
  }
  return Exit::done;
}

}  // namespace lofte::edge::cli
