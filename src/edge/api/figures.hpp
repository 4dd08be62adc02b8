// The holdings as they were at most a minute ago, so that a public page costs the same however much
// is held.
#pragma once

#include <memory>
#include <mutex>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "custody/upkeep/holdings.hpp"

namespace lofte::edge::api {

// Any thread. While one thread counts anew the others get what was counted before.
class Figures {
 public:
  // `clock` tells how old the figures are; it must not be virtual. Both borrowed.
  Figures(custody::vault::Vault const& vault, Clock const& clock, std::chrono::seconds age_max)
      : vault_(&vault), clock_(&clock), age_max_(age_max) {}

  std::shared_ptr<custody::upkeep::Holdings const> recent();
  // The same, where nothing has to be counted for it; else nullptr.
  std::shared_ptr<custody::upkeep::Holdings const> recent_at_once() const;

  // Counted now.
  std::shared_ptr<custody::upkeep::Holdings const> fresh();

 private:
  struct Counted {
    std::shared_ptr<custody::upkeep::Holdings const> holdings;
    std::chrono::milliseconds at{};
  };
  bool is_recent(Counted const& counted) const;

  custody::vault::Vault const* vault_;
  Clock const* clock_;
  std::chrono::seconds age_max_;
  Guarded<Counted> counted_;
  std::mutex counting_;  // held by the thread that counts
};

}  // namespace lofte::edge::api
