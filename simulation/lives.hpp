// Whole lives: run, counted, and held to "as if one person had never existed".
#pragma once

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

enum class Digest { no, yes };
LifeReport live(LifeSettings const& settings, Span const& span, Digest digest = Digest::no);

// In fair weather, one customer of the life is let go, years pass, and life goes on: what the shop
// then holds is what it would hold had the customer never come. Else what differs.
std::optional<std::string> difference_without(LifeSettings const& settings, Span const& span);

// Steps that are enough for the life to go wrong: as few as leaving out more and more of them comes
// to.
std::vector<unsigned> shrink(LifeSettings const& settings, Span const& span);

}  // namespace lofte::simulation
