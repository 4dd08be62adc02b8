#include "shop/invented/dice.hpp"

#include <array>
#include <cstring>

namespace lofte::shop::invented {

std::uint32_t Dice::below(std::size_t count) {
  std::array<std::uint8_t, 8> bytes{};
  random_.fill(bytes);
  std::uint64_t draw = 0;
  std::memcpy(&draw, bytes.data(), sizeof draw);
  return static_cast<std::uint32_t>((draw >> 32U) * count >> 32U);
}

bool Dice::chance(double percent) {
  return below(100'000) < percent * 1'000;
}

}  // namespace lofte::shop::invented
