// lofte publish: puts a new version of the policy in force.
#include <fmt/format.h>

#include "base/failure.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "edge/cli/plan.hpp"

namespace lofte::edge::cli {

Exit publish(PublishOptions const& options) {
  auto const policy = read_policy(options.policy);
  auto const folder = custody::folder::DataFolder::open(options.data);
  bool const is_dry = options.run == PublishOptions::Run::dry;
  if (is_dry || options.plan.empty()) {
    tell(make_plan(folder->vault(), policy.text));
    note("nothing was published");
  }
  if (is_dry) {
    return Exit::done;
  }
  if (options.plan.empty()) {
    throw Failure(
        FailureKind::bad_input,
        {.code = "plan.missing",
         .message = "publishing names the plan that was seen",
         .remedy = "read the plan above; if it is what you want, add --plan and its hash"});
  }
  promise::policy::Version edition = 0;
  {
    ProgressBar bar("publishing");
    edition = folder->upkeep().publish(policy.text, options.plan, [&](unsigned buckets) {
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
