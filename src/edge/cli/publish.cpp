// lofte publish: puts a new version of the policy in force.
#include <fmt/format.h>

#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "edge/cli/plan.hpp"

namespace lofte::edge::cli {

Exit publish(PublishOptions const& options) {
  auto const policy = read_policy(options.policy);
  auto const folder = custody::folder::DataFolder::open(options.data);
  std::string hash = options.plan;
  if (hash.empty() || options.run == PublishOptions::Run::dry) {
    auto const plan = make_plan(folder->vault(), policy.text);
    tell(plan);
    hash = hash.empty() ? plan.hash : hash;
  }
  if (options.run == PublishOptions::Run::dry) {
    note("nothing was published");
    return Exit::done;
  }
  promise::policy::Version edition = 0;
  {
    ProgressBar bar("publishing");
    edition = folder->upkeep().publish(policy.text, hash, [&](unsigned buckets) {
      bar.show(buckets, bucket_count);
      return true;
    });
  }
  say(
      fmt::format("published as version {}; what it ends earlier is hidden now, and destroyed "
                  "after {} days",
                  edition, custody::upkeep::cooling_off_days));
  return Exit::done;
}

}  // namespace lofte::edge::cli
