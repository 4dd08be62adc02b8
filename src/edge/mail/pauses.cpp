#include "edge/mail/pauses.hpp"

#include <algorithm>
#include <array>

namespace lofte::edge::mail {

namespace {

constexpr std::array<unsigned, 9> growing_minutes{1, 2, 4, 8, 15, 30, 60, 120, 240};
constexpr unsigned attempts_max =
    38;  // 8 hours of growing pauses, and 28 more of 4 hours: five days
constexpr std::chrono::seconds unreachable_min{1};
constexpr std::chrono::seconds unreachable_max{300};

}  // namespace

std::optional<std::chrono::minutes> pause_after(unsigned attempts) {
  if (attempts >= attempts_max) {
    return std::nullopt;
  }
  std::size_t const place = std::min<std::size_t>(attempts, growing_minutes.size()) - 1;
  return std::chrono::minutes{growing_minutes[attempts == 0 ? 0 : place]};
}

std::chrono::seconds pause_after_unreachable(unsigned times) {
  unsigned const doublings = std::min(times, 16U) - (times == 0 ? 0U : 1U);
  return std::min(unreachable_max, unreachable_min * (1U << doublings));
}

}  // namespace lofte::edge::mail
