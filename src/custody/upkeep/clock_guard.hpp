// Keeps a wrong clock from destroying data. Only an accepted tick moves the persisted clock. A
// clock that stands before it freezes destruction. A clock that runs ahead of the machine's steady
// time may do so by 48 hours in all (a restart of the machine counts with the time it was off),
// earned back by half of the time that the two run together; beyond that, destruction waits until
// the clock is accepted. Virtual clocks are exempt.
#pragma once

#include <optional>
#include <string>

#include "base/clock.hpp"
#include "custody/store/store.hpp"

namespace lofte::custody::upkeep {

inline constexpr std::chrono::hours clock_ahead_max{48};

class ClockGuard {
 public:
  ClockGuard(store::Store& store, Clock const& clock) : store_(&store), clock_(&clock) {}

  // Nullopt: the time is believed, and has become the persisted clock. Else why nothing may be
  // destroyed.
  std::optional<std::string> check();

  // Believes the clock as it is, and starts the budget anew.
  void accept();

 private:
  struct Persisted {
    Instant wall;
    std::chrono::milliseconds steady{};
    std::string boot;
    std::chrono::milliseconds ahead{};  // of the budget, spent
  };
  std::optional<Persisted> load() const;
  void save(Persisted const& persisted) const;

  store::Store* store_;
  Clock const* clock_;
};

}  // namespace lofte::custody::upkeep
