// Whole lives: run, counted, and held to "as if one person had never existed".
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "simulation/life.hpp"

namespace lofte::simulation {

// What of a life is to be lived. It ends after so many years, or when the steps are over.
struct Span {
  unsigned steps = 150;
  int years = 10;
  std::vector<unsigned> left_out{};  // steps, in order
};

struct LifeReport {
  std::vector<std::string> wrong;    // empty: all was well
  std::vector<std::string> history;  // what happened, in order
  std::vector<unsigned> lived;       // numbers of steps
  Life::Tally tally;
  std::chrono::days days{};
  std::string digest;  // of every byte there is and ever was; empty unless asked for
};

// The span with these of its steps alone, in order.
Span with_only(Span span, std::vector<unsigned> const& steps);

enum class Digest { no, yes };
LifeReport live(LifeSettings const& settings, Span const& span, Digest digest = Digest::no);

// In fair weather, one customer of the life is let go, years pass, and life goes on: what the shop
// then holds is what it would hold had the customer never come. Else what differs.
struct Difference {
  std::string told;
  std::vector<std::string> history;  // of the life with the customer
};
std::optional<Difference> difference_without(LifeSettings const& settings, Span const& span);

// Of these steps, in order, some that are enough for it to go wrong: as few as leaving out more and
// more of them comes to.
std::vector<unsigned> shrink(
    std::vector<unsigned> steps,
    std::function<bool(std::vector<unsigned> const& steps)> const& goes_wrong_with);

}  // namespace lofte::simulation
