#include "simulation/lives.hpp"

#include <algorithm>

#include "simulation/canonical_state.hpp"

namespace lofte::simulation {

namespace {

// The step in whose middle customers are let go is the same in every pair of lives.
constexpr unsigned parting_in = 2;  // of the steps, so many parts before

bool is_left_out(Span const& span, unsigned number) {
  return std::ranges::binary_search(span.left_out, number);
}

struct End {
  std::vector<std::string> wrong;
  std::vector<std::string> state;
  std::vector<std::string> history;
};

End live_without(LifeSettings const& settings, Span const& span, std::size_t customer) {
  Life life(settings);
  try {
    for (unsigned number = 0; number < span.steps && life.wrong().empty(); ++number) {
      if (number == span.steps / parting_in) {
        life.part_with(customer);
        life.let_years_pass();
      }
      if (!is_left_out(span, number)) {
        life.step(number);
      }
    }
    life.finish();
  } catch (std::exception const& failure) {
    return {.wrong = {to_string(life.today()) + "  thrown: " + failure.what()},
            .state = {},
            .history = life.history()};
  }
  return {.wrong = life.wrong(), .state = canonical_state(life.shop()), .history = life.history()};
}

}  // namespace

Span with_only(Span span, std::vector<unsigned> const& steps) {
  span.left_out.clear();
  for (unsigned number = 0; number < span.steps; ++number) {
    if (!std::ranges::binary_search(steps, number)) {
      span.left_out.push_back(number);
    }
  }
  return span;
}

LifeReport live(LifeSettings const& settings, Span const& span, Digest with_digest) {
  LifeReport report;
  Life life(settings);
  Day const start = life.today();
  auto const has_years_left = [&] { return life.today() < start + std::chrono::years{span.years}; };
  try {
    for (unsigned number = 0; number < span.steps && has_years_left() && life.wrong().empty();
         ++number) {
      if (!is_left_out(span, number)) {
        report.lived.push_back(number);
        life.step(number);
      }
    }
    if (life.wrong().empty()) {
      life.finish();
    }
  } catch (std::exception const& failure) {
    report.wrong.push_back(to_string(life.today()) + "  thrown: " + failure.what());
  }
  report.wrong.insert(report.wrong.begin(), life.wrong().begin(), life.wrong().end());
  report.history = life.history();
  report.tally = life.tally();
  report.days = life.today() - start;
  if (with_digest == Digest::yes) {
    report.digest = digest(life.shop());
  }
  return report;
}

std::optional<Difference> difference_without(LifeSettings const& settings, Span const& span) {
  std::size_t const customer = settings.seed % settings.customers;
  LifeSettings with = settings;
  with.weather = Weather::fair;
  LifeSettings without = with;
  without.without = customer;
  End const first = live_without(with, span, customer);
  End const second = live_without(without, span, customer);
  for (End const* end : {&first, &second}) {
    if (!end->wrong.empty()) {
      return Difference{.told = end->wrong.front(), .history = end->history};
    }
  }
  std::vector<std::string> differing;
  std::ranges::set_symmetric_difference(first.state, second.state, std::back_inserter(differing));
  if (differing.empty()) {
    return std::nullopt;
  }
  std::string text = "somebody who has gone can be told from";
  for (std::string const& line : differing) {
    bool const is_with = std::ranges::binary_search(first.state, line);
    text += std::string("\n    ") + (is_with ? "with:    " : "without: ") + line;
  }
  return Difference{.told = text, .history = first.history};
}

}  // namespace lofte::simulation
