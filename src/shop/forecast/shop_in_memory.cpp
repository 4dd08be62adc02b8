#include "shop/forecast/shop_in_memory.hpp"

namespace lofte::shop::forecast {

using custody::upkeep::Custody;

ShopInMemory::ShopInMemory(Opening const& opening)
    : zone_(*opening.policy.timezone),
      clock_(zone_.moment_of(opening.first_day, std::chrono::hours{12})) {
  Custody::Ground const ground{.store = store_, .slot = slot_, .clock = clock_, .random = random_};
  Custody::prepare(ground, opening.policy_text);
  custody_ = std::make_unique<Custody>(ground);
}

void ShopInMemory::begin(Day day) {
  clock_.set(zone_.moment_of(day, std::chrono::hours{12}));
}

}  // namespace lofte::shop::forecast
