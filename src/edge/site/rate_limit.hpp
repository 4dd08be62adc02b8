// How often something may be tried: so many times at once, and then as they are earned back, evenly
// over a period. In memory; a restart forgets.
#pragma once

#include <chrono>
#include <string_view>
#include <unordered_map>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "base/random.hpp"
#include "custody/crypto/crypto.hpp"

namespace lofte::edge::site {

// Any thread. Keeps a keyed hash of whom it counts, under a key of its own, never themselves.
class RateLimit {
 public:
  struct Rate {
    unsigned times = 1;
    std::chrono::milliseconds period{};
  };
  // `clock` must not be virtual. Both borrowed.
  RateLimit(Rate rate, Clock const& clock, Random& random);

  // Whether `whom` may now; if so, it counts.
  bool allow(std::string_view whom);

 private:
  // Those who have earned all back are forgotten when so many are known; if that is not enough,
  // those who have tried least.
  static constexpr std::size_t known_max = 100'000;

  struct Known {
    double left = 0;
    std::chrono::milliseconds at{};
  };
  using All = std::unordered_map<Uuid, Known>;
  double earned(Known const& known, std::chrono::milliseconds now) const;
  void forget_some(All& all, std::chrono::milliseconds now) const;

  Rate rate_;
  Clock const* clock_;
  custody::crypto::Key key_;
  Guarded<All> all_;
};

}  // namespace lofte::edge::site
