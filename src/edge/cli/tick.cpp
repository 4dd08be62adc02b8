// lofte tick: destroys the keys of what is past its time, and deletes the bytes.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "edge/api/write_json.hpp"
#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"
#include "shop/rights/request_erasure.hpp"

namespace lofte::edge::cli {

Exit tick(FolderOptions const& options) {
  auto const folder = custody::folder::DataFolder::open(options.data);
  custody::upkeep::TickReport ticked;
  custody::upkeep::ReclaimReport reclaimed;
  {
    ProgressBar bar("destroying keys");
    ticked = folder->upkeep().tick([&](unsigned buckets) {
      bar.show(buckets, bucket_count);
      return true;
    });
  }
  {
    ProgressBar bar("deleting bytes");
    reclaimed = folder->upkeep().reclaim([&](unsigned buckets) {
      bar.show(buckets, bucket_count);
      return true;
    });
  }
  if (!ticked.frozen) {
    custody::agenda::Agenda agenda(folder->store());
    shop::rights::erase_those_due(folder->vault(), agenda);
  }
  if (options.format == Format::json) {
    say(boost::json::serialize(api::to_json(ticked, reclaimed)));
  } else {
    say(fmt::format("generation        {:>10}", ticked.generation));
    say(fmt::format("keys destroyed    {:>10} of terms", ticked.terms_destroyed));
    say(fmt::format("                  {:>10} of people and single leases",
                    ticked.leaves_destroyed));
    say(fmt::format("records deleted   {:>10}", reclaimed.records_gone));
    say(fmt::format("records narrowed  {:>10}", reclaimed.records_narrowed));
    say(fmt::format("subjects gone     {:>10}", reclaimed.subjects_gone));
  }
  if (ticked.frozen) {
    note("nothing was destroyed: " + ticked.frozen_because);
    note(fmt::format("  if the clock is right, accept it: lofte clock accept --data {}",
                     options.data.string()));
    return Exit::look;
  }
  return Exit::done;
}

}  // namespace lofte::edge::cli
