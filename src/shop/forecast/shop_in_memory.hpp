// A shop under the policy, in memory: the production code of custody on the memory store, with a
// clock that moves by days. Nothing is written to disk.
#pragma once

#include <memory>
#include <string_view>

#include "base/clock.hpp"
#include "base/random.hpp"
#include "custody/keys/root_slot.hpp"
#include "custody/store/memory_store.hpp"
#include "custody/upkeep/custody.hpp"

namespace lofte::shop::forecast {

// One thread, but for what upkeep does with its own.
class ShopInMemory {
 public:
  struct Opening {
    promise::policy::Policy const& policy;
    std::string_view policy_text;
    Day first_day;
  };
  explicit ShopInMemory(Opening const& opening);

  // Noon of that day, in the policy's time zone.
  void begin(Day day);

  custody::vault::Vault& vault() { return custody_->vault(); }
  custody::upkeep::Upkeep& upkeep() { return custody_->upkeep(); }

 private:
  TimeZone zone_;
  VirtualClock clock_;
  SystemRandom random_;  // for keys and ids: nothing that is counted depends on them
  custody::store::MemoryStore store_{custody::store::Past::forgotten};
  custody::keys::MemoryRootSlot slot_{random_};
  std::unique_ptr<custody::upkeep::Custody> custody_;
};

}  // namespace lofte::shop::forecast
