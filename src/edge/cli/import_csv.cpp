// lofte import: a shop's history into the vault.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <thread>

#include "base/failure.hpp"
#include "edge/api/caller.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "edge/import/csv.hpp"
#include "edge/import/import.hpp"

namespace lofte::edge::cli {

namespace fs = std::filesystem;
namespace json = boost::json;
using import::ImportReport;

namespace {

import::Mapping read_mapping(fs::path const& file, promise::policy::Policy const& policy) {
  auto parsed =
      import::parse_mapping(read_text(file, import::mapping_bytes_max), file.string(), policy);
  if (!parsed.mapping) {
    for (auto const& finding : parsed.findings) {
      note(to_string(finding, file.string()));
    }
    throw Failure(FailureKind::bad_input, {.code = "mapping.errors",
                                           .message = file.string() + " is not a mapping yet",
                                           .remedy = "mend what is said above"});
  }
  return std::move(*parsed.mapping);
}

void tell_faults(ImportReport const& report, ImportOptions const& options,
                 fs::path const& rejects) {
  for (auto const& fault : report.faults) {
    note(fmt::format("{}:{}: {}: {}", options.file.string(), fault.line, fault.reason,
                     fault.message));
  }
  if (report.rows_rejected > report.faults.size()) {
    note(fmt::format("… and {} rows more", report.rows_rejected - report.faults.size()));
  }
  if (report.rows_rejected > 0) {
    note(
        fmt::format("the rejected rows are in {}; it holds personal data: mend and import it, "
                    "then remove it",
                    rejects.string()));
  }
}

void tell(ImportReport const& report) {
  say(fmt::format("rows        {:>10}", report.rows));
  say(fmt::format("  skipped   {:>10}", report.rows_skipped));
  for (auto const& [reason, rows] : report.skipped_by_reason) {
    say(fmt::format("            {:>10}  {}", rows, reason));
  }
  say(fmt::format("  rejected  {:>10}", report.rows_rejected));
  for (auto const& [reason, rows] : report.rejected_by_reason) {
    say(fmt::format("            {:>10}  {}", rows, reason));
  }
  say(fmt::format("subjects    {:>10} new", report.subjects_created));
  say(fmt::format("records     {:>10} added", report.records_added));
  say(fmt::format("            {:>10} were there already", report.records_existed));
  say(fmt::format("            {:>10} left out whole, as their time is over",
                  report.records_lapsed));
  say(fmt::format("fields      {:>10} left out, as no purpose may hold them any more",
                  report.fields_left_out));
  say(fmt::format("consents    {:>10} not brought, as they were refused here",
                  report.consents_suppressed));
}

json::object to_json(std::map<std::string, std::uint64_t> const& counts) {
  json::object object;
  for (auto const& [name, count] : counts) {
    object.emplace(name, count);
  }
  return object;
}

json::value to_json(ImportReport const& report) {
  json::array faults;
  for (auto const& fault : report.faults) {
    faults.push_back({{"line", fault.line}, {"reason", fault.reason}, {"message", fault.message}});
  }
  return {{"rows", report.rows},
          {"rows_skipped", report.rows_skipped},
          {"rows_rejected", report.rows_rejected},
          {"skipped_by_reason", to_json(report.skipped_by_reason)},
          {"rejected_by_reason", to_json(report.rejected_by_reason)},
          {"subjects_created", report.subjects_created},
          {"records_added", report.records_added},
          {"records_existed", report.records_existed},
          {"records_lapsed", report.records_lapsed},
          {"fields_left_out", report.fields_left_out},
          {"consents_suppressed", report.consents_suppressed},
          {"faults", std::move(faults)}};
}

}  // namespace

Exit import_csv(ImportOptions const& options) {
  auto const policy = read_policy(options.policy);
  import::ImportRequest request{
      .file = options.file,
      .mapping = read_mapping(options.mapping, policy.policy),
      .rejects = options.rejects.empty()
                     ? fs::path(options.file.filename().string() + ".rejects.csv")
                     : options.rejects,
      .actor = {.id = api::owner_id, .purposes = {}, .all_purposes = true},
      .writers = std::max(2U, std::thread::hardware_concurrency())};
  // Looked at first: a mistaken path must not leave a folder whose policy and clock are then fixed.
  import::CsvReader::open(request.file, {.delimiter = request.mapping.delimiter});
  auto const folder = open_or_create({.directory = options.data,
                                      .policy_file = options.policy,
                                      .policy_text = policy.text,
                                      .virtual_clock = options.virtual_clock,
                                      .root_token = options.root_token});
  fs::path const rejects = request.rejects;
  ImportReport report;
  {
    ProgressBar bar("importing");
    report = import::import_file(
        folder->vault(), std::move(request),
        [&](std::uint64_t bytes, std::uint64_t total) { bar.show(bytes, total); });
  }
  tell_faults(report, options, rejects);
  if (options.format == Format::json) {
    say(json::serialize(to_json(report)));
  } else {
    tell(report);
  }
  return report.rows_rejected == 0 ? Exit::done : Exit::look;
}

}  // namespace lofte::edge::cli
