// Delta debugging (Zeller and Hildebrandt, 2002) over the steps of a life.
#include <algorithm>

#include "simulation/lives.hpp"

namespace lofte::simulation {

namespace {

class Shrinking {
 public:
  Shrinking(LifeSettings const& settings, Span const& span) : settings_(settings), span_(span) {}

  bool goes_wrong_with(std::vector<unsigned> const& steps) const {
    Span span{.steps = steps.empty() ? 0 : steps.back() + 1, .years = span_.years};
    for (unsigned number = 0; number < span.steps; ++number) {
      if (!std::ranges::binary_search(steps, number)) {
        span.left_out.push_back(number);
      }
    }
    return !live(settings_, span).wrong.empty();
  }

  // Leaves out one piece of so many steps after the other, as long as it goes wrong without it.
  std::vector<unsigned> without_pieces(std::vector<unsigned> steps, std::size_t piece) const {
    for (std::size_t at = 0; at < steps.size();) {
      auto const from = steps.begin() + static_cast<std::ptrdiff_t>(at);
      auto const to =
          steps.begin() + static_cast<std::ptrdiff_t>(std::min(at + piece, steps.size()));
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

 private:
  LifeSettings settings_;
  Span span_;
};

}  // namespace

std::vector<unsigned> shrink(LifeSettings const& settings, Span const& span) {
  Shrinking const shrinking(settings, span);
  std::vector<unsigned> steps = live(settings, span).lived;
  for (std::size_t piece = std::max<std::size_t>(steps.size() / 2, 1);; piece /= 2) {
    std::size_t const before = steps.size();
    steps = shrinking.without_pieces(std::move(steps), piece);
    if (piece == 1 && steps.size() == before) {
      return steps;
    }
    piece = std::max<std::size_t>(piece, 2);
  }
}

}  // namespace lofte::simulation
