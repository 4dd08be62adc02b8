#include "edge/site/rate_limit.hpp"

#include <algorithm>
#include <vector>

namespace lofte::edge::site {

RateLimit::RateLimit(Rate rate, Clock const& clock, Random& random)
    : rate_(rate), clock_(&clock), key_(custody::crypto::Key::random(random)) {}

double RateLimit::earned(Known const& known, std::chrono::milliseconds now) const {
  double const passed = static_cast<double>((now - known.at).count());
  double const since = passed * rate_.times / static_cast<double>(rate_.period.count());
  return std::min<double>(rate_.times, known.left + since);
}

void RateLimit::forget_some(All& all, std::chrono::milliseconds now) const {
  std::erase_if(all, [&](auto const& one) { return earned(one.second, now) >= rate_.times; });
  if (all.size() < known_max) {
    return;
  }
  // Somebody counts on there being too many: the half that has tried most stays.
  std::vector<double> left;
  left.reserve(all.size());
  for (auto const& one : all) {
    left.push_back(earned(one.second, now));
  }
  auto const middle = left.begin() + static_cast<std::ptrdiff_t>(left.size() / 2);
  std::ranges::nth_element(left, middle);
  std::erase_if(all, [&](auto const& one) { return earned(one.second, now) >= *middle; });
}

bool RateLimit::allow(std::string_view whom) {
  Uuid const hash = custody::crypto::keyed_hash(key_, whom);
  auto const now = clock_->steady();
  return all_.with([&](All& all) {
    if (all.size() >= known_max) {
      forget_some(all, now);
    }
    auto const found = all.try_emplace(hash, Known{.left = double(rate_.times), .at = now}).first;
    double const left = earned(found->second, now);
    if (left < 1) {
      return false;
    }
    found->second = {.left = left - 1, .at = now};
    return true;
  });
}

}  // namespace lofte::edge::site
