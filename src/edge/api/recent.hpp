// A value as it was a moment ago, for those who can't wait for it to be found out again.
#pragma once

#include <chrono>
#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "base/guarded.hpp"

namespace lofte::edge::api {

// Any thread.
template <typename Value>
class Recent {
 public:
  // `clock` tells how old the value is; it must not be virtual. Borrowed.
  Recent(Clock const& clock, std::chrono::milliseconds age_max)
      : clock_(&clock), age_max_(age_max) {}

  // What `find` returns, which is called here and now. Throws what it does.
  template <typename Find>
  Value fresh(Find const& find) {
    auto const at = clock_->steady();
    Value value = find();
    known_.with([&](std::optional<Known>& known) { known = {.value = value, .at = at}; });
    return value;
  }

  // Nullopt when it was found out longer ago than that, or never.
  std::optional<Value> at_once() const {
    auto const known = known_.with([](std::optional<Known> const& some) { return some; });
    return known && clock_->steady() - known->at < age_max_ ? std::optional(known->value)
                                                            : std::nullopt;
  }

 private:
  struct Known {
    Value value;
    std::chrono::milliseconds at;
  };
  Clock const* clock_;
  std::chrono::milliseconds age_max_;
  Guarded<std::optional<Known>> known_;
};

}  // namespace lofte::edge::api
