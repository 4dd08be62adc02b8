// Numbers drawn from a seed. What one step of a life draws depends on the life's seed and the
// step's number alone, so that a step means the same when others are left out.
#pragma once

#include <iterator>

#include "base/random.hpp"

namespace lofte::simulation {

// A seed of its own for `part` of what `seed` makes.
constexpr std::uint64_t seed_of(std::uint64_t seed, std::uint64_t part) {
  return (seed + 1) * 0x9e3779b97f4a7c15 ^ (part + 1) * 0xd1b54a32d192ed03;
}

class Draws {
 public:
  explicit Draws(std::uint64_t seed) : random_(seed) {}

  // A number below `end`, which is not 0.
  std::size_t below(std::size_t end) {
    std::uint64_t number = 0;
    random_.fill({reinterpret_cast<std::uint8_t*>(&number), sizeof number});
    return number % end;
  }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <typename Things>
  auto& one_of(Things& things) {
    return things[below(std::size(things))];
  }

 private:
  SeededRandom random_;
};

}  // namespace lofte::simulation
