// lofte clock: moves a virtual clock, and accepts a real one that has jumped.
#include <fmt/format.h>

#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"

namespace lofte::edge::cli {

Exit set_clock(ClockOptions const& options) {
  auto const folder = custody::folder::DataFolder::open(options.data);
  folder->set_clock(options.day);
  say(fmt::format("it is {} in {}", lofte::to_string(options.day), options.data.string()));
  return Exit::done;
}

Exit accept_clock(FolderOptions const& options) {
  auto const folder = custody::folder::DataFolder::open(options.data);
  folder->upkeep().accept_clock();
  say(fmt::format("the clock is believed: {}", lofte::to_string(folder->clock().now())));
  return Exit::done;
}

}  // namespace lofte::edge::cli
