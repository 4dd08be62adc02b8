// Draws of chance for an invented shop: the same for the same seed.
#pragma once

#include <cstdint>
#include <span>

#include "base/random.hpp"

namespace lofte::shop::invented {

// One thread.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}

  // 0 … count - 1, evenly enough for a story. `count` is not 0.
  std::uint32_t below(std::size_t count);
  // True in `percent` of a hundred cases.
  bool chance(double percent);
  template <typename T>
  T const& pick(std::span<T const> things) {
    return things[below(things.size())];
  }

 private:
  SeededRandom random_;
};

}  // namespace lofte::shop::invented
