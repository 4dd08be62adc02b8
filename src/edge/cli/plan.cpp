// lofte plan: what publishing a policy would do to the data held.
#include "edge/cli/plan.hpp"

#include <fmt/format.h>

#include <boost/json.hpp>

#include "edge/api/write_json.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"

namespace lofte::edge::cli {

custody::upkeep::Plan make_plan(custody::vault::Vault const& vault, std::string_view policy_text) {
  ProgressBar bar("comparing");
  return custody::upkeep::plan(vault, policy_text, [&](unsigned buckets) {
    bar.show(buckets, bucket_count);
    return true;
  });
}

void tell(custody::upkeep::Plan const& plan) {
  for (auto const& finding : plan.findings) {
    say(promise::policy::to_string(finding, "the policy"));
  }
  say(fmt::format("plan {} of {}, over {} records{}", plan.hash, lofte::to_string(plan.today),
                  plan.records, plan.exact ? "" : " (something was written meanwhile)"));
  say(fmt::format("{:<24} {:<16} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}", "purpose", "record",
                  "unchanged", "shorter", "at once", "longer", "refused", "fields", "people"));
  for (auto const& row : plan.rows) {
    say(fmt::format("{:<24} {:<16} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}", row.purpose,
                    row.shape, row.unchanged, row.shorter, row.gone_at_once, row.longer_by_law,
                    row.longer_refused, row.fields_taken, row.people));
  }
  say("  shorter: end earlier; at once: of those, on the day of publication; longer: as the law "
      "asks; refused: what is held keeps the earlier day; fields: the purpose loses a field");
}

Exit plan(PlanOptions const& options) {
  auto const policy = read_policy(options.policy);
  auto const folder = custody::folder::DataFolder::open(options.data);
  auto const plan = make_plan(folder->vault(), policy.text);
  if (options.format == Format::json) {
    say(boost::json::serialize(api::to_json(plan)));
  } else {
    tell(plan);
    note(fmt::format("publish exactly this: lofte publish {} --data {} --plan {}",
                     options.policy.string(), options.data.string(), plan.hash));
  }
  return Exit::done;
}

}  // namespace lofte::edge::cli
