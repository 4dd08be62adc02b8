// Delta debugging (Zeller and Hildebrandt, 2002) over the steps of a life.
#include <algorithm>

#include "simulation/lives.hpp"

namespace lofte::simulation {

namespace {

using GoesWrong = std::function<bool(std::vector<unsigned> const& steps)>;

// Leaves out one piece of so many steps after the other, as long as it goes wrong without it.
std::vector<unsigned> without_pieces(std::vector<unsigned> steps, std::size_t piece,
                                     GoesWrong const& goes_wrong_with) {
  for (std::size_t at = 0; at < steps.size();) {
    auto const from = steps.begin() + static_cast<std::ptrdiff_t>(at);
    auto const to = steps.begin() + static_cast<std::ptrdiff_t>(std::min(at + piece, steps.size()));
    std::vector<unsigned> fewer(steps.begin(), from);
    fewer.insert(fewer.end(), to, steps.end());
    if (goes_wrong_with(fewer)) {
      steps = std::move(fewer);
    } else {
      at += piece;
    }
  }
  return steps;
}

}  // namespace

std::vector<unsigned> shrink(std::vector<unsigned> steps, GoesWrong const& goes_wrong_with) {
  for (std::size_t piece = std::max<std::size_t>(steps.size() / 2, 1);; piece /= 2) {
    std::size_t const before = steps.size();
    steps = without_pieces(std::move(steps), piece, goes_wrong_with);
    if (piece == 1 && steps.size() == before) {
      return steps;
    }
    piece = std::max<std::size_t>(piece, 2);
  }
}

}  // namespace lofte::simulation
