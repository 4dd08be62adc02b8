#include "edge/cli/cli.hpp"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "base/failure.hpp"
#include "edge/cli/arguments.hpp"

namespace lofte::edge::cli {
namespace {

Exit exit_of(FailureKind kind) {
  switch (kind) {
    case FailureKind::bad_input:
    case FailureKind::not_found:
    case FailureKind::too_large:
      return Exit::cannot;
    case FailureKind::unauthenticated:
    case FailureKind::refused:
    case FailureKind::conflict:
      return Exit::refused;
    case FailureKind::unavailable:
    case FailureKind::unknown_outcome:
      return Exit::try_again;
    case FailureKind::damaged:
    case FailureKind::too_new:
      return Exit::damaged;
  }
  std::unreachable();
}

Exit run_command(std::function<Exit()> const& command) {
  try {
    return command();
  } catch (Failure const& failure) {
    note(fmt::format("lofte: {}: {}", failure.code(), failure.message()));
    if (!failure.remedy().empty()) {
      note("  " + failure.remedy());
    }
    return exit_of(failure.kind());
  } catch (std::exception const& error) {
    note(fmt::format("lofte: unforeseen: {}", error.what()));
    return Exit::try_again;
  }
}

}  // namespace

int run(int count, char const* const* arguments) {
  auto const parsed = parse_arguments(count, arguments);
  return static_cast<int>(parsed.command ? run_command(parsed.command) : parsed.exit);
}

}  // namespace lofte::edge::cli
