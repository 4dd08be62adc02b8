// lofte keys move-root: the root key into a token, to another, or back into a file.
#include <fmt/format.h>

#include "edge/cli/commands.hpp"
#include "edge/cli/files.hpp"

namespace lofte::edge::cli {

using custody::folder::DataFolder;
using custody::keys::Moved;

Exit move_root(MoveRootOptions const& options) {
  std::string const uri = options.place == "file" ? "" : options.place;
  Moved const moved = DataFolder::move_root(options.data, uri);
  std::string const place = uri.empty() ? "in its file" : "in the token of " + uri;
  if (moved == Moved::address) {
    say(fmt::format("the root key of {} was there already, and is found {} from now on",
                    options.data.string(), place));
    return Exit::done;
  }
  say(fmt::format("the root key of {} is {}", options.data.string(), place));
  auto const ticked = DataFolder::open(options.data)->upkeep().tick();
  if (ticked.frozen) {
    note("the old root key has not been replaced yet: " + ticked.frozen_because);
    note(
        fmt::format("  if the clock is right, accept it: lofte clock accept --data {0}; then "
                    "lofte tick --data {0}",
                    options.data.string()));
    return Exit::look;
  }
  say(fmt::format("it is a new one, of generation {}; the old one opens nothing any more",
                  ticked.generation));
  return Exit::done;
}

}  // namespace lofte::edge::cli
