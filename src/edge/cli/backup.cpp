// lofte backup, lofte keys backup: a backup of the data plane, a copy of the key plane.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "edge/cli/backup_act.hpp"
#include "edge/cli/commands.hpp"

namespace lofte::edge::cli {
namespace {

boost::json::object act_with_a_bar(BackupOptions const& options, BackupAct const& act) {
  ProgressBar bar(act.plane == BackupAct::Plane::data ? "backing up" : "copying keys");
  return perform_or_ask(options.data, act, [&](unsigned buckets) {
    bar.show(buckets, custody::store::bucket_last);
    return true;
  });
}

std::uint64_t number(boost::json::object const& report, char const* key) {
  return report.at(key).to_number<std::uint64_t>();
}

std::string text(boost::json::object const& report, char const* key) {
  return std::string(report.at(key).as_string());
}

}  // namespace

Exit backup(BackupOptions const& options) {
  auto const report = act_with_a_bar(
      options, {.plane = BackupAct::Plane::data, .into = options.into, .life_days = {}});
  if (options.format == Format::json) {
    say(boost::json::serialize(report));
  } else {
    say(fmt::format("records held      {:>12}", number(report, "rows_held")));
    say(fmt::format("new or changed    {:>12}", number(report, "rows_written")));
    say(fmt::format("bytes written     {:>12}", number(report, "bytes_written")));
    say(fmt::format("layers            {:>12}", number(report, "layers")));
  }
  return Exit::done;
}

Exit keys_backup(BackupOptions const& options) {
  BackupAct act{
      .plane = BackupAct::Plane::keys, .into = options.into, .life_days = options.life_days};
  if (!options.recovery_key.empty()) {
    act.recovery = custody::backup::parse_recovery_public_key(options.recovery_key);
  }
  auto const report = act_with_a_bar(options, act);
  if (options.format == Format::json) {
    say(boost::json::serialize(report));
  } else {
    say(fmt::format("copy              {}", text(report, "copy")));
    say(fmt::format("lives until       {}", text(report, "ends")));
    say(fmt::format("rows              {:>12}", number(report, "rows")));
    say(fmt::format("bytes             {:>12}", number(report, "bytes")));
    say(fmt::format("copies destroyed  {:>12}", number(report, "copies_destroyed")));
    say(fmt::format("copies there      {:>12}", number(report, "copies")));
  }
  return Exit::done;
}

}  // namespace lofte::edge::cli
