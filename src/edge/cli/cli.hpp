// The program: reads the command line and runs the command.
#pragma once

namespace lofte::edge::cli {

// The process's exit code: console.hpp, Exit.
int run(int count, char const* const* arguments);

}  // namespace lofte::edge::cli
