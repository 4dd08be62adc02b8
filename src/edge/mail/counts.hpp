// What the sending of mail has counted since the start.
#pragma once

#include <cstddef>
#include <cstdint>

namespace lofte::edge::mail {

struct Counts {
  std::size_t waiting = 0;
  std::uint64_t sent = 0;
  std::uint64_t refused = 0;
  std::uint64_t failed = 0;  // given up
  std::uint64_t withdrawn = 0;
  bool is_away = false;  // the server takes nothing at the moment
};

}  // namespace lofte::edge::mail
