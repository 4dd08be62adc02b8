#include "edge/api/figures.hpp"

namespace lofte::edge::api {

using custody::upkeep::Holdings;

bool Figures::is_recent(Counted const& counted) const {
  return counted.holdings && counted.holdings->today == vault_->today() &&
         clock_->steady() - counted.at < age_max_;
}

std::shared_ptr<Holdings const> Figures::recent_at_once() const {
  Counted const counted = counted_.with([](Counted const& known) { return known; });
  return is_recent(counted) ? counted.holdings : nullptr;
}

std::shared_ptr<Holdings const> Figures::recent() {
  Counted const counted = counted_.with([](Counted const& known) { return known; });
  if (is_recent(counted)) {
    return counted.holdings;
  }
  std::unique_lock const lock(counting_, std::try_to_lock);
  return counted.holdings && !lock.owns_lock() ? counted.holdings : fresh();
}

std::shared_ptr<Holdings const> Figures::fresh() {
  auto const at = clock_->steady();
  auto const holdings = std::make_shared<Holdings const>(custody::upkeep::holdings(*vault_));
  counted_.with([&](Counted& counted) { counted = {.holdings = holdings, .at = at}; });
  return holdings;
}

}  // namespace lofte::edge::api
