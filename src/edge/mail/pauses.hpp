// When a message that was put off is tried again, and for how long. Counted in attempts and not by
// the clock, so that a clock that jumps neither loses mail nor sends a flood of it.
#pragma once

#include <chrono>
#include <optional>

namespace lofte::edge::mail {

// How long to wait after so many attempts (1 …): 1 minute, growing to 4 hours. Nullopt after the
// last, with which five days have passed.
std::optional<std::chrono::minutes> pause_after(unsigned attempts);

// How long to leave a server alone that has taken nothing so many times in a row (1 …).
std::chrono::seconds pause_after_unreachable(unsigned times);

}  // namespace lofte::edge::mail
