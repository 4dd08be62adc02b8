// The command line of `lofte`: its commands, their options and their help.
#pragma once

#include <functional>
#include <optional>

#include "edge/cli/console.hpp"

namespace lofte::edge::cli {

struct Parsed {
  std::function<Exit()> command;  // empty when there is nothing to run
  Exit exit = Exit::done;         // then
};

// Tells help, the version, and what is wrong with the arguments.
Parsed parse_arguments(int count, char const* const* arguments);

}  // namespace lofte::edge::cli
