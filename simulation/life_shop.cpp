// What the shop and its machine do: time passes, the clock jumps, upkeep is done, the process dies.
#include <algorithm>

#include "simulation/life.hpp"

namespace lofte::simulation {

using std::chrono::days;

namespace {

// In days from an event of such a record: what its terms come to, in most policies.
std::array<int, 2> reaches_of(std::string const& shape) {
  return shape == "visit"     ? std::array{30, 60}
         : shape == "enquiry" ? std::array{30, 365}
                              : std::array{365, 731};
}

}  // namespace

// Often to a last day, or to the day after one.
void Life::move_clock() {
  Day const before = model_.today;
  Day day = before;
  std::size_t const which = draws_.below(2);
  std::size_t const event = draws_.below(2);
  days const one_more{draws_.below(2)};
  bool const by_record = !draws_.one_in(3) && settings_.weather == Weather::harsh;
  bool const to_year_end = draws_.one_in(3);
  days const otherwise{std::array{1, 1, 3, 8, 30, 90}[draws_.below(6)]};
  auto const* const record = by_record ? any_record().second : nullptr;
  if (record != nullptr && event < record->events.size()) {
    auto const its = std::next(record->events.begin(), static_cast<std::ptrdiff_t>(event));
    day = its->second + days{reaches_of(record->shape)[which]} + one_more;
  } else if (to_year_end) {
    auto const year = std::chrono::year_month_day{model_.today}.year();
    day = Day{year / std::chrono::December / 31} + one_more;
  }
  if (day <= before) {
    day = before + otherwise;
  }
  pass_time_until(day);
}

void Life::pass_time_until(Day day) {
  let_policies_cool_off(day);
  model_.today = day;
  shop_.clock_at(to_string(model_.today));
  model_.settle();
}

// A server ticks every day; it matters while a policy cools off, as what lapses by the older one is
// then gone, and is held by the newer one all the same.
void Life::let_policies_cool_off(Day before) {
  while (model_.history.current().number > model_.settled && model_.today + days{1} < before) {
    model_.today += days{1};
    shop_.clock_at(to_string(model_.today));
    model_.settle();
    shop_.tick();
    follow_policies();
    shop_.upkeep().reclaim();
    forget_the_gone();
  }
}

// A clock that has jumped destroys nothing, whichever way, and when it is right again all is as it
// was.
void Life::jump_clock() {
  bool const forward = draws_.one_in(2);
  days const distance{forward ? 3 + draws_.below(3000) : 1 + draws_.below(400)};
  tell("the clock jumps " + std::string(forward ? "forward" : "backward") + " by " +
       std::to_string(distance.count()) + " days");
  shop_.tick();  // an accepted one, for the clock to be held against
  follow_policies();
  shop_.jump_clock(forward ? distance : -distance);
  if (!shop_.tick().frozen) {
    complain("a clock that has jumped is believed");
  }
  shop_.upkeep().reclaim();
  shop_.jump_clock(forward ? -distance : distance);
  forget_the_gone();
  check();
}

void Life::tick() {
  bool is_cut_off = shop_.slot().load().next.has_value();
  auto const outcome = attempt(std::nullopt, [&] { shop_.tick(); });
  tell("tick" + outcome.told);
  if (!outcome.struck && !outcome.failure.empty()) {
    complain("the tick fails with " + outcome.failure);
  }
  for (unsigned more = outcome.struck ? 2 : is_cut_off ? 1 : 0; more > 0; --more) {
    shop_.tick();  // what was doomed after the cut waits for the tick after
  }
  follow_policies();
  destroy_ended_copies();
  check();
  if (draws_.one_in(2)) {
    reclaim();
    check();
  }
}

void Life::reclaim() {
  auto const outcome = attempt(std::nullopt, [&] { shop_.upkeep().reclaim(); });
  tell("bytes are reclaimed" + outcome.told);
  if (!outcome.struck && !outcome.failure.empty()) {
    complain("reclaiming fails with " + outcome.failure);
  }
  follow_policies();
  forget_the_gone();
}

void Life::rotate_index_key() {
  auto const outcome = attempt(std::nullopt, [&] { shop_.upkeep().rotate_index_key(); });
  tell("the index key is rotated" + outcome.told);
  if (!outcome.struck && !outcome.failure.empty()) {
    complain("rotating the index key fails with " + outcome.failure);
  }
}

void Life::crash() {
  std::size_t const surviving = draws_.below(shop_.store().unsynced() + 1);
  restart(settings_.weather == Weather::fair ? shop_.store().unsynced() : surviving);
}

void Life::let_years_pass() {
  for (int i = 0; i < 30; ++i) {
    model_.settle();
    model_.today += days{100};
    shop_.clock_at(to_string(model_.today));
    shop_.tick();
    follow_policies();
    shop_.upkeep().reclaim();
    forget_the_gone();
  }
}

}  // namespace lofte::simulation
