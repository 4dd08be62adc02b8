// Internal to edge/http: so many of a thing at a time, whichever thread they are on.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>

namespace lofte::edge::http {

// Any thread.
class Places {
 public:
  explicit Places(std::size_t most) : most_(most) {}
  Places(Places const&) = delete;
  Places& operator=(Places const&) = delete;

  // Kept for as long as the thing is there; before the places go.
  struct Leave {
    void operator()(Places* places) const { --places->taken_; }
  };
  using Place = std::unique_ptr<Places, Leave>;

  // Null when all are taken.
  Place take() {
    if (taken_.fetch_add(1) < most_) {
      return Place(this);
    }
    --taken_;
    return nullptr;
  }
  std::size_t taken() const { return taken_; }

 private:
  std::size_t const most_;
  std::atomic<std::size_t> taken_{0};
};

}  // namespace lofte::edge::http
