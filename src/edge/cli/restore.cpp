// lofte restore: a data folder from backups of both planes, or lost data under the key plane that
// is there.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "custody/folder/backups.hpp"
#include "edge/api/write_json.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/recovery_key_file.hpp"

namespace lofte::edge::cli {

namespace json = boost::json;

namespace {

json::object to_json(custody::backup::RestoredData const& data) {
  json::object missing;
  for (auto const& [shape, leases] : data.leases_missing) {
    missing.emplace(shape, leases);
  }
  return {{"records", data.records},
          {"records_back", data.records_back},
          {"records_missing", data.records_missing},
          {"leases_missing", std::move(missing)}};
}

json::object to_json(custody::folder::RestoreReport const& report) {
  return {{"keys_copy", report.keys_copy},
          {"keys_made", lofte::to_string(report.keys_made)},
          {"now", lofte::to_string(report.now)},
          {"data", to_json(report.data)},
          {"tick", api::to_json(report.replayed.ticked, report.replayed.reclaimed)}};
}

void tell(custody::backup::RestoredData const& data) {
  say(fmt::format("records           {:>10}", data.records));
  say(fmt::format("put back          {:>10}", data.records_back));
  say(fmt::format("in no backup      {:>10}", data.records_missing));
  for (auto const& [shape, leases] : data.leases_missing) {
    say(fmt::format("  leases of {:<18} {:>10}", shape, leases));
  }
}

void tell(custody::folder::RestoreReport const& report) {
  say(fmt::format("keys of           {}", lofte::to_string(report.keys_made)));
  say(fmt::format("the clock stands  {}", lofte::to_string(report.now)));
  tell(report.data);
  say(fmt::format("keys destroyed    {:>10} of terms", report.replayed.ticked.terms_destroyed));
  say(fmt::format("records deleted   {:>10}", report.replayed.reclaimed.records_gone));
  note(
      "what was done after the copy of the keys was made is not in it: erasures, objections and "
      "withdrawals of people as well; do them again before you serve it");
}

// A bar for each of the works that follow each other, each through all buckets.
custody::upkeep::Progress shown_on(ProgressBar& bar) {
  return [&bar](unsigned buckets) {
    bar.show(buckets, bucket_count);
    return true;
  };
}

Exit exit_of(custody::backup::RestoredData const& data) {
  return data.records_missing > 0 ? Exit::look : Exit::done;
}

Exit restore_lost_data(RestoreOptions const& options) {
  auto const folder = custody::folder::DataFolder::open(options.data);
  custody::backup::RestoredData data;
  {
    ProgressBar bar("restoring");
    data = custody::folder::restore_data(*folder, options.backup, shown_on(bar));
  }
  if (options.format == Format::json) {
    say(json::serialize(to_json(data)));
  } else {
    tell(data);
  }
  return exit_of(data);
}

}  // namespace

Exit restore(RestoreOptions const& options) {
  if (options.keys.empty()) {
    return restore_lost_data(options);
  }
  std::optional<custody::backup::RecoveryKey> recovery;
  if (!options.recovery_key.empty()) {
    recovery = read_recovery_key(options.recovery_key);
  }
  custody::folder::RestoreReport report;
  {
    ProgressBar bar("restoring");
    report = custody::folder::restore_folder({.directory = options.data,
                                              .keys = options.keys,
                                              .data = options.backup,
                                              .virtual_today = options.virtual_clock,
                                              .recovery = recovery},
                                             {}, shown_on(bar));
  }
  if (options.format == Format::json) {
    say(json::serialize(to_json(report)));
  } else {
    tell(report);
  }
  return exit_of(report.data);
}

}  // namespace lofte::edge::cli
